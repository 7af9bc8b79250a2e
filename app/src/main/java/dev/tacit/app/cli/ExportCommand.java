package dev.tacit.app.cli;

import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.export.Export;
import dev.tacit.lab.export.Mlflow;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.weights.WeightFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tacit export DIR --to FORM}. */
@Command(
    name = "export",
    description = "Write the runs of an experiment for other tools.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 3;
  private static final int LONGEST_NAME = 500; // of an experiment at MLflow
  private static final int MOST_PORTS = 1 << 16;

  /** What there is to export to. */
  private enum Form {
    CSV,
    TENSORBOARD,
    WEIGHTS,
    MLFLOW;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "DIR", description = "An experiment's directory, as runs/paper.")
  private Path directory;

  @Option(
      names = "--to",
      paramLabel = "FORM",
      required = true,
      description =
          "csv: two tidy tables, one row a measurement and one row a run; tensorboard: a log"
              + " directory, seeds as runs and their means; weights: each run's weights as"
              + " safetensors, an array a parameter; mlflow: to an MLflow server (--uri).")
  private String form;

  @Option(names = "--out", paramLabel = "DIR", description = "Default: DIR/export/FORM.")
  private Path out;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = "Of an MLflow server, as in http://127.0.0.1:5000.")
  private String uri;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Its name on the MLflow server (default: the experiment's own).")
  private String experiment;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Form known = form();
    checkOptions(known);
    checkDirectory();
    Path place = out == null ? directory.resolve("export").resolve(known.toString()) : out;
    switch (known) {
      case CSV -> tell(Export.write(directory, Export.Form.CSV, place));
      case TENSORBOARD -> tell(Export.write(directory, Export.Form.TENSORBOARD, place));
      case WEIGHTS -> {
        WeightFiles.Written written = WeightFiles.write(directory, place);
        tell(written.files());
        if (!written.without().isEmpty()) {
          System.out.println("Without weights yet: " + String.join(", ", written.without()));
        }
      }
      case MLFLOW -> {
        Mlflow.Sent sent = Mlflow.send(directory, server(), experiment, System.err::println);
        System.out.println(
            "Sent "
                + counted(sent.runs(), "run")
                + " with "
                + counted(sent.measurements(), "new measurement")
                + " to the experiment '"
                + sent.experiment()
                + "' at "
                + uri
                + (sent.already() == 0 ? "" : "; " + sent.already() + " were there already"));
      }
    }
    return 0;
  }

  private static String counted(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private void checkOptions(Form known) {
    if (known != Form.MLFLOW) {
      refuse("--uri", uri, "is of --to mlflow alone; leave it out");
      refuse("--experiment", experiment, "is of --to mlflow alone; leave it out");
      return;
    }
    if (out != null) {
      throw new SettingsException("--out", "writes no files with --to mlflow; leave it out");
    }
    server();
    if (experiment != null && (experiment.isBlank() || experiment.length() > LONGEST_NAME)) {
      throw new SettingsException(
          "--experiment",
          "must have 1 to " + LONGEST_NAME + " characters, found '" + experiment + "'");
    }
  }

  private static void refuse(String option, String given, String why) {
    if (given != null) {
      throw new SettingsException(option, why);
    }
  }

  /** Where the MLflow server is. */
  private URI server() {
    String needed = "needs an MLflow server's address, as in http://127.0.0.1:5000";
    if (uri == null) {
      throw new SettingsException("--uri", "--to mlflow " + needed);
    }
    try {
      URI address = new URI(uri);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      boolean plain =
          address.getRawQuery() == null
              && address.getRawFragment() == null
              && address.getRawUserInfo() == null;
      if (web && plain && address.getHost() != null && address.getPort() < MOST_PORTS) {
        return address;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new SettingsException(
        "--uri", needed + " (http or https, no name, query or fragment), found '" + uri + "'");
  }

  private Form form() {
    return Arrays.stream(Form.values())
        .filter(each -> each.toString().equals(form))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    "--to",
                    "unknown form '"
                        + form
                        + "'; known: "
                        + Arrays.stream(Form.values())
                            .map(Form::toString)
                            .collect(Collectors.joining(", "))));
  }

  private void checkDirectory() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new SettingsException(directory.toString(), "no such directory");
    }
    if (ExperimentRecord.all(directory).isEmpty()) {
      throw new SettingsException(
          directory.toString(),
          "is no experiment's directory: it has no "
              + ExperimentRecord.FILE
              + "; name one that 'tacit run' made, as runs/paper");
    }
  }

  private static void tell(List<Path> files) {
    files.stream().limit(MOST_NAMED).forEach(file -> System.out.println("Wrote " + file));
    if (files.size() > MOST_NAMED) {
      System.out.println("and " + (files.size() - MOST_NAMED) + " more files");
    }
  }
}
