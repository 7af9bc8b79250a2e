package dev.tacit.measure;

/**
 * The simple gradient noise scale tr Σ/‖g‖² and its two parts, Σ the covariance of one example's
 * gradient and g its mean: the batch size at which the noise of a batch gradient is as long as the
 * gradient. McCandlish, Kaplan, Amodei, 2018, arXiv:1812.06162.
 *
 * @param squaredNorm ‖g‖², or an estimate that may be negative
 * @param varianceTrace tr Σ
 */
public record NoiseScale(double squaredNorm, double varianceTrace) {

  /**
   * The unbiased pair from two batch sizes b &lt; B, with independent examples:
   *
   * <pre>
   *   ‖g‖² ≈ (B‖g_B‖² - b‖g_b‖²)/(B - b)      tr Σ ≈ (‖g_b‖² - ‖g_B‖²)/(1/b - 1/B)
   * </pre>
   *
   * @param small b
   * @param squaredNormSmall ‖g_b‖², or its mean over several batches
   * @param large B
   * @param squaredNormLarge ‖g_B‖², or its mean over several batches
   * @throws IllegalArgumentException unless 0 &lt; b &lt; B
   */
  public static NoiseScale ofPair(
      int small, double squaredNormSmall, int large, double squaredNormLarge) {
    if (!(small > 0 && small < large)) {
      throw new IllegalArgumentException(
          "the pair needs batch sizes 0 < b < B, found b = " + small + ", B = " + large);
    }
    return new NoiseScale(
        (large * squaredNormLarge - small * squaredNormSmall) / (large - small),
        (squaredNormSmall - squaredNormLarge) / (1.0 / small - 1.0 / large));
  }

  /** tr Σ/‖g‖²; infinite where no gradient is left above the noise (‖g‖² ≤ 0). */
  public double value() {
    return squaredNorm <= 0 ? Double.POSITIVE_INFINITY : varianceTrace / squaredNorm;
  }
}
