package dev.tacit.app.cli;

import dev.tacit.lab.report.Report;
import dev.tacit.lab.report.Scattered;
import dev.tacit.lab.report.UnknownMetricException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tacit report DIR…}. */
@Command(
    name = "report",
    description = "Redraw the report of experiments from their files alone.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Experiment directories, as runs/paper.")
  private List<Path> directories;

  @Option(
      names = "--all-figures",
      description = "Draw the courses of all settings, however many there are.")
  private boolean allFigures;

  @Option(
      names = "--scatter",
      paramLabel = "X,Y",
      description =
          "Draw the metric Y against the metric X, a point for each setting, as in"
              + " train/loss,test/error; may be given several times.")
  private List<String> scatters = List.of();

  @ArgGroup(exclusive = false, heading = "Figures for papers:%n")
  private PaperOptions paper;

  @Override
  public Integer call() throws IOException {
    if (paper != null) {
      return paper.draw(spec, directories, allFigures || !scatters.isEmpty());
    }
    List<Scattered> asked = asked();
    for (Path directory : directories) {
      try {
        Report.writeAll(directory, allFigures, asked)
            .forEach(page -> System.out.println("Report: " + page));
      } catch (UnknownMetricException e) {
        throw wrong(e);
      }
    }
    return 0;
  }

  private List<Scattered> asked() {
    try {
      return scatters.stream().map(Scattered::parse).toList();
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), "--scatter: " + e.getMessage(), e);
  }
}
