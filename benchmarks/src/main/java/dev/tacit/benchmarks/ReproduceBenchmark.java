package dev.tacit.benchmarks;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.run.Folders;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The paper's experiment with all default measurements against the bare training of the same runs,
 * in turns, on a few epochs.
 *
 * <p>The first epochs stand for all: an epoch costs the same whenever it is. {@code implicit/omega}
 * is measured at the start, at the end and every 50 epochs, so that it weighs more on a short run
 * than on 300 epochs: the print-out says how much of the time that is.
 */
public final class ReproduceBenchmark {
  private ReproduceBenchmark() {}

  /** Runs it; arguments are the experiment file, epochs (10) and rounds (3). */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    String text = Files.readString(Path.of(args.length > 0 ? args[0] : "experiments/paper.yaml"));
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    Bench.printMachine();
    String length = "train.epochs=" + epochs;
    Experiment bare = read(text, length, "probes.preset=none");
    Experiment measured = read(text, length, "probes={implicit/omega: off}");
    Experiment all = read(text, length);
    DataCache cache = new DataCache();
    Interleaved timed =
        new Interleaved()
            .add("bare training, 2 workers", () -> run(bare, 2, cache))
            .add("all default measurements but omega", () -> run(measured, 2, cache))
            .add("all default measurements", () -> run(all, 2, cache))
            .run(1, rounds);
    timed.print();
    double omega = timed.ratio(2) - timed.ratio(1); // twice in these epochs, 7 times in 300
    System.out.printf(
        "    300 epochs with omega every 50: %.3f x%n%n",
        timed.ratio(1) + omega * 7 / 2 * epochs / 300);
  }

  static Experiment read(String text, String... overrides) {
    return Experiment.read(text, "paper.yaml", List.of(overrides), null);
  }

  static void run(Experiment experiment, int workers, DataCache cache) {
    try {
      Path folder = Files.createTempDirectory("tacit-benchmark");
      new LocalEngine(workers, cache, RunListener.SILENT, () -> false)
          .execute(ExperimentDirectory.open(folder.resolve("out"), experiment));
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
