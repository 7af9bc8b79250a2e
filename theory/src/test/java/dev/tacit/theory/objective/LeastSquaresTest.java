package dev.tacit.theory.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  /** One equation w1 + 2 w2 = 5 and w3 = 1, d = 3. */
  private static final LeastSquares PLANE =
      new LeastSquares(new double[][] {{1, 2, 0}, {0, 0, 1}}, new double[] {5, 1});

  @Test
  void keepsTheContractOfAnObjective() {
    double[][] x = ClosedForms.gaussian("x", 4, 7);
    LeastSquares c = new LeastSquares(x, ClosedForms.gaussian("y", 1, 4)[0]);
    ClosedForms.contract(c);
    ClosedForms.contract(c.batch(2, 0, 2));
  }

  @Test
  void isTheMeanOfItsExamples() {
    double[] w = {1, 1, 1};
    assertEquals(2, PLANE.batch(0).value(w)); // ½ (3 - 5)²
    assertEquals(0, PLANE.batch(1).value(w));
    assertEquals(1, PLANE.value(w));
    assertEquals(4.0 / 3, PLANE.batch(0, 1, 0).value(w), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> PLANE.batch(2));
    assertThrows(IllegalArgumentException.class, PLANE::batch);
  }

  @Test
  void knowsItsInterpolants() {
    assertArrayEquals(new double[] {1, 2, 1}, PLANE.nearestInterpolant(new double[3]), 1e-15);
    // From (5, 0, 7) the first equation already holds and only w3 moves.
    assertArrayEquals(
        new double[] {5, 0, 1}, PLANE.nearestInterpolant(new double[] {5, 0, 7}), 2e-15);
    // P = (1, 8, 1): minimise w1² + 8 w2², so w2/w1 = 2/8.
    assertArrayEquals(
        new double[] {10.0 / 3, 5.0 / 6, 1},
        PLANE.weightedInterpolant(new double[] {1, 8, 1}),
        2e-15);
  }

  @Test
  void knowsWhatLiesOutsideItsRowSpace() {
    RowSpace space = PLANE.rowSpace();
    assertArrayEquals(new double[3], space.outside(new double[] {2, 4, -3}), 1e-15);
    // (3, 1, 1) = (1, 2, 1) + (2, -1, 0).
    assertArrayEquals(new double[] {2, -1, 0}, space.outside(new double[] {3, 1, 1}), 1e-15);
  }

  @Test
  void refusesDependentRows() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RowSpace(new double[][] {{1, 2, 3}, {2, 4, 6}}));
    assertEquals("row 1 of X depends on the rows before it", e.getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new RowSpace(new double[][] {{1}, {2}}))
            .getMessage()
            .contains("2 rows but only 1 columns"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LeastSquares(new double[][] {{1}}, new double[] {1, 2}));
  }
}
