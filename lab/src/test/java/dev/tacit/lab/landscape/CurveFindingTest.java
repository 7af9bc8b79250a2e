package dev.tacit.lab.landscape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.FiniteSum;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class CurveFindingTest {
  private static final double[] A = {-1, 0};
  private static final double[] B = {0.6, 0.8};

  /** C(w) = (‖w‖² - 1)²: zero on a circle, 1 in its middle. Every example is the same. */
  private static final class Ring extends AutogradObjective implements FiniteSum {
    Ring() {
      super(2, Placement.CPU_FLOAT64);
    }

    @Override
    protected Tensor expression(Tensor w) {
      return w.square().sum().sub(new Scalar(1.0)).square();
    }

    @Override
    public int examples() {
      return 50;
    }

    @Override
    public Objective batch(int... indices) {
      return this;
    }
  }

  /** C at the point of the curve with control point θ. */
  private static double onCurve(double t, double[] theta) {
    double square = 0;
    for (int j = 0; j < 2; j++) {
      double w = (1 - t) * (1 - t) * A[j] + 2 * t * (1 - t) * theta[j] + t * t * B[j];
      square += w * w;
    }
    return (square - 1) * (square - 1);
  }

  /** E_t C by the midpoint rule. */
  private static double mean(double[] theta) {
    double sum = 0;
    for (int i = 0; i < 400; i++) {
      sum += onCurve((i + 0.5) / 400, theta) / 400;
    }
    return sum;
  }

  private static double top(double[] theta) {
    double top = 0;
    for (int i = 0; i <= 400; i++) {
      top = Math.max(top, onCurve(i / 400.0, theta));
    }
    return top;
  }

  /** The best θ by searching ever finer grids around the best so far. */
  private static double[] best() {
    double[] best = {0, 0};
    for (double step = 1; step > 1e-5; step *= 0.5) {
      double[] centre = best;
      for (int i = -2; i <= 2; i++) {
        for (int j = -2; j <= 2; j++) {
          double[] theta = {centre[0] + i * step, centre[1] + j * step};
          if (mean(theta) < mean(best)) {
            best = theta;
          }
        }
      }
    }
    return best;
  }

  @Test
  void bendsTheLineAroundTheMiddleOfARing() {
    try (Tensor a = Vectors.of(Placement.CPU_FLOAT64, A);
        Tensor b = Vectors.of(Placement.CPU_FLOAT64, B);
        Tensor theta =
            new CurveFinding(400, 10, 0.02)
                .between(new Ring(), a, b, new RandomStreams(1), (done, of) -> {})) {
      double[] middle = {(A[0] + B[0]) / 2, (A[1] + B[1]) / 2};
      assertEquals(0.64, top(middle), 1e-12, "the straight line: (1 - 0.2)²");
      double[] best = best();
      double[] found = Vectors.toDoubles(theta);
      // 2,000 steps with one random t each: θ is known to a few percent.
      assertArrayEquals(best, found, 0.05);
      assertEquals(mean(best), mean(found), 0.1 * mean(best));
      assertTrue(top(found) < 0.05, "the barrier is gone: " + top(found));
    }
  }

  @Test
  void findsTheSameCurveTwice() {
    double[][] found = new double[2][];
    try (Tensor a = Vectors.of(Placement.CPU_FLOAT64, A);
        Tensor b = Vectors.of(Placement.CPU_FLOAT64, B)) {
      for (int i = 0; i < 2; i++) {
        try (Tensor theta =
            new CurveFinding(3, 7, 0.02)
                .between(new Ring(), a, b, new RandomStreams(1), (done, of) -> {})) {
          found[i] = Vectors.toDoubles(theta);
        }
      }
    }
    assertArrayEquals(found[0], found[1], 0);
  }

  @Test
  void refusesWhatCannotBeTrained() {
    assertThrows(IllegalArgumentException.class, () -> new CurveFinding(0, 1, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new CurveFinding(1, 0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new CurveFinding(1, 1, Double.NaN));
  }
}
