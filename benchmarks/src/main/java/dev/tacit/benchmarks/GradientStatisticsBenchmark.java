package dev.tacit.benchmarks;

import dev.tacit.loss.Loss;
import dev.tacit.measure.EpochNoise;
import dev.tacit.measure.ExampleStatistics;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * An epoch of SGD with per-example gradient statistics at every step, against the same epoch bare;
 * and the same numbers the naive ways: from the gradients of all examples of a batch, formed at
 * once, and from one backward pass an example.
 */
public final class GradientStatisticsBenchmark implements AutoCloseable {
  /** Of float32, where a prediction is nearly right and softmax - label cancels. */
  private static final double ROUNDING = 1e-4;

  private final EmpiricalRisk risk = Bench.risk(Bench.NETWORK, Loss.CROSS_ENTROPY);
  private final Tensor w = Bench.start(Bench.NETWORK);
  private final Tensor gradient = Vectors.zeros(w.numel(), risk.placement());
  private final OptimizerState state = new GradientDescent().newState(w.numel(), risk.placement());
  private final LossGradient pass = new LossGradient(risk, w, gradient);
  private final Partition partition =
      new Partition(Bench.batches(risk.examples(), 1), risk.placement().device());

  private final FormedGradients formed = new FormedGradients(Bench.NETWORK.depth());
  private final Map<Detail, ExampleStatistics> observers = new EnumMap<>(Detail.class);

  private GradientStatisticsBenchmark() {}

  /** Runs it; the argument is the number of rounds (15). */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    Bench.printMachine();
    try (GradientStatisticsBenchmark benchmark = new GradientStatisticsBenchmark()) {
      benchmark.memory();
      benchmark.checkAnswers();
      new Interleaved()
          .add("bare SGD epoch", () -> benchmark.epoch(Detail.NONE))
          .add("norms, variance, noise scale", () -> benchmark.epoch(Detail.NORMS))
          .add("also Gram matrix and its tests", () -> benchmark.epoch(Detail.INNER_PRODUCTS))
          .run(3, rounds)
          .print();
      new Interleaved()
          .add("bare SGD epoch", () -> benchmark.epoch(Detail.NONE))
          .add("gradients of all examples, formed at once", benchmark::formedEpoch)
          .add("one backward pass an example", benchmark::naiveEpoch)
          .run(1, 3)
          .print();
    }
  }

  private EpochNoise epoch(Detail detail) {
    EpochNoise noise = new EpochNoise(Bench.NETWORK.depth(), risk.examples());
    ExampleStatistics statistics =
        detail == Detail.NONE
            ? null
            : observers.computeIfAbsent(detail, d -> new ExampleStatistics(risk, d));
    pass.watch(statistics);
    for (int k = 0; k < partition.size(); k++) {
      pass.compute(partition, k);
      if (statistics != null) {
        noise.add(statistics);
      }
      new GradientDescent().step(w, gradient, state, 1e-3);
    }
    pass.watch(null);
    return noise;
  }

  /** Norms and the Gram matrix from B gradients that are written out, [B, p], layer by layer. */
  private void formedEpoch() {
    pass.watch(formed);
    for (int k = 0; k < partition.size(); k++) {
      pass.compute(partition, k);
      new GradientDescent().step(w, gradient, state, 1e-3);
    }
    pass.watch(null);
  }

  /** The same norms from one backward pass an example, with the same LibTorch and code. */
  private double[] naiveNorms(int[] batch) {
    double[] norms = new double[batch.length];
    try (Tensor g = Vectors.zeros(w.numel(), risk.placement());
        LossGradient single = new LossGradient(risk, w, g)) {
      for (int i = 0; i < batch.length; i++) {
        try (Partition one = new Partition(new int[][] {{batch[i]}}, risk.placement().device())) {
          single.compute(one, 0);
          norms[i] = Vectors.squaredNorm(g);
        }
      }
    }
    return norms;
  }

  private void naiveEpoch() {
    for (int k = 0; k < partition.size(); k++) {
      int[] batch = new int[partition.batchSize(k)];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = partition.example(k, i);
      }
      naiveNorms(batch);
      pass.compute(partition, k);
      new GradientDescent().step(w, gradient, state, 1e-3);
    }
  }

  private void checkAnswers() {
    int[] batch = new int[Bench.BATCH];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = partition.example(0, i);
    }
    double[] expected = naiveNorms(batch);
    for (Detail detail : new Detail[] {Detail.NORMS, Detail.INNER_PRODUCTS}) {
      try (ExampleStatistics statistics = new ExampleStatistics(risk, detail)) {
        pass.watch(statistics);
        pass.compute(partition, 0);
        pass.watch(null);
        double worst = 0;
        for (int i = 0; i < batch.length; i++) {
          worst =
              Math.max(worst, Math.abs(statistics.squaredNorms()[i] - expected[i]) / expected[i]);
        }
        Bench.check("per-example norms, " + detail, 1, 1 + worst, ROUNDING);
        worst = 0;
        pass.watch(formed);
        pass.compute(partition, 0);
        pass.watch(null);
        for (int i = 0; i < batch.length; i++) {
          worst = Math.max(worst, Math.abs(formed.squaredNorm(i) - expected[i]) / expected[i]);
        }
        Bench.check("norms of formed gradients", 1, 1 + worst, ROUNDING);
        Bench.check(
            "norm of the batch gradient, " + detail,
            Vectors.squaredNorm(gradient),
            statistics.total().squaredNormOfMean(),
            1e-5);
      }
    }
  }

  /** Resident memory after some epochs of each kind; must come before anything else. */
  private void memory() {
    memoryAfter(Detail.NONE);
    double bare = memoryAfter(Detail.NONE);
    double norms = memoryAfter(Detail.NORMS);
    double products = memoryAfter(Detail.INNER_PRODUCTS);
    System.out.printf(
        "resident memory: bare %.1f MiB, with norms %+.1f MiB, with the Gram matrix %+.1f MiB%n",
        bare, norms - bare, products - bare);
  }

  private double memoryAfter(Detail detail) {
    for (int epoch = 0; epoch < 5; epoch++) {
      epoch(detail);
    }
    return Bench.settledMiB();
  }

  @Override
  public void close() {
    observers.values().forEach(ExampleStatistics::close);
    partition.close();
    pass.close();
    state.close();
    gradient.close();
    w.close();
    risk.close();
  }
}
