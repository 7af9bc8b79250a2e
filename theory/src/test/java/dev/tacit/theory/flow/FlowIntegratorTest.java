package dev.tacit.theory.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlowIntegratorTest {
  private static final FlowIntegrator EXACT = FlowIntegrator.dormandPrince(1e-13);

  /** ẇ = rate(n) w on pieces of a length; 0 for one rate. */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose
  private record Growth(double pieceLength, double[] rates) implements Flow {
    @Override
    public String name() {
      return "growth";
    }

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public void velocity(long piece, double[] w, double[] velocity) {
      velocity[0] = rates[(int) piece] * w[0];
    }
  }

  @Test
  void followsAnExponential() {
    Flow decay = new Growth(0, new double[] {-1.3});
    double[] start = {2};
    double expected = 2 * Math.exp(-1.3 * 4);
    assertEquals(expected, EXACT.advance(decay, start, 4)[0], 1e-12);
    // RK4's error per unit time is about h⁴/120 of w.
    assertEquals(expected, FlowIntegrator.rungeKutta(0.01).advance(decay, start, 4)[0], 1e-9);
    assertEquals(2, start[0], 0, "the start is not changed");
  }

  @Test
  void neverStepsAcrossTheEndOfAPiece() {
    double[] rates = {1, -3, 0.5, 2};
    Flow flow = new Growth(0.25, rates);
    double expected = Math.exp(0.25 * Arrays.stream(rates).sum());
    assertEquals(expected, EXACT.advance(flow, new double[] {1}, 1)[0], 1e-12);
    // An integrator that saw the neighbour's rate at one of its stages would be off by 1e-1.
    assertEquals(
        expected, FlowIntegrator.rungeKutta(1).advance(flow, new double[] {1}, 1)[0], 1e-2);
    assertEquals(Math.exp(0.25 * 2.5), EXACT.advance(flow, new double[] {1}, 2, 2)[0], 1e-12);
  }

  @Test
  void takesNoStepLongerThanAllowed() {
    int[] calls = {0};
    Flow counting =
        new Flow() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public int dimension() {
            return 1;
          }

          @Override
          public void velocity(long piece, double[] w, double[] velocity) {
            calls[0]++;
            velocity[0] = 1;
          }
        };
    assertEquals(1, FlowIntegrator.rungeKutta(0.3).advance(counting, new double[1], 1)[0], 1e-15);
    assertEquals(16, calls[0]); // four steps of 0.25
  }

  @Test
  void aPathThatLeavesTheNumbersEndsAsNaN() {
    Flow explosion =
        new Flow() {
          @Override
          public String name() {
            return "explosion";
          }

          @Override
          public int dimension() {
            return 2;
          }

          @Override
          public void velocity(long piece, double[] w, double[] velocity) {
            velocity[0] = Double.POSITIVE_INFINITY;
            velocity[1] = 0;
          }
        };
    for (FlowIntegrator integrator : new FlowIntegrator[] {EXACT, FlowIntegrator.rungeKutta(0.1)}) {
      double[] end = integrator.advance(explosion, new double[2], 1);
      assertArrayEquals(new double[] {Double.NaN, Double.NaN}, end);
    }
  }

  @Test
  void refusesWhatHasNoMeaning() {
    Flow flow = new Growth(0.25, new double[] {1, 1});
    assertThrows(IllegalArgumentException.class, () -> FlowIntegrator.rungeKutta(0));
    assertThrows(IllegalArgumentException.class, () -> FlowIntegrator.dormandPrince(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> EXACT.advance(flow, new double[] {1}, 0.3));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> EXACT.advance(flow, new double[2], 0.25));
    assertTrue(e.getMessage().contains("1") && e.getMessage().contains("2"), e.getMessage());
  }
}
