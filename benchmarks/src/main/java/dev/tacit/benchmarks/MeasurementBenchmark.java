package dev.tacit.benchmarks;

import dev.tacit.loss.Loss;
import dev.tacit.measure.BatchStatistics;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code implicit/sgd} with its split at a frozen w over all batches, and the running term with the
 * norms, against a bare epoch of SGD.
 */
public final class MeasurementBenchmark {
  private MeasurementBenchmark() {}

  /** Runs it; the argument is the number of rounds (15). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    Bench.printMachine();
    try (EmpiricalRisk risk = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
        Tensor start = Bench.start(Bench.NETWORK);
        TacitLoop loop = new TacitLoop(risk, new GradientDescent(), start);
        FollowedLoop followed = new FollowedLoop(risk, start);
        Partition partition = new Partition(Bench.batches(risk.examples(), 1), "cpu")) {
      int[][] batches = Bench.batches(risk.examples(), 1);
      checkAnswer(risk, start, partition, batches);
      new Interleaved()
          .add("bare SGD epoch", () -> loop.epoch(batches))
          .add(
              "implicit/sgd and its split, frozen w, all batches",
              () -> measure(risk, start, partition))
          .add("SGD epoch with implicit/running and the norms", () -> followed.epoch(batches))
          .run(2, rounds)
          .print();
    }
  }

  private static double measure(EmpiricalRisk risk, Tensor w, Partition partition) {
    try (BatchStatistics statistics = BatchStatistics.at(risk, w, partition)) {
      return statistics.meanSquaredNorm()
          + statistics.squaredNormOfMean()
          + statistics.batchVariance();
    }
  }

  private static void checkAnswer(
      EmpiricalRisk risk, Tensor w, Partition partition, int[][] batches) {
    double sum = 0;
    try (Tensor g = Vectors.zeros(w.numel(), risk.placement());
        BatchStatistics statistics = BatchStatistics.at(risk, w, partition)) {
      for (int[] batch : batches) {
        risk.batch(batch).gradient(w, g);
        sum += Vectors.squaredNorm(g) / batches.length;
      }
      Bench.check("mean squared batch gradient", sum, statistics.meanSquaredNorm(), 1e-4);
    }
  }
}
