package dev.tacit.app.cli;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.landscape.Around;
import dev.tacit.lab.landscape.Between;
import dev.tacit.lab.landscape.CurveFinding;
import dev.tacit.lab.landscape.LandscapeOptions;
import dev.tacit.lab.landscape.Solution;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tacit landscape RUN [RUN2]}. */
@Command(
    name = "landscape",
    description = {
      "Draw the loss around the solution of a run, or between the solutions of two.",
      "One run: slices along filter-normalised random directions, the spectrum of the Hessian, and"
          + " the training trajectory if the run kept weights (train.keepWeightsEvery). Two runs:"
          + " the straight line, a trained Bézier curve, and the barrier of each."
    },
    mixinStandardHelpOptions = true)
final class LandscapeCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run's directory, as runs/paper/sgd-seed0-….")
  private Path run;

  @Parameters(index = "1", arity = "0..1", paramLabel = "RUN2", description = "Another run's.")
  private Path other;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Points along a line or curve (default: ${DEFAULT-VALUE}).")
  private int points = LandscapeOptions.DEFAULT.points();

  @Option(
      names = "--grid",
      paramLabel = "N",
      description = "Points along each side of a plane (default: ${DEFAULT-VALUE}).")
  private int grid = LandscapeOptions.DEFAULT.grid();

  @Option(
      names = "--range",
      paramLabel = "R",
      description = "Reach of slices, in norms of the filters (default: ${DEFAULT-VALUE}).")
  private double range = LandscapeOptions.DEFAULT.range();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Training examples of a plane (default: ${DEFAULT-VALUE}).")
  private int examples = LandscapeOptions.DEFAULT.examples();

  @Option(
      names = "--curve-epochs",
      paramLabel = "N",
      description = "Epochs to train the curve, 0 for none (default: ${DEFAULT-VALUE}).")
  private int curveEpochs = CurveFinding.DEFAULT.epochs();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of directions, examples and curve (default: ${DEFAULT-VALUE}).")
  private long seed = LandscapeOptions.DEFAULT.seed();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Default: RUN/landscape, or RUN/landscape-RUN2.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    if (!(curveEpochs >= 0)) {
      throw new SettingsException("--curve-epochs", "must be 0 or more, found " + curveEpochs);
    }
    CurveFinding curve =
        curveEpochs == 0
            ? null
            : new CurveFinding(
                curveEpochs, CurveFinding.DEFAULT.batch(), CurveFinding.DEFAULT.learningRate());
    LandscapeOptions options = new LandscapeOptions(points, grid, range, examples, curve, seed);
    DataCache cache = new DataCache();
    Consumer<String> progress = System.err::println;
    try (Solution first = Solution.open(run, cache)) {
      if (other == null) {
        Path out = directory == null ? run.resolve("landscape") : directory;
        try (DirectoryLock drawing = drawing(out)) {
          say(Around.draw(first, options, out, progress), out);
        }
      } else {
        try (Solution second = Solution.open(other, cache)) {
          Path out = directory == null ? run.resolve("landscape-" + second.name()) : directory;
          try (DirectoryLock drawing = drawing(out)) {
            say(Between.draw(first, second, options, out, progress), out);
          }
        }
      }
    }
    return 0;
  }

  private static DirectoryLock drawing(Path out) throws IOException {
    return DirectoryLock.write(WholeFile.directory(out))
        .orElseThrow(() -> new IOException("another process draws into " + out + "; wait for it"));
  }

  private static void say(List<String> findings, Path out) {
    findings.forEach(System.out::println);
    System.out.println("Figures: " + out);
  }
}
