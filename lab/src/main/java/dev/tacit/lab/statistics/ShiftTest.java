package dev.tacit.lab.statistics;

/**
 * The test of paired differences against no shift that decides: by flipping signs where each
 * difference is a draw of its own, by Student's t where seeds are crossed, since signs of
 * differences that share a level cannot be flipped alone.
 *
 * @param p two-sided
 * @param signFlip the permutation test; null where seeds are crossed
 * @param degrees of freedom of t; Satterthwaite's where seeds are crossed
 */
public record ShiftTest(double p, SignFlipTest signFlip, double degrees) {

  static ShiftTest of(Crossing crossing, double... differences) {
    Crossing.Spread spread = crossing.spread(differences);
    if (crossing.isNone()) {
      SignFlipTest flips = SignFlipTest.of(differences);
      return new ShiftTest(flips.p(), flips, spread.degrees());
    }
    return new ShiftTest(
        Interval.student(Interval.of(differences).mean(), spread), null, spread.degrees());
  }

  /** The least p that so many differences can have. */
  public double least(int n) {
    return signFlip == null ? 0 : SignFlipTest.least(n);
  }
}
