package dev.tacit.theory.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagonalLinearNetworkTest {
  private static final double[][] X = ClosedForms.gaussian("x", 3, 6);
  private static final DiagonalLinearNetwork NETWORK =
      new DiagonalLinearNetwork(X, ClosedForms.gaussian("y", 1, 3)[0]);

  @Test
  void keepsTheContractOfAnObjective() {
    ClosedForms.contract(NETWORK);
    ClosedForms.contract(NETWORK.batch(1));
  }

  @Test
  void startsAtZeroAndReadsBeta() {
    double[] w = NETWORK.start(0.3);
    assertArrayEquals(new double[6], NETWORK.beta(w));
    w[0] = 0.5;
    w[7] = 0.7;
    assertEquals(0.16, NETWORK.beta(w)[0], 1e-16);
    assertEquals(-0.4, NETWORK.beta(w)[1], 1e-16);
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 1, 0.1, 1e-3, 1e-6})
  void flowLimitInterpolatesAndSolvesTheDual(double alpha) {
    double[] beta = NETWORK.flowLimit(alpha);
    assertEquals(0, NETWORK.inner().value(beta), 1e-24);
    // arsinh(β/2α²) = Xᵀν lies in the row space.
    double[] exponent = new double[6];
    for (int j = 0; j < 6; j++) {
      double t = Math.abs(beta[j]) / (2 * alpha * alpha);
      exponent[j] = Math.signum(beta[j]) * Math.log(t + Math.sqrt(1 + t * t));
    }
    double size = Math.sqrt(Matrices.dot(exponent, exponent));
    for (double rest : new RowSpace(X).outside(exponent)) {
      assertEquals(0, rest, 1e-11 * (1 + size)); // rounding of y times the condition of X
    }
  }

  /**
   * One equation β1 + 2 β2 = 3: α → ∞ gives the least L2, (.6, 1.2); α → 0 the least L1, (0, 1.5).
   */
  @Test
  void goesFromTheLeastSquareToTheLeastSum() {
    DiagonalLinearNetwork line =
        new DiagonalLinearNetwork(new double[][] {{1, 2}}, new double[] {3});
    assertArrayEquals(new double[] {0.6, 1.2}, line.flowLimit(1e3), 1e-6);
    assertArrayEquals(new double[] {0, 1.5}, line.flowLimit(1e-9), 1e-4);
  }

  @Test
  void refusesAnEmptyStart() {
    assertThrows(IllegalArgumentException.class, () -> NETWORK.flowLimit(0));
    assertThrows(IllegalArgumentException.class, () -> NETWORK.flowLimit(Double.NaN));
  }
}
