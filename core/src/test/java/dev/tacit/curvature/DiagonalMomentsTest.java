package dev.tacit.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;

class DiagonalMomentsTest {
  private static final int TRIALS = 200;

  private static UniformRandomProvider random(long index) {
    return SmallNetwork.STREAMS.stream("diagonal", index);
  }

  @Test
  void aDiagonalMatrixIsAllDiagonalAndItsOwnBestCompanion() {
    double[] d = {3, -1, 2, 0.5, 0};
    try (Tensor r = Vectors.of(Placement.CPU_FLOAT64, 6, -2, 4, 1, 0)) {
      DiagonalMoments found =
          DiagonalMoments.of(DenseMatrix.diagonal(d), random(0), 4, r); // no noise at all
      assertEquals(1, found.share().value(), 1e-14);
      assertEquals(0, found.share().error(), 1e-14);
      assertEquals(1, found.correlation().value(), 1e-14);
    }
  }

  /** Means over many estimates against the dense matrix, and their spread against their errors. */
  @Test
  void estimatesScatterAroundTheDenseNumbersAsFarAsTheySay() {
    try (SmallNetwork small = new SmallNetwork();
        Tensor r = Vectors.zeros(59, Placement.CPU_FLOAT64)) {
      DenseMatrix hessian = small.hessian();
      double[] diagonal = new double[59];
      double[] reference = new double[59];
      double squares = 0;
      for (int j = 0; j < 59; j++) {
        diagonal[j] = hessian.m[j][j];
        squares += diagonal[j] * diagonal[j];
        reference[j] = Math.sqrt(Math.abs(diagonal[j])) + 0.1 * Math.sin(j);
      }
      Vectors.set(r, reference);
      double[] shares = new double[TRIALS];
      double[] correlations = new double[TRIALS];
      double shareError = 0;
      double correlationError = 0;
      for (int i = 0; i < TRIALS; i++) {
        DiagonalMoments found = DiagonalMoments.of(hessian, random(i), 24, r);
        shares[i] = found.share().value();
        correlations[i] = found.correlation().value();
        shareError += found.share().error() / TRIALS;
        correlationError += found.correlation().error() / TRIALS;
      }
      check(squares / hessian.squaredFrobeniusNorm(), Estimate.mean(shares), shareError);
      check(
          new PearsonsCorrelation().correlation(diagonal, reference),
          Estimate.mean(correlations),
          correlationError);
    }
  }

  private static void check(double expected, Estimate mean, double statedError) {
    double spread = mean.error() * Math.sqrt(TRIALS);
    // The bias of a ratio of means is of the order spread²/value, here a tenth of the spread.
    assertEquals(expected, mean.value(), 4 * mean.error() + 0.15 * spread);
    // Student's t for 24 draws, by two, is 1.06; skewness widens by some tenths.
    assertEquals(1.1 * spread, statedError, 0.4 * spread, "stated error");
  }

  @Test
  void whatIsNotDefinedIsNotANumberAndTooFewDrawsAreRefused() {
    DiagonalMoments zero = DiagonalMoments.of(DenseMatrix.diagonal(0, 0), random(0), 3, null);
    assertTrue(Double.isNaN(zero.share().value()));
    assertTrue(Double.isNaN(zero.correlation().value()));
    DenseMatrix broken = DenseMatrix.diagonal(1, Double.NaN);
    assertTrue(Double.isNaN(DiagonalMoments.of(broken, random(0), 3, null).share().value()));
    assertThrows(
        IllegalArgumentException.class, () -> DiagonalMoments.of(broken, random(0), 2, null));
  }
}
