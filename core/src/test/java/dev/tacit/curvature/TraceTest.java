package dev.tacit.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final int DRAWS = 1000;

  private static UniformRandomProvider random(long index) {
    return SmallNetwork.STREAMS.stream("trace", index);
  }

  /** theory.md: the variance of one draw is 2(‖M‖_F² - Σ_j M_jj²). */
  @Test
  void hutchinsonHasTheMeanAndTheVarianceOfTheFormula() {
    try (SmallNetwork small = new SmallNetwork()) {
      DenseMatrix hessian = small.hessian();
      double diagonal = 0;
      for (int j = 0; j < hessian.m.length; j++) {
        diagonal += hessian.m[j][j] * hessian.m[j][j];
      }
      double variance = 2 * (hessian.squaredFrobeniusNorm() - diagonal);
      Estimate found = Hutchinson.trace(hessian, random(0), DRAWS);
      double error = Math.sqrt(variance / DRAWS);
      assertEquals(hessian.trace(), found.value(), 3 * error);
      // The sample variance of n draws with kurtosis κ is off by √((κ-1)/n), here 6 %.
      assertEquals(error, found.error(), 0.2 * error);
    }
  }

  @Test
  void hutchPlusPlusIsUnbiasedAndSharperThanHutchinson() {
    try (SmallNetwork small = new SmallNetwork()) {
      DenseMatrix hessian = small.hessian();
      int runs = 60;
      double[] sharp = new double[runs];
      double[] plain = new double[runs];
      double meanError = 0;
      for (int i = 0; i < runs; i++) {
        Estimate one = HutchPlusPlus.trace(hessian, random(i), 60);
        sharp[i] = one.value() - hessian.trace();
        meanError += one.error() / runs;
        plain[i] = Hutchinson.trace(hessian, random(i), 60).value() - hessian.trace();
      }
      Estimate bias = Estimate.mean(sharp);
      assertEquals(0, bias.value(), 3 * bias.error());
      double spread = bias.error() * Math.sqrt(runs);
      assertTrue(spread < 0.5 * Estimate.mean(plain).error() * Math.sqrt(runs));
      // Student's t for the 20 draws of the rest, by two, is 1.07; skewness widens, too.
      assertEquals(1.1 * spread, meanError, 0.35 * spread, "the stated error is the spread");
    }
  }

  @Test
  void hutchPlusPlusIsExactWhereTheSketchHoldsEverything() {
    DenseMatrix matrix = DenseMatrix.diagonal(1, 2, 3);
    Estimate found = HutchPlusPlus.trace(matrix, random(0), 9);
    assertEquals(6, found.value(), 1e-14);
    assertTrue(Double.isNaN(found.error()), "exact");
    Estimate rankOne = HutchPlusPlus.trace(DenseMatrix.diagonal(0, 5, 0, 0), random(0), 6);
    assertEquals(5, rankOne.value(), 1e-14);
    assertEquals(0, rankOne.error(), 1e-14);
  }

  @Test
  void diagonalsHaveTheErrorTheyState() {
    try (SmallNetwork small = new SmallNetwork();
        Tensor diagonal = Vectors.zeros(59, Placement.CPU_FLOAT64);
        Tensor error = Vectors.zeros(59, Placement.CPU_FLOAT64)) {
      DenseMatrix hessian = small.hessian();
      Hutchinson.diagonal(hessian, random(0), DRAWS, diagonal, error);
      double[] found = Vectors.toDoubles(diagonal);
      double[] stated = Vectors.toDoubles(error);
      for (int j = 0; j < 59; j++) {
        double squares = -hessian.m[j][j] * hessian.m[j][j];
        for (double x : hessian.m[j]) {
          squares += x * x;
        }
        double expected = Math.sqrt(squares / DRAWS);
        assertEquals(hessian.m[j][j], found[j], 4 * expected + 1e-15);
        assertEquals(expected, stated[j], 0.2 * expected + 1e-15);
      }
      Hutchinson.diagonal(DenseMatrix.diagonal(new double[59]), random(0), 1, diagonal, error);
      assertTrue(Double.isNaN(Vectors.toDoubles(error)[0]), "one draw has no error");
    }
  }

  @Test
  void notANumberIsAResultAndTooFewProductsAreRefused() {
    DenseMatrix broken = DenseMatrix.diagonal(1, Double.NaN, 2, 3, 4, 5, 6, 7);
    assertTrue(Double.isNaN(Hutchinson.trace(broken, random(0), 3).value()));
    assertTrue(Double.isNaN(HutchPlusPlus.trace(broken, random(0), 6).value()));
    assertThrows(IllegalArgumentException.class, () -> Hutchinson.trace(broken, random(0), 0));
    assertThrows(IllegalArgumentException.class, () -> HutchPlusPlus.trace(broken, random(0), 5));
  }
}
