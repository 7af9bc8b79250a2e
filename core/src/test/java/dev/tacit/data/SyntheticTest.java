package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.special.Erf;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.Test;

/** The generated sets against what their definitions imply. */
class SyntheticTest {

  /** Without noise, least squares on the training set predicts the test set: rounding only. */
  @Test
  void aNoiselessTeacherIsLinear() throws IOException {
    Dataset set = Datasets.load("linear-teacher", Map.of("noise", 0.0, "dimension", 7), null);
    RealVector w = leastSquares(set.train());
    RealVector residual = matrix(set.test()).operate(w).subtract(targets(set.test()));
    assertEquals(0, residual.getLInfNorm(), 2e-6); // float32 targets of size up to 4 or so
    assertEquals(1, set.outputs());
    assertEquals(0, set.classes());
  }

  /** E‖residual‖² of least squares is σ²(n-d), with standard deviation σ²√(2(n-d)). */
  @Test
  void theTeachersNoiseHasItsDeviation() throws IOException {
    Map<String, Object> options =
        Map.of("noise", 0.5, "dimension", 10, "trainExamples", 5000, "seed", 5);
    Examples train = Datasets.load("linear-teacher", options, null).train();
    RealVector residual = matrix(train).operate(leastSquares(train)).subtract(targets(train));
    int freedom = 5000 - 10;
    assertEquals(
        0.25 * freedom, residual.dotProduct(residual), 5 * 0.25 * Math.sqrt(2.0 * freedom));
  }

  /**
   * With two classes, the rule "nearest mean" errs with probability Φ(-Δ/2), Δ the distance of the
   * means; both estimated from 20,000 examples, tested on 20,000 others.
   */
  @Test
  void twoCloudsOverlapAsTheirDistanceSays() throws IOException {
    int d = 5;
    int n = 20_000;
    Map<String, Object> options =
        Map.of(
            "classes", 2, "dimension", d, "trainExamples", n, "testExamples", n, "separation", 2.0);
    Dataset set = Datasets.load("gaussian-mixture", options, null);
    double[][] means = means(set.train(), 2);
    double square = 0;
    for (int j = 0; j < d; j++) {
      square += Math.pow(means[0][j] - means[1][j], 2);
    }
    int wrong = 0;
    for (int i = 0; i < n; i++) {
      wrong += nearest(set.test(), i, means) == set.test().labels()[i] ? 0 : 1;
    }
    double expected = 0.5 * Erf.erfc(FastMath.sqrt(square) / 2 / Math.sqrt(2));
    // The count is binomial; estimated means move it by a few parts in 10⁴ more.
    assertEquals(expected, (double) wrong / n, 5 * Math.sqrt(expected * (1 - expected) / n) + 1e-3);
    for (double[] mean : means) { // ‖μ_c‖ = separation/√2, each coordinate known to 1/√(n/2)
      double norm = 0;
      for (double m : mean) {
        norm += m * m;
      }
      assertEquals(2, norm, 5 * 2 * Math.sqrt(2) / Math.sqrt(n / 2.0));
    }
  }

  /** Among 20 classes in 1,000 dimensions every two means are about the separation apart. */
  @Test
  void inHighDimensionEveryTwoMeansAreTheSeparationApart() throws IOException {
    Map<String, Object> options =
        Map.of("classes", 20, "dimension", 1000, "trainExamples", 20_000, "separation", 30.0);
    double[][] means = means(Datasets.load("gaussian-mixture", options, null).train(), 20);
    for (int a = 0; a < 20; a++) {
      for (int b = 0; b < a; b++) {
        double square = 0;
        for (int j = 0; j < 1000; j++) {
          square += Math.pow(means[a][j] - means[b][j], 2);
        }
        // cosines of random directions have deviation 1/√1000; the estimate adds 2·1000/1000
        assertTrue(Math.abs(square / 902 - 1) < 5 / Math.sqrt(1000), "distance² " + square);
      }
    }
  }

  private static double[][] means(Examples examples, int classes) {
    int d = examples.features();
    double[][] means = new double[classes][d];
    int[] counts = new int[classes];
    for (int i = 0; i < examples.size(); i++) {
      counts[examples.labels()[i]]++;
      for (int j = 0; j < d; j++) {
        means[examples.labels()[i]][j] += examples.inputs()[i * d + j];
      }
    }
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < d; j++) {
        means[c][j] /= counts[c];
      }
    }
    return means;
  }

  private static int nearest(Examples examples, int i, double[][] means) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double square = 0;
      for (int j = 0; j < means[c].length; j++) {
        square += Math.pow(examples.inputs()[i * means[c].length + j] - means[c][j], 2);
      }
      if (square < least) {
        least = square;
        best = c;
      }
    }
    return best;
  }

  private static RealVector leastSquares(Examples examples) {
    return new QRDecomposition(matrix(examples)).getSolver().solve(targets(examples));
  }

  private static RealMatrix matrix(Examples examples) {
    int d = examples.features();
    RealMatrix x = new Array2DRowRealMatrix(examples.size(), d);
    for (int i = 0; i < examples.size(); i++) {
      for (int j = 0; j < d; j++) {
        x.setEntry(i, j, examples.inputs()[i * d + j]);
      }
    }
    return x;
  }

  private static RealVector targets(Examples examples) {
    RealVector y = new ArrayRealVector(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      y.setEntry(i, examples.targets()[i]);
    }
    return y;
  }
}
