package dev.tacit.theory.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both factorisations: UUᵀ and W_N … W_1. */
class MatrixFactorisationTest {
  private static final double[][] M = {{1, 2}, {3, 4}};
  private static final boolean[][] OFF_DIAGONAL = {{false, true}, {true, false}};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void deepKeepsTheContractOfAnObjective(int depth) {
    try (DeepFactorisation c = new DeepFactorisation(depth, M, OFF_DIAGONAL)) {
      ClosedForms.contract(c);
    }
  }

  @Test
  void symmetricKeepsTheContractOfAnObjective() {
    double[][][] a = {{{1, 2}, {2, 0}}, {{0, 1}, {1, 3}}};
    try (SymmetricFactorisation c = new SymmetricFactorisation(a, new double[] {1, -2})) {
      ClosedForms.contract(c);
    }
  }

  @Test
  void deepMultipliesFromTheLeftAndCountsOnlyWhatIsObserved() {
    try (DeepFactorisation c = new DeepFactorisation(2, M, OFF_DIAGONAL)) {
      double[] w = {1, 1, 0, 1, 2, 0, 1, 1}; // W_1 = (1 1; 0 1), W_2 = (2 0; 1 1)
      assertArrayEquals(new double[] {2, 2}, c.product(w).getRow(0));
      assertArrayEquals(new double[] {1, 2}, c.product(w).getRow(1));
      assertArrayEquals(w, DeepFactorisation.flatten(c.factors(w)));
      // ½ ((2-2)² + (1-3)²)
      try (Tensor point = Vectors.of(Placement.CPU_FLOAT64, w)) {
        assertEquals(2, c.value(point));
      }
      assertEquals(
          MatrixUtils.createRealMatrix(new double[][] {{0, 0}, {-2, 0}}),
          c.productGradient(c.product(w)));
    }
  }

  @Test
  void symmetricMeasuresItsSquare() {
    double[][][] a = {{{1, 0}, {0, 0}}, {{0, 1}, {1, 0}}};
    try (SymmetricFactorisation c = new SymmetricFactorisation(a, new double[] {1, 1});
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, 1, 2, 0, 1)) {
      // U = (1 2; 0 1): X = (5 2; 2 1), so ⟨A_1,X⟩ = 5 and ⟨A_2,X⟩ = 4: (4² + 3²)/4.
      assertArrayEquals(new double[] {5, 2}, c.product(Vectors.toDoubles(w))[0]);
      assertEquals(6.25, c.value(w));
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new DeepFactorisation(0, M, OFF_DIAGONAL));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DeepFactorisation(2, M, new boolean[][] {{true, true}}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SymmetricFactorisation(new double[][][] {M}, new double[2]));
  }
}
