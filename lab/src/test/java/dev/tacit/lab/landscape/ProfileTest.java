package dev.tacit.lab.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.landscape.Profile.Barrier;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final float[] X = {1, 2, -1, 3, 0.5f, -2};
  private static final float[] Y = {1, -1, 2};

  private static EmpiricalRisk regression(Mlp network, float[] x, float[] y) {
    return EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, Placement.CPU_FLOAT64, x, y);
  }

  /** Linear regression: C along a line is a parabola, here summed by hand. */
  @Test
  void isTheExactParabolaOfLinearRegression() {
    Mlp linear = new Mlp(List.of(2, 1), Activation.IDENTITY, false);
    try (EmpiricalRisk risk = regression(linear, X, Y);
        Tensor a = Vectors.of(Placement.CPU_FLOAT64, 1, -1);
        Tensor b = Vectors.of(Placement.CPU_FLOAT64, -2, 3)) {
      Profile profile = Profile.along(Curve.segment(a, b), new Surface(risk, risk), 5, a);
      for (int i = 0; i < 5; i++) {
        double t = i / 4.0;
        double sum = 0;
        for (int n = 0; n < 3; n++) {
          double f = (1 - 3 * t) * X[2 * n] + (-1 + 4 * t) * X[2 * n + 1];
          sum += 0.5 * (f - Y[n]) * (f - Y[n]) / 3;
        }
        assertEquals(sum, profile.heights().get(i).trainLoss(), 1e-14 * sum);
        assertEquals(sum, profile.heights().get(i).testLoss(), 1e-14 * sum);
        assertTrue(Double.isNaN(profile.heights().get(i).trainError()), "no classes");
      }
      assertEquals(new Barrier(0, 0), profile.barrier(Quantity.TRAIN_LOSS), "convex");
      assertTrue(Double.isNaN(profile.barrier(Quantity.TEST_ERROR).height()));
      assertThrows(
          IllegalArgumentException.class,
          () -> Profile.along(Curve.segment(a, b), new Surface(risk, risk), 1, a));
    }
  }

  /**
   * f = v u x with y = x: (1, 1) and (-1, -1) are both perfect, and on the line between them f = (1
   * - 2t)² x, so that C = ½ ((1-2t)² - 1)² E x², highest at t = ½.
   */
  @Test
  void findsTheBarrierBetweenTwoSigns() {
    Mlp deep = new Mlp(List.of(1, 1, 1), Activation.IDENTITY, false);
    float[] x = {1, 2, 3};
    try (EmpiricalRisk risk = regression(deep, x, x);
        Tensor a = Vectors.of(Placement.CPU_FLOAT64, 1, 1);
        Tensor b = Vectors.of(Placement.CPU_FLOAT64, -1, -1)) {
      Profile profile = Profile.along(Curve.segment(a, b), new Surface(risk, risk), 21, a);
      assertEquals(0.5 * 14 / 3, profile.barrier(Quantity.TRAIN_LOSS).height(), 1e-14);
      assertEquals(0.5, profile.barrier(Quantity.TRAIN_LOSS).at());
    }
  }

  @Test
  void theBarrierIsMeasuredAboveTheLineBetweenTheEnds() {
    List<Height> heights =
        List.of(height(1), height(1.6), height(3), height(3)); // line: 1, 5/3, 7/3, 3
    Profile profile = new Profile(List.of(0.0, 1 / 3.0, 2 / 3.0, 1.0), heights);
    assertEquals(2 / 3.0, profile.barrier(Quantity.TRAIN_LOSS).height(), 1e-15);
    assertEquals(2 / 3.0, profile.barrier(Quantity.TRAIN_LOSS).at());
  }

  private static Height height(double loss) {
    return new Height(loss, 0, loss, 0);
  }

  @Test
  void curvesEndWhereTheyShould() {
    try (Tensor a = Vectors.of(Placement.CPU_FLOAT32, 0.1, 0.7);
        Tensor b = Vectors.of(Placement.CPU_FLOAT32, 0.3, -0.2);
        Tensor theta = Vectors.of(Placement.CPU_FLOAT32, 5, 6);
        Tensor w = Vectors.zeros(2, Placement.CPU_FLOAT32)) {
      for (Curve curve : List.of(Curve.segment(a, b), Curve.bezier(a, theta, b))) {
        curve.at(0, w);
        assertArrayEquals(Vectors.toDoubles(a), Vectors.toDoubles(w), 0);
        curve.at(1, w);
        assertArrayEquals(Vectors.toDoubles(b), Vectors.toDoubles(w), 0);
      }
      Curve.bezier(a, theta, b).at(0.5, w); // (a + 2θ + b)/4
      assertArrayEquals(new double[] {2.6, 3.125}, Vectors.toDoubles(w), 1e-6);
      Curve.line(a, b, 2).at(0.75, w); // a + b
      assertArrayEquals(new double[] {0.4, 0.5}, Vectors.toDoubles(w), 1e-7);
    }
  }
}
