package dev.tacit.lab.statistics;

import java.util.stream.IntStream;

/**
 * Two sides compared seed by seed: both start from the same weights and meet the same batches, so
 * the pairs share what a seed decides.
 *
 * <p>Where all values are positive the effect is the ratio first/second: its geometric mean, with
 * Student's 95 % interval of the mean log-ratio (one that spans decades is not normal, its
 * logarithm more nearly). Otherwise it is the difference first - second, with the interval of its
 * mean.
 *
 * @param effect whether {@code interval} is of the ratio or of the difference
 * @param interval the effect; its n is the number of pairs
 * @param first the first side alone
 * @param second the second side alone
 */
public record PairedComparison(Effect effect, Interval interval, Interval first, Interval second) {

  /** How two sides are set against each other. */
  public enum Effect {
    /** first - second; no effect is 0. */
    DIFFERENCE(0),
    /** first / second; no effect is 1. */
    RATIO(1);

    private final double none;

    Effect(double none) {
      this.none = none;
    }

    /** The value that means "no effect". */
    public double none() {
      return none;
    }
  }

  /**
   * Compares two sides.
   *
   * @param first finite values, one a seed
   * @param second finite values of the same seeds in the same order
   */
  public static PairedComparison of(double[] first, double[] second) {
    int n = first.length;
    if (!(n > 0 && n == second.length)) {
      throw new IllegalArgumentException(
          "pairs need as many values on both sides, found " + n + " and " + second.length);
    }
    boolean positive = IntStream.range(0, n).allMatch(i -> first[i] > 0 && second[i] > 0);
    double[] effects = new double[n];
    for (int i = 0; i < n; i++) {
      effects[i] = positive ? first[i] / second[i] : first[i] - second[i];
    }
    Interval interval = positive ? Interval.geometric(effects) : Interval.of(effects);
    return new PairedComparison(
        positive ? Effect.RATIO : Effect.DIFFERENCE,
        interval,
        Interval.of(first),
        Interval.of(second));
  }
}
