package dev.tacit.app.cli;

import dev.tacit.lab.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tacit report DIR…}. */
@Command(
    name = "report",
    description = "Redraw the report of experiments from their files alone.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Experiment directories, as runs/paper.")
  private List<Path> directories;

  @Option(
      names = "--all-figures",
      description = "Draw the courses of all settings, however many there are.")
  private boolean allFigures;

  @Override
  public Integer call() throws IOException {
    for (Path directory : directories) {
      Report.writeAll(directory, allFigures).forEach(page -> System.out.println("Report: " + page));
    }
    return 0;
  }
}
