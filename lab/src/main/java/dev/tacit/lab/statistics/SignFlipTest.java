package dev.tacit.lab.statistics;

import java.util.Arrays;

/**
 * The sign-flip permutation test of paired differences dᵢ (Fisher, 1935): were the two sides alike,
 * each difference would as soon have had the other sign. p is the share of all 2ⁿ assignments of
 * signs whose |Σ ±dᵢ| is at least the |Σ dᵢ| that was found, both sides counted.
 *
 * <p>Up to n = 40 every assignment counts: the sums of each half of the differences are sorted, and
 * pairs of them counted in one walk over both (Horowitz and Sahni, 1974), 2^(n/2) steps instead of
 * 2ⁿ. Beyond, p is (b + 1)/(B + 1) over B = 99,999 random assignments from a fixed seed (Phipson
 * and Smyth, 2010).
 *
 * <p>Sums that differ by less than 10⁻¹⁰ Σ|dᵢ| count as equal: shares such as test errors tie
 * often, and their differences carry the rounding of what was subtracted.
 *
 * @param p two-sided, never 0
 * @param n how many differences
 * @param draws how many assignments were drawn at random; 0 where all were counted
 */
public record SignFlipTest(double p, int n, int draws) {
  /** Up to so many differences every assignment counts. */
  public static final int MOST_EXACT = 40;

  private static final int DRAWS = 99_999;
  private static final long SEED = 20_261_125;
  private static final double TIE = 1e-10;

  /**
   * Tests differences.
   *
   * @param differences finite, at least one
   */
  public static SignFlipTest of(double... differences) {
    int n = differences.length;
    if (!(n > 0 && Arrays.stream(differences).allMatch(Double::isFinite))) {
      throw new IllegalArgumentException("a sign-flip test needs finite differences");
    }
    double[] sizes = Arrays.stream(differences).map(Math::abs).toArray();
    double scale = Arrays.stream(sizes).max().orElseThrow();
    if (scale == 0) {
      return new SignFlipTest(1, n, 0);
    }
    double found = 0;
    double all = 0;
    for (int i = 0; i < n; i++) {
      found += differences[i] / scale;
      sizes[i] /= scale;
      all += sizes[i];
    }
    double least = Math.abs(found) - TIE * all;
    if (n > MOST_EXACT) {
      return new SignFlipTest(drawn(sizes, least), n, DRAWS);
    }
    double[] some = sums(Arrays.copyOf(sizes, n / 2));
    double[] others = sums(Arrays.copyOfRange(sizes, n / 2, n));
    // The sums lie symmetrically about 0.
    double share = 2 * (double) atLeast(some, others, least) / Math.scalb(1.0, n);
    return new SignFlipTest(least > 0 ? share : 1, n, 0);
  }

  /** The least p that n differences can have: 2/2ⁿ. */
  public static double least(int n) {
    return n > MOST_EXACT ? 1.0 / (DRAWS + 1) : Math.scalb(1.0, 1 - n);
  }

  /** Whether all assignments of signs were counted. */
  public boolean isExact() {
    return draws == 0;
  }

  /** All 2ᵏ sums ±a₁ ± … ± aₖ of positive numbers, in increasing order. */
  private static double[] sums(double[] a) {
    double[] sums = {0};
    for (double each : a) {
      double[] both = new double[2 * sums.length];
      int less = 0;
      int more = 0;
      for (int i = 0; i < both.length; i++) {
        boolean takeLess =
            less < sums.length && (more == sums.length || sums[less] - each <= sums[more] + each);
        both[i] = takeLess ? sums[less++] - each : sums[more++] + each;
      }
      sums = both;
    }
    return sums;
  }

  /** How many pairs x + y are at least a number; both lists increase. */
  private static long atLeast(double[] x, double[] y, double least) {
    long count = 0;
    int from = y.length;
    for (double each : x) {
      while (from > 0 && each + y[from - 1] >= least) {
        from--;
      }
      count += y.length - from;
    }
    return count;
  }

  private static double drawn(double[] sizes, double least) {
    SplitMix random = new SplitMix(SEED);
    int beyond = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      long signs = 0;
      for (int i = 0; i < sizes.length; i++) {
        if (i % Long.SIZE == 0) {
          signs = random.next();
        }
        sum += (signs & 1) == 0 ? sizes[i] : -sizes[i];
        signs >>>= 1;
      }
      if (Math.abs(sum) >= least) {
        beyond++;
      }
    }
    return (beyond + 1.0) / (DRAWS + 1);
  }
}
