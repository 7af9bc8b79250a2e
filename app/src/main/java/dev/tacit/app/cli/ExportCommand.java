package dev.tacit.app.cli;

import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.export.Export;
import dev.tacit.lab.export.Export.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

  @Parameters(paramLabel = "DIR", description = "An experiment's directory, as runs/paper.")
  private Path directory;

  @Option(
      names = "--to",
      paramLabel = "FORM",
      required = true,
      description =
          "csv: two tidy tables, one row a measurement and one row a run; tensorboard: a log"
              + " directory, seeds as runs and their means.")
  private String form;

  @Option(names = "--out", paramLabel = "DIR", description = "Default: DIR/export/FORM.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Form known =
        Arrays.stream(Form.values())
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
    List<Path> files = Export.write(directory, known, out);
    files.stream().limit(MOST_NAMED).forEach(file -> System.out.println("Wrote " + file));
    if (files.size() > MOST_NAMED) {
      System.out.println("and " + (files.size() - MOST_NAMED) + " more files");
    }
    return 0;
  }
}
