package dev.tacit.lab.statistics;

/**
 * What runs say about a claim.
 *
 * <p>A claim of order is supported, or refuted, where the adjusted p of the sign-flip test is at
 * most 5 % and the paired 95 % interval lies wholly on the claimed side of no effect, or on the
 * other. A claim of sameness finds equivalence where the adjusted p of the two one-sided tests is
 * at most 5 %; it is refuted where the mean lies beyond the margin, the adjusted p of the sign-flip
 * test against the margin is at most 5 %, and the 95 % interval lies wholly beyond it. Everything
 * else is open, and so is everything of fewer than ten seeds.
 */
public enum Verdict {
  /** The runs agree with a claim of order. */
  SUPPORTED,
  /** The runs say the opposite. */
  REFUTED,
  /** The two are the same within the margin. */
  EQUIVALENT,
  /** The runs do not decide. */
  OPEN,
  /** The metric has run to its numerical floor on one side: its size there is rounding. */
  DEGENERATE;

  /** The share of wrong verdicts that is allowed. */
  public static final double LEVEL = 0.05;

  /** Fewer pairs have no verdict. */
  public static final int SEEDS = 10;

  /**
   * The verdict on "first is less than second".
   *
   * @param adjusted the sign-flip test's p, corrected for the number of claims
   */
  public static Verdict ofOrder(PairedComparison comparison, double adjusted) {
    Interval interval = comparison.interval();
    double none = comparison.effect().none();
    if (!decides(interval.n(), adjusted)) {
      return OPEN;
    }
    return interval.high() < none ? SUPPORTED : interval.low() > none ? REFUTED : OPEN;
  }

  /**
   * The verdict on "first is the same as second".
   *
   * @param adjusted the p of the equivalence's own test, corrected for the number of claims
   */
  public static Verdict ofSameness(
      PairedComparison comparison, Equivalence equivalence, double adjusted) {
    Interval interval = comparison.interval();
    if (!decides(interval.n(), adjusted)) {
      return OPEN;
    }
    if (equivalence.beyond() == null) {
      return EQUIVALENT;
    }
    boolean ratio = comparison.effect() == PairedComparison.Effect.RATIO;
    double high = ratio ? Math.exp(equivalence.margin()) : equivalence.margin();
    double low = ratio ? 1 / high : -high;
    return interval.low() > high || interval.high() < low ? REFUTED : OPEN;
  }

  private static boolean decides(int n, double adjusted) {
    return n >= SEEDS && adjusted <= LEVEL;
  }
}
