package dev.tacit.lab.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Two one-sided tests of "the mean lies within ±δ" (Schuirmann, Journal of Pharmacokinetics and
 * Biopharmaceutics 15, 1987): t = (d̄ ± δ)/(s/√n) with n - 1 degrees of freedom. Both must reject,
 * so p is the larger of the two; p ≤ 5 % just where the 90 % interval lies within ±δ.
 *
 * <p>Beside it, where the mean lies beyond δ, a test of the opposite: of a shift of the differences
 * less the nearer end, δ or -δ. At most one of the two hypotheses that are rejected ("beyond",
 * "within") is true, so that a claim needs no correction for having both.
 *
 * @param margin δ
 * @param p of the two tests together; NaN for one difference
 * @param interval the mean with its 90 % interval
 * @param beyond the test that the mean is no farther than δ; null where it lies within
 */
public record Equivalence(double margin, double p, Interval interval, ShiftTest beyond) {
  private static final double LEVEL = 0.9;

  /**
   * Tests differences against a margin.
   *
   * @param margin positive
   * @param differences at least one
   */
  public static Equivalence of(double margin, double... differences) {
    return of(margin, Crossing.NONE, differences);
  }

  /** The same of differences whose seeds may be crossed. */
  public static Equivalence of(double margin, Crossing crossing, double... differences) {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a margin is positive and finite, found " + margin);
    }
    Interval interval = Interval.at(LEVEL, crossing, differences);
    double mean = interval.mean();
    double gap = margin - Math.abs(mean); // to the nearer end; the farther's p is the smaller
    double end = Math.copySign(margin, mean);
    ShiftTest beyond =
        gap >= 0
            ? null
            : ShiftTest.of(crossing, Arrays.stream(differences).map(d -> d - end).toArray());
    int n = interval.n();
    if (n == 1) {
      return new Equivalence(margin, Double.NaN, interval, beyond);
    }
    Crossing.Spread spread = crossing.spread(differences);
    double p =
        Interval.isNone(spread.error(), mean)
            ? (gap > 0 ? 0 : 1)
            : new TDistribution(spread.degrees()).cumulativeProbability(-gap / spread.error());
    return new Equivalence(margin, p, interval, beyond);
  }

  /** As {@link #of(double, double...)}, of two sides. */
  public static Equivalence of(Margin margin, double[] first, double[] second) {
    return of(margin, Crossing.NONE, first, second);
  }

  /** The same of pairs whose seeds may be crossed. */
  public static Equivalence of(Margin margin, Crossing crossing, double[] first, double[] second) {
    return of(margin.bound(), crossing, margin.effect().of(first, second));
  }
}
