package dev.tacit.lab.statistics;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Two one-sided tests of "the mean lies within ±δ" (Schuirmann, Journal of Pharmacokinetics and
 * Biopharmaceutics 15, 1987): t = (d̄ ± δ)/(s/√n) with n - 1 degrees of freedom. Both must reject,
 * so p is the larger of the two; p ≤ 5 % just where the 90 % interval lies within ±δ.
 *
 * @param margin δ
 * @param p of the two tests together
 * @param interval the mean with its 90 % interval
 */
public record Equivalence(double margin, double p, Interval interval) {
  private static final double LEVEL = 0.9;

  /**
   * Tests differences against a margin.
   *
   * @param margin positive
   * @param differences at least one; of one alone nothing can be said, and p is NaN
   */
  public static Equivalence of(double margin, double... differences) {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a margin is positive and finite, found " + margin);
    }
    Interval interval = Interval.at(LEVEL, differences);
    int n = interval.n();
    if (n == 1) {
      return new Equivalence(margin, Double.NaN, interval);
    }
    double mean = interval.mean();
    double error = Interval.standardError(differences);
    double gap = margin - Math.abs(mean); // to the nearer end; the farther's p is the smaller
    if (Interval.isNone(error, mean)) {
      return new Equivalence(margin, gap > 0 ? 0 : 1, interval);
    }
    double p = new TDistribution(n - 1).cumulativeProbability(-gap / error);
    return new Equivalence(margin, p, interval);
  }
}
