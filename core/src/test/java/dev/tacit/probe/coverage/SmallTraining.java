package dev.tacit.probe.coverage;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import dev.tacit.training.Problem.Labels;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/**
 * A seeded network 4-6-5-3 (p = 83) in float64 on examples of 3 noisy classes, after some tens of
 * steps of Adam: small enough that every expectation is known by writing it out.
 */
final class SmallTraining implements AutoCloseable {
  static final int CLASSES = 3;
  private static final int FEATURES = 4;
  private static final double RATE = 0.02;

  final RandomStreams streams;
  final EmpiricalRisk risk;
  final Tensor w;
  final OptimizerState state;
  private final Tensor initial;
  private final int[] labels;

  SmallTraining(long seed, int examples) {
    streams = new RandomStreams(seed);
    Activation activation = seed % 2 == 0 ? Activation.TANH : Activation.RELU;
    Mlp network = new Mlp(List.of(FEATURES, 6, 5, CLASSES), activation, true);
    UniformRandomProvider random = streams.stream("data", 0);
    float[] x = new float[examples * FEATURES];
    labels = new int[examples];
    for (int i = 0; i < examples; i++) {
      int truth = i % CLASSES;
      labels[i] = random.nextDouble() < 0.2 ? random.nextInt(CLASSES) : truth;
      for (int c = 0; c < FEATURES; c++) {
        x[i * FEATURES + c] = (c == truth ? 1f : 0f) + 2 * random.nextFloat() - 1;
      }
    }
    Placement placement = Placement.CPU_FLOAT64;
    risk = EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, placement, x, labels);
    initial = Vectors.of(placement, Initialiser.GLOROT.draw(network, streams, 1));
    w = Vectors.copy(initial);
    state = Adam.DEFAULT.newState(network.layout(), placement);
    try (Tensor g = Vectors.zeros(w.numel(), placement)) {
      for (int step = 0; step < 20 + seed % 60; step++) {
        risk.gradient(w, g);
        Adam.DEFAULT.step(w, g, state, RATE);
      }
    }
  }

  /** The problem of a run whose streams have a seed of their own. */
  Problem problem(long seed, int subset) {
    int[] all = IntStream.range(0, risk.examples()).toArray();
    return new Problem(
        risk,
        risk,
        new Labels(labels, all, new int[0]),
        initial,
        Adam.DEFAULT,
        new RandomStreams(seed),
        16,
        new Sizes(subset, 3));
  }

  double rate() {
    return RATE;
  }

  /** The Hessian by autograd, written out. */
  double[][] hessian() {
    int p = Math.toIntExact(w.numel());
    double[][] rows = new double[p][];
    int[] all = IntStream.range(0, risk.examples()).toArray();
    try (var hessian = risk.expression(all).hessian(w);
        Tensor unit = Vectors.zeros(p, risk.placement());
        Tensor product = Vectors.zeros(p, risk.placement())) {
      double[] e = new double[p];
      for (int j = 0; j < p; j++) {
        Arrays.fill(e, 0);
        e[j] = 1;
        Vectors.set(unit, e);
        hessian.apply(unit, product);
        rows[j] = Vectors.toDoubles(product);
      }
    }
    for (int i = 0; i < p; i++) { // symmetric to the last bit, too
      for (int j = 0; j < i; j++) {
        rows[i][j] = rows[j][i];
      }
    }
    return rows;
  }

  @Override
  public void close() {
    state.close();
    w.close();
    initial.close();
    risk.close();
  }
}
