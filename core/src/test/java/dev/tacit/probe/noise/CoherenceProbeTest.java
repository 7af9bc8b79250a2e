package dev.tacit.probe.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.probe.Probes;
import dev.tacit.probe.TestProblem;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Against gradients that autograd takes example by example. */
class CoherenceProbeTest {
  private static final Placement FLOAT64 = Placement.CPU_FLOAT64;

  private static double[][] gradients(TestProblem training) {
    int n = training.problem.loss().examples(); // 60: all are taken
    double[][] g = new double[n][];
    try (Tensor gradient = Vectors.zeros(training.w.numel(), FLOAT64)) {
      for (int i = 0; i < n; i++) {
        training.problem.loss().expression(i).gradient(training.w, gradient);
        g[i] = Vectors.toDoubles(gradient);
      }
    }
    return g;
  }

  @Test
  void isTheMeanOverPairsOfSingleGradients() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64)) {
      double[][] g = gradients(training);
      int n = g.length;
      double cosines = 0;
      double same = 0;
      int samePairs = 0;
      double positive = 0;
      int[] labels = training.problem.loss().labels();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          double product = dot(g[i], g[j]);
          double cosine = product / Math.sqrt(dot(g[i], g[i]) * dot(g[j], g[j]));
          cosines += cosine;
          positive += product > 0 ? 1 : 0;
          if (labels[i] == labels[j]) {
            same += cosine;
            samePairs++;
          }
        }
      }
      double pairs = n * (n - 1) / 2.0;
      Map<String, double[]> found = measure(training);
      assertEquals(cosines / pairs, found.get("gradient/coherence")[0], 1e-12);
      assertEquals(same / samePairs, found.get("gradient/coherence/same_class")[0], 1e-12);
      assertEquals(positive / pairs, found.get("gradient/coherence/positive")[0], 1e-12);
      assertTrue(Double.isNaN(found.get("gradient/coherence")[1]), "all were looked at");
    }
  }

  @Test
  void thePairOfBatchSizesIsThatOfTheFormulas() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64)) {
      double[][] g = gradients(training);
      int p = g[0].length;
      double[] mean = new double[p]; // of the first 48 examples: three batches of 16
      double small = 0;
      for (int k = 0; k < 3; k++) {
        double[] batch = new double[p];
        for (int i = 16 * k; i < 16 * (k + 1); i++) {
          for (int c = 0; c < p; c++) {
            batch[c] += g[i][c] / 16;
            mean[c] += g[i][c] / 48;
          }
        }
        small += dot(batch, batch) / 3;
      }
      double square = (48 * dot(mean, mean) - 16 * small) / 32;
      double trace = (small - dot(mean, mean)) / (1 / 16.0 - 1 / 48.0);
      double expected = square <= 0 ? Double.POSITIVE_INFINITY : trace / square;
      double pair = measure(training).get("gradient/noise_scale_pair")[0];
      assertEquals(expected, pair, 1e-9 * Math.abs(expected)); // differences of near numbers
    }
  }

  private static Map<String, double[]> measure(TestProblem training) {
    Map<String, double[]> found = new TreeMap<>();
    training.measure(
        Probes.named("gradient/coherence"),
        (metric, value, error) -> found.put(metric, new double[] {value, error}));
    return found;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}
