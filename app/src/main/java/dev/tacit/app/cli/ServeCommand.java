package dev.tacit.app.cli;

import dev.tacit.app.serve.PageServer;
import dev.tacit.lab.experiment.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tacit serve DIR}. */
@Command(
    name = "serve",
    description =
        "Show the page of an experiment, or of all in a directory, while runs train. It reads files"
            + " and changes nothing; it ends with Ctrl-C.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /** The port that is tried first. */
  static final int PORT = 8642;

  @Parameters(
      paramLabel = "DIR",
      description = "An experiment's directory, as runs/paper, or one of several, as runs.")
  private Path directory;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Tried first; where it is in use the next one that is free (default: 8642).")
  private int port = PORT;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Be reached by other machines at this address, as 0.0.0.0; they need the token that is"
              + " printed (default: this machine alone).")
  private String bind;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checked(port);
    if (!Files.isDirectory(directory)) {
      throw new SettingsException(directory.toString(), "no such directory");
    }
    try (PageServer server = PageServer.start(directory, bind, port)) {
      System.out.println(words(directory, server, port) + "; Ctrl-C ends it");
      CountDownLatch end = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
      end.await();
    }
    return 0;
  }

  /** A port that there may be. */
  static int checked(int port) {
    if (port < 0 || port > 65535) {
      throw new SettingsException("--port", "must be from 0 to 65535, found " + port);
    }
    return port;
  }

  /** As in "runs/paper is at http://127.0.0.1:8643/ (port 8642 is in use)". */
  static String words(Path directory, PageServer server, int asked) {
    String other = asked == 0 || server.port() == asked ? "" : " (port " + asked + " is in use)";
    return directory + " is at " + server.address() + other;
  }
}
