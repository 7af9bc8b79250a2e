package dev.tacit.tensor;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A number estimated from a sample, with its error: half of what is to be added and subtracted for
 * an interval that holds the truth 95 times in 100. For a mean of n draws with deviation s,
 *
 * <pre>
 *   error = ½ t (s/√n) (1 + |γ|/√n)
 * </pre>
 *
 * with t the quantile of Student's distribution with n-1 degrees that leaves out as much as two
 * deviations of a normal variable do, and γ the draws' skewness. With many draws that is the
 * standard error s/√n. With few it is more, because s is itself uncertain (t/2 is 1.21 for 8
 * draws), and because the draws of a quadratic form zᵀMz, nearly all of the measurements here, are
 * skewed: a sample without a large draw has a small mean and a small s. To first order an end of
 * the interval moves by ¾ γ/√n of its distance at t = 2 (N. J. Johnson, J. Am. Stat. Assoc. 73,
 * 1978); the whole γ/√n makes up for few draws showing less than their skewness. How often such
 * intervals miss is tested (CoverageTest).
 *
 * @param value the estimate
 * @param error its error; NaN where the value is exact
 */
public record Estimate(double value, double error) {
  /** The probability that a normal variable is at most two deviations above its mean. */
  private static final double BELOW_TWO = 0.9772498680518208;

  /** The mean of independent draws; without an error for one draw. */
  public static Estimate mean(double[] draws) {
    return meanOfSome(draws, Long.MAX_VALUE);
  }

  /**
   * A number of n independent draws that is no mean, with the jackknife's deviation √((n-1)/n Σ_i
   * (θ_i - θ̄)²) in place of s/√n.
   *
   * @param value of all draws
   * @param leaveOneOut θ_i, the same number without the i-th draw
   */
  public static Estimate jackknife(double value, double... leaveOneOut) {
    return new Estimate(value, (leaveOneOut.length - 1) * mean(leaveOneOut).error());
  }

  /**
   * Σa/Σb of independent pairs. The error is half the way to the farther end of the interval of E.
   * C. Fieller (J. R. Stat. Soc. B 16, 1954), all ρ for which the mean of a - ρb is within two of
   * its errors of 0: infinite where b's mean is not that far from 0, since then no bound holds.
   *
   * @param a n numbers
   * @param b as many
   */
  public static Estimate ratio(double[] a, double[] b) {
    return ratio(Arrays.stream(a).sum() / Arrays.stream(b).sum(), a, b);
  }

  /**
   * The same with another value for the ratio, as the jackknife's pseudo-values have.
   *
   * @param value of all draws together
   */
  public static Estimate ratio(double value, double[] a, double[] b) {
    int n = a.length;
    if (n < 2) {
      return new Estimate(value, Double.NaN);
    }
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double ratio = meanA / meanB;
    double aa = 0; // variances and covariance of the means
    double ab = 0;
    double bb = 0;
    double[] off = new double[n];
    for (int k = 0; k < n; k++) {
      double da = a[k] - meanA;
      double db = b[k] - meanB;
      aa += da * da / (n - 1.0) / n;
      ab += da * db / (n - 1.0) / n;
      bb += db * db / (n - 1.0) / n;
      off[k] = a[k] - ratio * b[k];
    }
    double deviation = Math.sqrt(aa - 2 * ratio * ab + ratio * ratio * bb);
    if (deviation == 0) { // every pair has this ratio
      return new Estimate(value, 0);
    }
    double times = 2 * mean(off).error() / deviation;
    double t2 = times * times;
    double square = meanB * meanB - t2 * bb;
    if (!(square > 0)) {
      return new Estimate(value, Double.isNaN(square) ? Double.NaN : Double.POSITIVE_INFINITY);
    }
    double half = meanA * meanB - t2 * ab;
    double root = Math.sqrt(Math.max(0, half * half - square * (meanA * meanA - t2 * aa)));
    double farther =
        Math.max(
            Math.abs((half + root) / square - value), Math.abs((half - root) / square - value));
    return new Estimate(value, farther / 2);
  }

  /**
   * The mean over a population of which some members were drawn without replacement; exact if all
   * were. The error is that of {@link #mean} times √(1 - n/N).
   *
   * @param draws the members drawn, n numbers
   * @param population N
   */
  public static Estimate meanOfSome(double[] draws, long population) {
    int n = draws.length;
    double mean = 0;
    for (double draw : draws) {
      mean += draw / n;
    }
    if (n < 2 || n == population) {
      return new Estimate(mean, Double.NaN);
    }
    double squares = 0;
    double cubes = 0;
    for (double draw : draws) {
      double off = draw - mean;
      squares += off * off;
      cubes += off * off * off;
    }
    double skewness = squares > 0 ? cubes / n / Math.pow(squares / n, 1.5) : 0;
    double left = 1 - (double) n / population;
    double deviation = Math.sqrt(left * squares / (n - 1) / n);
    return new Estimate(mean, deviation * widening(n) * (1 + Math.abs(skewness) / Math.sqrt(n)));
  }

  /** t/2. */
  private static double widening(int n) {
    return new TDistribution(n - 1.0).inverseCumulativeProbability(BELOW_TWO) / 2;
  }
}
