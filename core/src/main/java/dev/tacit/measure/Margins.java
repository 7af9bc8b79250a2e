package dev.tacit.measure;

import java.util.Arrays;

/**
 * How far examples are from being classified otherwise: the distribution of f_y - max_{c≠y} f_c.
 * Negative for an example whose prediction is not its label.
 */
public final class Margins {
  private final double[] sorted;

  /**
   * @param margins of each example, in any order; copied
   */
  Margins(double[] margins) {
    sorted = margins.clone();
    Arrays.sort(sorted); // NaN goes last
  }

  /** The smallest. */
  public double min() {
    return quantile(0);
  }

  /** The mean. */
  public double mean() {
    return Arrays.stream(sorted).sum() / sorted.length;
  }

  /**
   * The q-quantile, linear between order statistics (NumPy's default, Hyndman and Fan's type 7);
   * NaN if any margin is.
   *
   * @param q in [0, 1]
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("a quantile's level must be in [0, 1], found " + q);
    }
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    double value = sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    return Double.isNaN(sorted[sorted.length - 1]) ? Double.NaN : value;
  }

  /**
   * γ, the 10th percentile: what Jiang et al., ICLR 2020, arXiv:1912.02178, take for the margin of
   * a network.
   */
  public double percentile10() {
    return quantile(0.1);
  }
}
