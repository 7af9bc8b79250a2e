package dev.tacit.app.cli;

import dev.tacit.lab.fetch.Fetch;
import dev.tacit.lab.fetch.FetchException;
import dev.tacit.lab.fetch.Holding;
import dev.tacit.lab.fetch.Holding.Held;
import dev.tacit.lab.fetch.Holding.State;
import dev.tacit.lab.fetch.PublicSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tacit data}: published data sets, fetched, found and compared. */
@Command(
    name = "data",
    description = "Fetch published data sets, and say which are there and right.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataCommand.FetchSet.class,
      DataCommand.ListSets.class,
      DataCommand.Verify.class
    })
final class DataCommand implements Callable<Integer> {
  private static final Path USUAL = Path.of("data");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Tacit.WRONG_REQUEST;
  }

  /** Which set, and where. */
  static final class Which {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
        paramLabel = "NAME",
        description = "mnist, fashion-mnist, kmnist, emnist or cifar-10.")
    private String name;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "The directory of its files, data.dir of an experiment (default: data/NAME).")
    private Path dir;

    PublicSet set() {
      try {
        return PublicSet.named(name);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }

    Path directory() {
      return dir == null ? USUAL.resolve(name) : dir;
    }

    String inAFile() {
      return "In an experiment's file: data: {name: " + name + ", dir: " + directory() + "}";
    }
  }

  /** {@code tacit data fetch NAME}. */
  @Command(
      name = "fetch",
      description = {
        "Download a set from its public host, compare it with the published SHA-256, and put its"
            + " files where an experiment finds them. An interrupted download goes on where it"
            + " ended. Archives that you put into the directory are unpacked without a network."
      },
      mixinStandardHelpOptions = true)
  static final class FetchSet implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Which which;

    @Option(
        names = "--mirror",
        paramLabel = "URL",
        description = "A folder with the same files, instead of the set's own host.")
    private String mirror;

    @Option(
        names = "--overwrite",
        description = "Put published files in the place of others under their names.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException, InterruptedException {
      PublicSet set = which.set();
      Path directory = which.directory();
      URI host = host();
      FetchProgress progress = new FetchProgress(System.err);
      int fetched;
      try {
        fetched = new Fetch(set, directory, host, overwrite, progress).run();
      } catch (FetchException e) {
        progress.end();
        throw new IOException(e.getMessage() + "\n" + set.byHand(directory.toString()), e);
      } finally {
        progress.end();
      }
      System.out.println(
          fetched == 0
              ? set.name() + " is there already: " + directory
              : set.name() + " is complete in " + directory);
      System.out.println(which.inAFile());
      return 0;
    }

    private URI host() {
      try {
        return mirror == null ? null : Fetch.mirror(mirror);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--mirror: " + e.getMessage(), e);
      }
    }
  }

  /** {@code tacit data list}. */
  @Command(
      name = "list",
      description = "Which published sets are there, by their files' names.",
      mixinStandardHelpOptions = true)
  static final class ListSets implements Callable<Integer> {
    @Option(
        names = "--in",
        paramLabel = "DIR",
        description = "A directory with a directory for each set (default: data).")
    private Path in;

    @Override
    public Integer call() {
      for (PublicSet set : PublicSet.all().values()) {
        Path directory = (in == null ? USUAL : in).resolve(set.name());
        int there = Holding.count(set, directory);
        int all = set.files().size();
        long bytes = set.remote().stream().mapToLong(PublicSet.RemoteFile::bytes).sum();
        System.out.printf(
            Locale.ROOT,
            "  %-14s  %-34s  %s%n",
            set.name(),
            there == 0
                ? "not there (" + megabytes(bytes) + " to fetch)"
                : there == all ? "complete (" + all + " files)" : there + " of " + all + " files",
            directory);
      }
      System.out.println(
          "'tacit data verify NAME' compares files with what was published; 'tacit data fetch NAME'"
              + " brings those that are missing.");
      return 0;
    }
  }

  private static String megabytes(long bytes) {
    return Math.round(bytes / 1e6) + " MB";
  }

  /** {@code tacit data verify NAME}. */
  @Command(
      name = "verify",
      description = "Compare every file of a set with what was published.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Mixin private Which which;

    @Override
    public Integer call() throws IOException {
      PublicSet set = which.set();
      Path directory = which.directory();
      List<Held> held = Holding.verify(set, directory);
      int width = held.stream().mapToInt(file -> shown(file).length()).max().orElse(1);
      held.forEach(
          file ->
              System.out.printf(
                  Locale.ROOT,
                  "  %-" + width + "s  %-7s  %s%n",
                  shown(file),
                  file.state().toString().toLowerCase(Locale.ROOT),
                  file.state() == State.MISSING ? "" : file.words()));
      if (held.stream().anyMatch(file -> file.state() == State.WRONG)) {
        System.err.println(
            "tacit: "
                + directory
                + ": not "
                + set.name()
                + " as it was published; 'tacit data fetch "
                + set.name()
                + " --dir "
                + directory
                + " --overwrite' puts the published files in the place of wrong ones");
        return Tacit.FAILED;
      }
      if (held.stream().anyMatch(file -> file.state() == State.MISSING)) {
        System.err.println("tacit: " + directory + ": " + set.name() + " is not complete");
        System.err.println(set.byHand(directory.toString()));
        return Tacit.FAILED;
      }
      System.out.println(which.inAFile());
      return 0;
    }

    private static String shown(Held file) {
      return file.path() == null ? file.name() : file.path().getFileName().toString();
    }
  }
}
