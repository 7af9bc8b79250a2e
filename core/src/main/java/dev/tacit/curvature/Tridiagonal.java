package dev.tacit.curvature;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** Eigenvalues, in descending order, and eigenvectors of a small symmetric tridiagonal matrix. */
final class Tridiagonal {
  private final double[] values;
  private final double[][] vectors; // vectors[i] belongs to values[i]

  /**
   * @param diagonal at least k numbers
   * @param besides at least k-1 numbers
   * @param k how many rows to use; all numbers finite
   */
  Tridiagonal(double[] diagonal, double[] besides, int k) {
    EigenDecompositionSymmetric found =
        new EigenDecompositionSymmetric(
            Arrays.copyOf(diagonal, k), Arrays.copyOf(besides, Math.max(0, k - 1)));
    values = found.getEigenvalues();
    vectors =
        IntStream.range(0, k)
            .mapToObj(i -> found.getEigenvector(i).toArray())
            .toArray(double[][]::new);
  }

  double value(int i) {
    return values[i];
  }

  /** Its components along the basis. */
  double[] vector(int i) {
    return vectors[i];
  }
}
