package dev.tacit.lab.statistics;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean over seeds with Student's two-sided 95 % interval: mean ± t(0.975, n-1) s/√n, s the
 * standard deviation with n-1 in its denominator. The seeds are taken as independent draws from a
 * normal distribution. One value has no interval, nor have values of crossed seeds of which some
 * combination is missing: low and high are then NaN.
 *
 * @param mean the mean, arithmetic unless it says otherwise
 * @param low the lower end
 * @param high the upper end
 * @param n how many values
 */
public record Interval(double mean, double low, double high, int n) {
  private static final double ROUNDING = 1e-10;
  private static final double CONFIDENCE = 0.95;
  private static final Map<Double, Double> QUANTILES = new ConcurrentHashMap<>();

  /**
   * The mean and interval of some finite values, each with a seed of its own.
   *
   * @throws IllegalArgumentException without values
   */
  public static Interval of(double... values) {
    return of(Crossing.NONE, values);
  }

  /** The same of values whose seeds may be crossed: with the standard error that these leave. */
  public static Interval of(Crossing crossing, double... values) {
    return at(CONFIDENCE, crossing, values);
  }

  /**
   * The same with another confidence than 95 %.
   *
   * @param level as in 0.9
   */
  static Interval at(double level, Crossing crossing, double... values) {
    int n = values.length;
    if (!(n > 0)) {
      throw new IllegalArgumentException("an interval needs at least one value");
    }
    double mean = Arrays.stream(values).sum() / n;
    if (n == 1 || !crossing.fits(n)) {
      return new Interval(mean, Double.NaN, Double.NaN, n);
    }
    Crossing.Spread spread = crossing.spread(values);
    double half = quantile(level, spread.degrees()) * spread.error();
    return new Interval(mean, mean - half, mean + half, n);
  }

  /** Two-sided p of Student's test that a mean is 0; NaN for one value. */
  static double student(double mean, Crossing.Spread spread) {
    if (Double.isNaN(spread.error())) {
      return Double.NaN;
    }
    if (isNone(spread.error(), mean)) {
      return mean == 0 ? 1 : 0;
    }
    return 2
        * new TDistribution(spread.degrees())
            .cumulativeProbability(-Math.abs(mean) / spread.error());
  }

  /** s/√n, s the standard deviation with n-1 in its denominator; NaN for one value. */
  static double standardError(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (n - 1) / n);
  }

  /**
   * The geometric mean of some positive values, with the interval of the mean logarithm: what is
   * normal in a quantity that spans decades is more nearly its logarithm.
   *
   * @throws IllegalArgumentException without values, or for one that is not positive
   */
  public static Interval geometric(double... values) {
    return geometric(Crossing.NONE, values);
  }

  /** The same of values whose seeds may be crossed. */
  public static Interval geometric(Crossing crossing, double... values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException(
            "a geometric mean needs positive values, found " + values[i]);
      }
      logs[i] = Math.log(values[i]);
    }
    Interval interval = of(crossing, logs).exponential();
    return values.length == 1 ? new Interval(values[0], interval.low, interval.high, 1) : interval;
  }

  /** Of a mean logarithm, the geometric mean with its interval. */
  Interval exponential() {
    return new Interval(Math.exp(mean), Math.exp(low), Math.exp(high), n);
  }

  /** Whether a scatter is no more than what the rounding of equal values leaves. */
  static boolean isNone(double standardError, double mean) {
    return standardError <= ROUNDING * Math.abs(mean);
  }

  /** t((1 + level)/2, df): the two-sided quantile of Student's t. */
  static double quantile(double level, double degrees) {
    return level == CONFIDENCE && degrees == Math.rint(degrees)
        ? QUANTILES.computeIfAbsent(degrees, df -> fresh(CONFIDENCE, df))
        : fresh(level, degrees);
  }

  /** t(0.975, df): half of a 95 % interval's width in standard errors of the mean. */
  public static double student(int degrees) {
    return quantile(CONFIDENCE, degrees);
  }

  private static double fresh(double level, double degrees) {
    return new TDistribution(degrees).inverseCumulativeProbability((1 + level) / 2);
  }

  /** Half the interval's width, or NaN for one value. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
