package dev.tacit.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.risk.LinearisedRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RootDiagonalTest {
  private static final int TRIALS = 200;

  private static UniformRandomProvider random(long index) {
    return SmallNetwork.STREAMS.stream("root-diagonal", index);
  }

  private static void scatter(double expected, double[] found, double statedError) {
    Estimate mean = Estimate.mean(found);
    double spread = mean.error() * Math.sqrt(TRIALS);
    assertEquals(expected, mean.value(), 4 * mean.error());
    // Student's t for 16 draws, by two, is 1.09; skewness widens by some hundredths.
    assertEquals(1.1 * spread, statedError, 0.3 * spread, "stated error");
  }

  /** The bias of a root of few squares, 8 % for three, is divided out. */
  @Test
  void theRootsOfVariancesOfGaussianNumbersAddUp() {
    double[] deviations = new double[50];
    double sum = 0;
    for (int j = 0; j < deviations.length; j++) {
      deviations[j] = j % 7;
      sum += deviations[j];
    }
    for (int draws : new int[] {3, 16}) {
      double[] found = new double[TRIALS];
      double error = 0;
      try (Tensor scale = Vectors.of(Placement.CPU_FLOAT64, deviations)) {
        for (int i = 0; i < TRIALS; i++) {
          UniformRandomProvider random = random(i);
          Estimate one =
              RootDiagonal.of(
                  row -> {
                    try (Tensor z = RandomVectors.gaussian(random, 50, Placement.CPU_FLOAT64)) {
                      row.copy_(z.mul_(scale));
                    }
                  },
                  draws,
                  50,
                  Placement.CPU_FLOAT64);
          found[i] = one.value();
          error += one.error() / TRIALS;
        }
      }
      if (draws == 16) {
        scatter(sum, found, error);
      } else {
        assertEquals(sum, Estimate.mean(found).value(), 4 * Estimate.mean(found).error());
      }
    }
  }

  @Test
  void itIsThatOfTheGaussNewtonMatrixWrittenOut() {
    try (SmallNetwork small = new SmallNetwork();
        LinearisedRisk at = small.risk.linearise(small.w)) {
      DenseMatrix matrix = DenseMatrix.of(at.gaussNewton());
      double expected = 0;
      for (int j = 0; j < matrix.m.length; j++) {
        expected += Math.sqrt(matrix.m[j][j]);
      }
      double[] found = new double[TRIALS];
      double error = 0;
      for (int i = 0; i < TRIALS; i++) {
        UniformRandomProvider random = random(1000 + i);
        Estimate one =
            RootDiagonal.of(
                row -> at.sampleGaussNewton(random, row), 16, 59, Placement.CPU_FLOAT64);
        found[i] = one.value();
        error += one.error() / TRIALS;
      }
      scatter(expected, found, error);
    }
  }

  @Test
  void nothingIsZeroAndTooFewDrawsAreRefused() {
    assertEquals(0, RootDiagonal.of(Tensor::zero_, 4, 5, Placement.CPU_FLOAT32).value());
    assertTrue(
        Double.isNaN(
            RootDiagonal.of(
                    row -> row.fill_(new org.bytedeco.pytorch.Scalar(Double.NaN)),
                    4,
                    5,
                    Placement.CPU_FLOAT32)
                .value()));
    assertThrows(
        IllegalArgumentException.class,
        () -> RootDiagonal.of(Tensor::zero_, 2, 5, Placement.CPU_FLOAT32));
  }
}
