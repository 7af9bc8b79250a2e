package dev.tacit.tensor;

/**
 * A number estimated from a sample, with its standard error.
 *
 * @param value the estimate
 * @param error its standard error; NaN where the value is exact
 */
public record Estimate(double value, double error) {

  /**
   * The mean of independent draws; its error is s/√n with s² the unbiased sample variance, NaN for
   * one draw.
   */
  public static Estimate mean(double[] draws) {
    return meanOfSome(draws, Long.MAX_VALUE);
  }

  /**
   * A number of n independent draws that is no mean, with the jackknife's error √((n-1)/n Σ_i (θ_i
   * - θ̄)²).
   *
   * @param value of all draws
   * @param leaveOneOut θ_i, the same number without the i-th draw
   */
  public static Estimate jackknife(double value, double... leaveOneOut) {
    return new Estimate(value, (leaveOneOut.length - 1) * mean(leaveOneOut).error());
  }

  /**
   * The mean over a population of which some members were drawn without replacement; exact if all
   * were. The error is √(1 - n/N) s/√n.
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
    double squares = 0;
    for (double draw : draws) {
      squares += (draw - mean) * (draw - mean);
    }
    double left = 1 - (double) n / population;
    double error = Math.sqrt(left * squares / (n - 1) / n);
    return new Estimate(mean, n < 2 || n == population ? Double.NaN : error);
  }
}
