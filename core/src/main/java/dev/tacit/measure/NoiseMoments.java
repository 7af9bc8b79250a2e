package dev.tacit.measure;

/**
 * The moments of per-example gradients g_i in one batch that every statistic of gradient noise is
 * made of, with g_B = (1/B) Σ_i g_i the gradient of the batch. They may be of the whole network or
 * of one layer.
 *
 * <p>The estimates take the batch for B independent draws. Of a training set of N examples without
 * replacement, {@link #varianceTrace} is the trace of the covariance with divisor N-1, and {@link
 * #squaredNorm} is too small by its N-th part.
 *
 * @param size B
 * @param sumOfSquares Σ_i ‖g_i‖²
 * @param squaredNormOfMean ‖g_B‖²
 * @param sumOfSquaredProjections Σ_i (g_i·g_B)²; NaN where it was not measured
 */
public record NoiseMoments(
    int size, double sumOfSquares, double squaredNormOfMean, double sumOfSquaredProjections) {

  /** An unbiased estimate of tr Σ, Σ the covariance of one example's gradient; NaN for B = 1. */
  public double varianceTrace() {
    return size > 1 ? (sumOfSquares - size * squaredNormOfMean) / (size - 1) : Double.NaN;
  }

  /**
   * An unbiased estimate of ‖E g_i‖², ‖g_B‖² - tr Σ/B; it may be negative. NaN for B = 1. With
   * {@link #varianceTrace} it is the pair of McCandlish et al. for batch sizes 1 and B.
   */
  public double squaredNorm() {
    return squaredNormOfMean - varianceTrace() / size;
  }

  /**
   * The smallest θ with which the batch passes the norm test, E‖g_B - g‖² ≤ θ²‖g‖²: √(tr Σ/B) /
   * ‖g_B‖. Byrd, Chin, Nocedal, Wu, Math. Program. 134, 2012, eq. 3.9, as Cockpit reports it.
   */
  public double normTest() {
    return root(varianceTrace() / (size * squaredNormOfMean));
  }

  /**
   * The smallest θ with which the batch passes the inner product test: the standard error of
   * g_i·g_B over the batch, in units of ‖g_B‖². Bollapragada, Byrd, Nocedal, SIAM J. Optim. 28,
   * 2018, arXiv:1710.11258, eq. 2.6, as Cockpit reports it.
   */
  public double innerProductTest() {
    double square = squaredNormOfMean * squaredNormOfMean;
    return root((sumOfSquaredProjections / square - size) / ((size - 1.0) * size));
  }

  /**
   * The smallest ν with which the batch passes the orthogonality test: the standard error of the
   * part of g_i orthogonal to g_B, in units of ‖g_B‖. Same source, eq. 3.3. normTest² =
   * innerProductTest² + orthogonalityTest².
   */
  public double orthogonalityTest() {
    double parallel = sumOfSquaredProjections / squaredNormOfMean;
    return root((sumOfSquares - parallel) / ((size - 1.0) * size * squaredNormOfMean));
  }

  /** Rounding may leave a zero slightly negative; NaN stays NaN. */
  private static double root(double square) {
    return square < 0 ? 0 : Math.sqrt(square);
  }
}
