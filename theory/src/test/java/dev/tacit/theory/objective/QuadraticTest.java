package dev.tacit.theory.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class QuadraticTest {
  private static final double[][] H = {{2, 1}, {1, -3}};

  @Test
  void keepsTheContractOfAnObjective() {
    ClosedForms.contract(new Quadratic(H, new double[] {1, -1}));
    ClosedForms.contract(Quadratic.diagonal(1, 10, 0.1, 0));
  }

  @Test
  void hasTheValueAndGradientWorkedOutByHand() {
    Quadratic c = new Quadratic(H, new double[] {1, -1});
    double[] g = new double[2];
    // w - w* = (2, 1): H(w - w*) = (5, -1), half the product is (10 - 1)/2.
    assertEquals(4.5, c.gradient(new double[] {3, 0}, g));
    assertArrayEquals(new double[] {5, -1}, g);
    assertEquals(0, c.value(new double[] {1, -1}));
  }

  @Test
  void refusesWhatIsNotAHessianOrNotAPoint() {
    Exception skew =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Quadratic(new double[][] {{1, 2}, {3, 4}}, new double[2]));
    assertTrue(skew.getMessage().contains("(1,0) is 3.0, (0,1) is 2.0"), skew.getMessage());
    Exception shape =
        assertThrows(IllegalArgumentException.class, () -> new Quadratic(H, new double[3]));
    assertTrue(shape.getMessage().contains("2 x 2") && shape.getMessage().contains("3"));
    assertThrows(IllegalArgumentException.class, () -> Quadratic.diagonal(1, Double.NaN));
    try (Tensor w = Vectors.zeros(3, Placement.CPU_FLOAT64)) {
      Exception length =
          assertThrows(IllegalArgumentException.class, () -> Quadratic.diagonal(1, 2).value(w));
      assertEquals("w has 3 components, the objective 2", length.getMessage());
    }
  }
}
