package dev.tacit.app.cli;

import dev.tacit.lab.experiment.SettingsException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: {@code tacit COMMAND}. Nothing native is loaded until a command needs it. */
@Command(
    name = "tacit",
    description = "A laboratory for the implicit regularization of optimizers.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Tacit.Version.class,
    subcommands = {
      ReproduceCommand.class,
      RunCommand.class,
      AnalyseCommand.class,
      TheoryCommand.class,
      ReportCommand.class,
      ServeCommand.class,
      ExportCommand.class,
      LandscapeCommand.class,
      DataCommand.class,
      ListCommand.class,
      DoctorCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:something failed; the message says what, where and what to do",
      "2:the request was wrong"
    },
    footer = {"", "Start with: tacit reproduce --quick"})
public final class Tacit implements Callable<Integer> {
  static final int FAILED = 1;
  static final int WRONG_REQUEST = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces with error messages.")
  private boolean debug;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs one command. */
  static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Tacit());
    line.setExecutionExceptionHandler(new Complaint());
    line.setParameterExceptionHandler(Tacit::wrongRequest);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    try {
      return line.execute(arguments);
    } catch (Error e) {
      if (!Letters.lack(e)) {
        throw e;
      }
      line.getErr().println("tacit: " + Letters.words(e));
      return FAILED;
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return WRONG_REQUEST;
  }

  boolean debug() {
    return debug;
  }

  private static int wrongRequest(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("tacit: " + e.getMessage());
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return WRONG_REQUEST;
  }

  private static final class Complaint implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
      line.getErr().println("tacit: " + words(e));
      if (result.originalArgs().contains("--debug")) {
        e.printStackTrace(line.getErr());
      }
      return e instanceof SettingsException ? WRONG_REQUEST : FAILED;
    }
  }

  /** What went wrong, in one line. */
  static String words(Exception e) {
    if (e instanceof UncheckedIOException unchecked) {
      return words(unchecked.getCause());
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or directory";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    if (Letters.lack(e)) {
      return Letters.words(e);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Version and commit. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "tacit "
            + dev.tacit.lab.experiment.Machine.version()
            + " ("
            + dev.tacit.lab.experiment.Machine.commit()
            + ")"
      };
    }
  }
}
