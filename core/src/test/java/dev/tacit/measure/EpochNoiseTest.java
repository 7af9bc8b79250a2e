package dev.tacit.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class EpochNoiseTest {
  private static final float[] MEAN = {0.5f, -1, 2};
  private static final float[] DEVIATION = {1, 0.5f, 0.25f};
  private static final int D = 3;

  /**
   * One linear unit without bias at w = 0 with targets -1 has the gradients g_i = x_i. The points
   * are μ ± √d σ_j e_j, so that their mean is μ and their covariance diag(σ²), exactly.
   */
  private static EmpiricalRisk knownCovariance() {
    float[] x = new float[2 * D * D];
    for (int i = 0; i < 2 * D; i++) {
      System.arraycopy(MEAN, 0, x, i * D, D);
      x[i * D + i / 2] += (i % 2 == 0 ? 1 : -1) * DEVIATION[i / 2] * 2; // 2 for √3: exact in float
    }
    float[] y = new float[2 * D];
    java.util.Arrays.fill(y, -1);
    return EmpiricalRisk.regression(
        new Mlp(List.of(D, 1), Activation.IDENTITY, false),
        Loss.SQUARED_ERROR,
        Placement.CPU_FLOAT64,
        x,
        y);
  }

  /** tr Σ of the points above: each σ_j² 2²/d. */
  private static double varianceTrace() {
    double sum = 0;
    for (float sigma : DEVIATION) {
      sum += 4.0 / D * sigma * sigma;
    }
    return sum;
  }

  /** Averages over all batches of two are expectations, and known from sampling theory. */
  @Test
  void estimatesAreUnbiasedOnAKnownCovariance() {
    int n = 2 * D;
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(new int[] {i, j});
      }
    }
    double trace = varianceTrace();
    double square = 0.25 + 1 + 4;
    try (EmpiricalRisk risk = knownCovariance();
        Tensor w = Vectors.zeros(D, Placement.CPU_FLOAT64);
        Partition partition = new Partition(pairs.toArray(int[][]::new), "cpu")) {
      EpochNoise noise = EpochNoise.at(risk, w, partition, Detail.INNER_PRODUCTS);
      double s = trace * n / (n - 1); // of draws without replacement
      double g = square - s / n;
      assertEquals(s, noise.total().varianceTrace(), 1e-14 * s);
      assertEquals(g, noise.total().noiseScale().squaredNorm(), 1e-14 * g);
      assertEquals(s / g, noise.total().noiseScale().value(), 1e-14 * s / g);
      assertEquals(g / (s / 2), noise.total().signalToNoise(), 1e-14 * g / s);
      assertEquals(s, noise.layer(0).varianceTrace(), 1e-14 * s);
      assertTrue(noise.total().noiseScaleError() > 0);
      checkErrors(noise, risk, w, partition);
    }
  }

  /** Means and errors over batches against those computed from each batch on its own. */
  private static void checkErrors(
      EpochNoise noise, EmpiricalRisk risk, Tensor w, Partition partition) {
    int m = partition.size();
    double[] tests = new double[m];
    double[] signal = new double[m];
    double[] level = new double[m];
    for (int k = 0; k < m; k++) {
      int[] batch = {partition.example(k, 0), partition.example(k, 1)};
      try (Partition one = new Partition(new int[][] {batch}, "cpu")) {
        EpochNoise alone = EpochNoise.at(risk, w, one, Detail.INNER_PRODUCTS);
        tests[k] = alone.innerProductTest().value();
        signal[k] = alone.total().noiseScale().squaredNorm();
        level[k] = alone.total().varianceTrace() / 2;
      }
    }
    Estimate expected = Estimate.mean(tests);
    assertEquals(expected.value(), noise.innerProductTest().value(), 1e-14);
    assertEquals(expected.error(), noise.innerProductTest().error(), 1e-14);
    double ratio = noise.total().signalToNoise();
    double[] off = new double[m]; // the ratio's deviation, linearised
    double mean = Estimate.mean(level).value();
    for (int k = 0; k < m; k++) {
      off[k] = (signal[k] - ratio * level[k]) / mean;
    }
    assertEquals(Estimate.mean(off).error(), noise.total().signalToNoiseError(), 1e-13);
  }

  /** Σ = diag(4σ²/d), g = μ, H = Σ + μμᵀ: all moments of the points above. */
  @Test
  void exactNumbersAtAFrozenPointAreThoseOfTheKnownCovariance() {
    double trace = varianceTrace();
    double square = 0.25 + 1 + 4;
    double noiseCurvature = 0; // tr(HΣ)
    double alongGradient = square * square; // gᵀHg
    for (int j = 0; j < D; j++) {
      double variance = 4.0 / D * DEVIATION[j] * DEVIATION[j];
      noiseCurvature += variance * (variance + MEAN[j] * MEAN[j]);
      alongGradient += variance * MEAN[j] * MEAN[j];
    }
    try (EmpiricalRisk risk = knownCovariance();
        Tensor w = Vectors.zeros(D, Placement.CPU_FLOAT64);
        Partition partition = new Partition(new int[][] {{5, 0, 3, 1}, {4, 2}}, "cpu");
        LinearisedRisk at = risk.linearise(w);
        NoiseCurvature noise = new NoiseCurvature(at)) {
      NoiseScale exact = EpochNoise.at(risk, w, partition, Detail.NORMS).exact().orElseThrow();
      assertEquals(square, exact.squaredNorm(), 1e-14 * square);
      assertEquals(trace, exact.varianceTrace(), 1e-14 * square);
      double found = 0;
      try (Tensor product = Vectors.zeros(2 * D, Placement.CPU_FLOAT64)) {
        for (int i = 0; i < 2 * D; i++) {
          double[] unit = new double[2 * D];
          unit[i] = 1;
          try (Tensor e = Vectors.of(Placement.CPU_FLOAT64, unit)) {
            noise.apply(e, product);
            found += Vectors.toDoubles(product)[i];
          }
        }
      }
      assertEquals(noiseCurvature, found, 1e-13 * noiseCurvature);
      assertEquals(alongGradient, noise.alongGradient(), 1e-13 * alongGradient);
    }
  }

  @Test
  void thePairOfBatchSizesGivesBackMeanAndVariance() {
    double square = 3;
    double trace = 20;
    NoiseScale scale = NoiseScale.ofPair(4, square + trace / 4, 32, square + trace / 32);
    assertEquals(square, scale.squaredNorm(), 1e-14);
    assertEquals(trace, scale.varianceTrace(), 1e-13);
    assertEquals(trace / square, scale.value(), 1e-14);
    assertThrows(IllegalArgumentException.class, () -> NoiseScale.ofPair(32, 1, 32, 1));
    assertTrue(Double.isInfinite(new NoiseScale(-0.1, 1).value()));
  }

  @Test
  void quantilesOfNormsAreThoseOfNumpy() {
    // numpy.quantile([1, 2, 3, 4, 6], [0.1, 0.5, 0.9]) = [1.4, 3.0, 5.2]
    float[] x = {3, 1, 6, 2, 4};
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(
                new Mlp(List.of(1, 1), Activation.IDENTITY, false),
                Loss.SQUARED_ERROR,
                Placement.CPU_FLOAT64,
                x,
                new float[] {1, 1, 1, 1, 1});
        Tensor w = Vectors.zeros(1, Placement.CPU_FLOAT64);
        Partition partition = new Partition(new int[][] {{0, 1}, {2, 3}, {4}}, "cpu")) {
      EpochNoise noise = EpochNoise.at(risk, w, partition, Detail.NORMS);
      assertArrayEquals(new double[] {1.4, 3, 5.2}, noise.normQuantiles(0.1, 0.5, 0.9), 1e-14);
      assertEquals(3.2, noise.meanNorm(), 1e-14);
      assertTrue(Double.isNaN(noise.innerProductTest().value()), "not asked for");
    }
  }

  @Test
  void notANumberIsAResult() {
    try (EmpiricalRisk risk = knownCovariance();
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, Double.NaN, 0, 0);
        Partition partition = new Partition(new int[][] {{0, 1}, {2, 3}}, "cpu")) {
      EpochNoise noise = EpochNoise.at(risk, w, partition, Detail.INNER_PRODUCTS);
      assertTrue(Double.isNaN(noise.total().noiseScale().value()));
      assertTrue(Double.isNaN(noise.normTest().value()));
      assertTrue(Double.isNaN(noise.normQuantiles(0.5)[0]));
    }
  }
}
