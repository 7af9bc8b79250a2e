package dev.tacit.tensor;

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
