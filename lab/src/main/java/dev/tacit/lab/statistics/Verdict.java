package dev.tacit.lab.statistics;

/**
 * What runs say about a claim of the form "the first is less than the second".
 *
 * <p>The rule: with one seed the sign of the effect decides, and the verdict says that it rests on
 * one seed. With more, the paired 95 % interval of the effect decides: wholly on the claimed side,
 * supported; wholly on the other, refuted; else open. No correction is made for the number of
 * claims.
 */
public enum Verdict {
  /** The runs agree with the claim. */
  SUPPORTED,
  /** The runs say the opposite. */
  REFUTED,
  /** The runs do not decide. */
  OPEN;

  /** The verdict on "first is less than second". */
  public static Verdict of(PairedComparison comparison) {
    double none = comparison.effect().none();
    Interval interval = comparison.interval();
    boolean single = interval.n() == 1;
    double low = single ? interval.mean() : interval.low();
    double high = single ? interval.mean() : interval.high();
    if (high < none) {
      return SUPPORTED;
    }
    return low > none ? REFUTED : OPEN;
  }
}
