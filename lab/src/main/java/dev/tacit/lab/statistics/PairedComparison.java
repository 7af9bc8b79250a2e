package dev.tacit.lab.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Two sides compared seed by seed: both start from the same weights and meet the same batches, so
 * the pairs share what a seed decides.
 *
 * @param effect whether {@code interval} is of the ratio or of the difference
 * @param interval the effect, of a ratio geometric, with Student's paired 95 % interval; its n is
 *     the number of pairs
 * @param first the first side alone
 * @param second the second side alone
 * @param less in how many pairs the first side is less
 * @param more in how many it is more
 * @param test of no effect, the one that decides
 * @param t two-sided p of Student's paired test of no effect; NaN for one pair
 * @param size Cohen's d_z with Hedges' correction; NaN where there is none
 */
public record PairedComparison(
    Effect effect,
    Interval interval,
    Interval first,
    Interval second,
    int less,
    int more,
    ShiftTest test,
    double t,
    double size) {

  /** How two sides are set against each other. */
  public enum Effect {
    /** first - second; no effect is 0. */
    DIFFERENCE(0),
    /**
     * first / second, in logarithms: what spans decades is not normal, its logarithm more nearly;
     * no effect is 1.
     */
    RATIO(1);

    private final double none;

    Effect(double none) {
      this.none = none;
    }

    /** The value that means "no effect". */
    public double none() {
      return none;
    }

    /** The ratio where all values are positive, else the difference. */
    public static Effect suiting(double[] first, double[] second) {
      boolean positive =
          Arrays.stream(first).allMatch(v -> v > 0) && Arrays.stream(second).allMatch(v -> v > 0);
      return positive ? RATIO : DIFFERENCE;
    }

    /**
     * One number a pair that has no effect at 0: the difference, or the logarithm of the ratio.
     *
     * @throws IllegalArgumentException unless there are as many values on both sides, or for a
     *     ratio of what is not positive
     */
    double[] of(double[] first, double[] second) {
      int n = first.length;
      if (!(n > 0 && n == second.length)) {
        throw new IllegalArgumentException(
            "pairs need as many values on both sides, found " + n + " and " + second.length);
      }
      if (!(this == DIFFERENCE || suiting(first, second) == RATIO)) {
        throw new IllegalArgumentException("a ratio needs positive values on both sides");
      }
      return IntStream.range(0, n)
          .mapToDouble(i -> this == RATIO ? Math.log(first[i] / second[i]) : first[i] - second[i])
          .toArray();
    }
  }

  /**
   * Compares two sides by the effect that suits them; as {@link #of(Effect, double[], double[])}.
   */
  public static PairedComparison of(double[] first, double[] second) {
    return of(Effect.suiting(first, second), first, second);
  }

  /**
   * Compares two sides.
   *
   * @param first finite values, one a seed
   * @param second finite values of the same seeds in the same order
   */
  public static PairedComparison of(Effect effect, double[] first, double[] second) {
    return of(effect, Crossing.NONE, first, second);
  }

  /**
   * The same of pairs whose seeds may be crossed.
   *
   * @param crossing of the pairs
   */
  public static PairedComparison of(
      Effect effect, Crossing crossing, double[] first, double[] second) {
    double[] differences = effect.of(first, second);
    Interval interval = Interval.of(crossing, differences);
    return new PairedComparison(
        effect,
        effect == Effect.RATIO ? interval.exponential() : interval,
        Interval.of(crossing, first),
        Interval.of(crossing, second),
        (int) Arrays.stream(differences).filter(d -> d < 0).count(),
        (int) Arrays.stream(differences).filter(d -> d > 0).count(),
        ShiftTest.of(crossing, differences),
        Interval.student(interval.mean(), crossing.spread(differences)),
        EffectSize.hedges(differences));
  }
}
