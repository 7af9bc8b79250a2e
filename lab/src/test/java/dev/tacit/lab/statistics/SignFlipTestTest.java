package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;

/** Where the answer is known: signs of equal differences are a binomial's. */
class SignFlipTestTest {

  /** k of n differences are 0.1, the others -0.1. */
  private static double[] equal(int n, int k) {
    return IntStream.range(0, n).mapToDouble(i -> i < k ? 0.1 : -0.1).toArray();
  }

  private static double binomial(int n, int k) {
    return 2 * (1 - new BinomialDistribution(n, 0.5).cumulativeProbability(k - 1));
  }

  @Test
  void theLeastPValueIsThatOfTheTheory() {
    assertEquals(0.0625, SignFlipTest.of(1, 2, 3, 4, 5).p());
    assertEquals(2.0 / 1024, SignFlipTest.of(equal(10, 10)).p());
    assertEquals(0.0625, SignFlipTest.least(5));
    assertEquals(1, SignFlipTest.least(1));
  }

  @Test
  void equalDifferencesFollowTheBinomialExactlyUpToForty() {
    for (int n : new int[] {7, 20, 31, 40}) {
      for (int k = n / 2 + 1; k <= n; k += 3) {
        SignFlipTest found = SignFlipTest.of(equal(n, k));
        assertTrue(found.isExact());
        assertEquals(binomial(n, k), found.p(), 1e-13, k + " of " + n);
      }
    }
  }

  /** Beyond forty the error is that of 99,999 draws; three of its standard deviations. */
  @Test
  void beyondFortyDrawsComeNearAndSaySo() {
    for (int k : new int[] {31, 34, 37, 40}) {
      SignFlipTest found = SignFlipTest.of(equal(60, k));
      assertFalse(found.isExact());
      assertEquals(99_999, found.draws());
      double p = binomial(60, k);
      assertEquals(p, found.p(), 3 * Math.sqrt(p * (1 - p) / found.draws()) + 1e-5, k + " of 60");
      assertEquals(found, SignFlipTest.of(equal(60, k)), "the same draws again");
    }
    assertEquals(1e-5, SignFlipTest.of(equal(60, 60)).p(), 1e-20);
    assertEquals(1e-5, SignFlipTest.least(60), 1e-20);
  }

  @Test
  void neitherOrderNorSignNorUnitMatters() {
    double[] d = {0.3, -0.2, 0.05, 0.7, -0.1, 0.4};
    double p = SignFlipTest.of(d).p();
    double[] other = IntStream.of(4, 2, 0, 5, 1, 3).mapToDouble(i -> -1e-9 * d[i]).toArray();
    assertEquals(p, SignFlipTest.of(other).p());
  }

  @Test
  void withoutAnyDifferenceThereIsNothingToSee() {
    assertEquals(1, SignFlipTest.of(0, 0, 0).p());
    assertEquals(1, SignFlipTest.of(1, -1).p());
    assertThrows(IllegalArgumentException.class, SignFlipTest::of);
    assertThrows(IllegalArgumentException.class, () -> SignFlipTest.of(1, Double.NaN));
  }
}
