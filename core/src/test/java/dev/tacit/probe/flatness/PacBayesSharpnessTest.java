package dev.tacit.probe.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PacBayesSharpnessTest {
  private static final int N = 500;
  private static final RandomStreams STREAMS = new RandomStreams(4);

  /** Two classes told apart by the sign of x_1 alone, on a circle. */
  private static EmpiricalRisk circle() {
    float[] x = new float[2 * N];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      double angle = 2 * Math.PI * (i + 0.5) / N;
      x[2 * i] = (float) Math.cos(angle);
      x[2 * i + 1] = (float) Math.sin(angle);
      labels[i] = Math.cos(angle) > 0 ? 1 : 0;
    }
    Mlp network = new Mlp(List.of(2, 2), Activation.RELU, false);
    return EmpiricalRisk.classification(
        network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, labels);
  }

  /**
   * f_1 - f_0 = ⟨u, x⟩ with u = (1, 0): noise turns u by an angle φ, and the share |φ|/π of the
   * circle is classified otherwise. So σ solves a scalar equation in the known draws.
   */
  @Test
  void isTheLargestNoiseThatCostsATenthInTheMean() {
    try (EmpiricalRisk risk = circle();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, -0.5, 0, 0.5, 0)) {
      Estimate sigma =
          PacBayesSharpness.largestNoise(risk, risk.network(), w, k -> STREAMS.stream("z", k));
      double below = meanTurn(sigma.value());
      double above = meanTurn(sigma.value() * Math.pow(2, 1.0 / 64)); // the search's last step
      double resolution = 1.0 / N; // of an accuracy
      assertTrue(below <= 0.1 + resolution && above >= 0.1 - resolution, below + " " + above);

      // Near 0 the turn is about σ|n|, n normal with variance 2: slope E|n|/π, deviation of |n|/π.
      double slope = 2 / Math.sqrt(Math.PI) / Math.PI;
      double deviation = Math.sqrt(2 - 4 / Math.PI) / Math.PI * sigma.value();
      double error = 1.16 * deviation / Math.sqrt(10) / slope; // Student's t for ten draws, by two
      assertEquals(error, sigma.error(), 0.6 * error, "ten draws know their own spread roughly");
    }
  }

  /** Over all noise the mean turn is that of a point drawn around (1, 0), integrated here. */
  @Test
  void missesTheTruthByMoreThanTwoErrorsFiveTimesInAHundred() {
    double low = 0.01;
    double high = 1;
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      if (expectedTurn(middle) <= 0.1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    int trials = 200;
    int missed = 0;
    try (EmpiricalRisk risk = circle();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, -0.5, 0, 0.5, 0)) {
      for (int trial = 0; trial < trials; trial++) {
        RandomStreams own = new RandomStreams(trial);
        Estimate sigma =
            PacBayesSharpness.largestNoise(risk, risk.network(), w, k -> own.stream("z", k));
        missed += Math.abs(sigma.value() - low) <= 2 * sigma.error() ? 0 : 1;
      }
    }
    double sampling = 2 * Math.sqrt(0.05 * 0.95 / trials);
    double share = (double) missed / trials;
    assertTrue(share >= 0.02 - sampling && share <= 0.08 + sampling, "missed " + share);
  }

  /** E|angle of (1 + √2 σ a, √2 σ b)|/π over normal a and b, by the midpoint rule. */
  private static double expectedTurn(double sigma) {
    int cells = 160;
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < cells; i++) {
      double a = -6 + 12 * (i + 0.5) / cells;
      for (int j = 0; j < cells; j++) {
        double b = -6 + 12 * (j + 0.5) / cells;
        double weight = Math.exp(-(a * a + b * b) / 2);
        double s = Math.sqrt(2) * sigma;
        sum += weight * Math.abs(Math.atan2(s * b, 1 + s * a)) / Math.PI;
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static double meanTurn(double sigma) {
    double sum = 0;
    for (int k = 0; k < 10; k++) {
      try (Tensor draw = RandomVectors.gaussian(STREAMS.stream("z", k), 4, Placement.CPU_FLOAT64)) {
        double[] z = Vectors.toDoubles(draw);
        double u1 = 1 + sigma * (z[2] - z[0]);
        double u2 = sigma * (z[3] - z[1]);
        sum += Math.abs(Math.atan2(u2, u1)) / Math.PI / 10;
      }
    }
    return sum;
  }

  @Test
  void growsWithTheWeights() {
    try (EmpiricalRisk risk = circle();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, -0.5, 0, 0.5, 0);
        Tensor larger = Vectors.of(Placement.CPU_FLOAT64, -32, 0, 32, 0)) {
      double sigma =
          PacBayesSharpness.largestNoise(risk, risk.network(), w, k -> STREAMS.stream("z", k))
              .value();
      assertEquals(
          64 * sigma,
          PacBayesSharpness.largestNoise(risk, risk.network(), larger, k -> STREAMS.stream("z", k))
              .value(),
          1e-9 * 64 * sigma);
    }
  }

  @Test
  void isUnknownForANetworkThatLosesNothing() {
    Mlp network = new Mlp(List.of(1, 1), Activation.RELU, false);
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.BINARY_CROSS_ENTROPY,
                Placement.CPU_FLOAT64,
                new float[] {0},
                new int[] {0});
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, 1)) {
      assertTrue(
          Double.isNaN(
              PacBayesSharpness.largestNoise(risk, risk.network(), w, k -> STREAMS.stream("z", k))
                  .value()));
    }
  }
}
