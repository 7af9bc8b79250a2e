package dev.tacit.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class EstimateTest {

  /** Half of Student's t with 3 degrees at two normal deviations; SciPy: t.ppf(norm.cdf(2), 3). */
  private static final double T3 = 3.3068214 / 2;

  @Test
  void theErrorOfAMeanIsHalfOfStudentsIntervalWidenedBySkewness() {
    Estimate mean = Estimate.mean(new double[] {1, 2, 3, 6});
    assertEquals(3, mean.value(), 1e-15);
    double skewness = (-8 - 1 + 27) / 4.0 / Math.pow(14 / 4.0, 1.5);
    double expected = Math.sqrt(14.0 / 3 / 4) * T3 * (1 + skewness / 2);
    assertEquals(expected, mean.error(), 1e-6 * expected);
    assertTrue(Double.isNaN(Estimate.mean(new double[] {1}).error()));
  }

  @Test
  void withManyDrawsTheErrorIsTheStandardError() {
    double[] draws = new double[10_000];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = i % 2;
    }
    double expected = 0.5 / Math.sqrt(draws.length - 1.0);
    assertEquals(expected, Estimate.mean(draws).error(), 3e-4 * expected); // t/2 = 1 + 1/(1.6 n)
  }

  /** At either end of Fieller's interval the mean of a - ρb is two widened errors from 0. */
  @Test
  void theErrorOfARatioReachesTheFartherEndOfFiellersInterval() {
    double[] a = {2.1, 2.9, 3.4, 1.8, 2.6, 3.1};
    double[] b = {1.0, 1.9, 1.4, 0.7, 1.2, 1.6};
    Estimate ratio = Estimate.ratio(a, b);
    double value = 15.9 / 7.8;
    assertEquals(value, ratio.value(), 1e-15);
    double[] off = off(a, b, value);
    double times = 2 * Estimate.mean(off).error() / deviation(off);
    double upper = end(a, b, value, 10, times);
    double lower = end(a, b, value, 0, times);
    double farther = Math.max(upper - value, value - lower);
    assertEquals(farther / 2, ratio.error(), 1e-9);
    assertTrue(upper - value > 1.2 * (value - lower), "no symmetric interval");
  }

  /** Where |mean| = times · deviation between the ratio and a bound, by bisection. */
  private static double end(double[] a, double[] b, double from, double to, double times) {
    double in = from;
    double out = to;
    for (int n = 0; n < 100; n++) {
      double half = (in + out) / 2;
      double[] off = off(a, b, half);
      double mean = java.util.Arrays.stream(off).average().orElseThrow();
      if (Math.abs(mean) < times * deviation(off)) {
        in = half;
      } else {
        out = half;
      }
    }
    return in;
  }

  private static double[] off(double[] a, double[] b, double ratio) {
    double[] off = new double[a.length];
    java.util.Arrays.setAll(off, k -> a[k] - ratio * b[k]);
    return off;
  }

  /** Of the mean. */
  private static double deviation(double[] draws) {
    double mean = java.util.Arrays.stream(draws).average().orElseThrow();
    double squares = java.util.Arrays.stream(draws).map(d -> (d - mean) * (d - mean)).sum();
    return Math.sqrt(squares / (draws.length - 1) / draws.length);
  }

  @Test
  void aRatioOverWhatMayBeNothingHasNoBound() {
    double[] a = {1, 2, 3};
    assertEquals(Double.POSITIVE_INFINITY, Estimate.ratio(a, new double[] {1, -1, 0.5}).error());
    assertTrue(Double.isNaN(Estimate.ratio(new double[] {1}, new double[] {2}).error()));
    assertEquals(0, Estimate.ratio(new double[] {3, 3}, new double[] {1.5, 1.5}).error(), 1e-15);
  }

  /** Two errors miss the mean 5 times in 100, for normal draws and for squares of few of them. */
  @Test
  void twoErrorsMissFiveTimesInAHundred() {
    UniformRandomProvider random = new RandomStreams(1).stream("draws", 0);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    int trials = 4000;
    for (int n : new int[] {4, 8, 16, 48}) {
      for (int degrees : new int[] {0, 3, 8}) {
        int missed = 0;
        for (int trial = 0; trial < trials; trial++) {
          double[] draws = new double[n];
          for (int i = 0; i < n; i++) {
            draws[i] = degrees == 0 ? normal.sample() : 0;
            for (int d = 0; d < degrees; d++) {
              double x = normal.sample();
              draws[i] += x * x;
            }
          }
          Estimate mean = Estimate.mean(draws);
          missed += Math.abs(mean.value() - degrees) > 2 * mean.error() ? 1 : 0;
        }
        double share = (double) missed / trials;
        assertTrue(share > 0.02 && share < 0.08, n + " of " + degrees + ": " + share);
      }
    }
  }

  @Test
  void theErrorVanishesAsTheWholePopulationIsDrawn() {
    double[] draws = {1, 2, 3, 6};
    assertEquals(
        Math.sqrt(0.2) * Estimate.mean(draws).error(),
        Estimate.meanOfSome(draws, 5).error(),
        1e-15);
    assertTrue(Double.isNaN(Estimate.meanOfSome(draws, 4).error()), "exact");
  }

  @Test
  void theJackknifeOfAMeanIsTheErrorOfTheMean() {
    double[] draws = {1, 4, 2, 8};
    double[] leaveOneOut = {14 / 3.0, 11 / 3.0, 13 / 3.0, 7 / 3.0};
    Estimate found = Estimate.jackknife(15 / 4.0, leaveOneOut);
    assertEquals(15 / 4.0, found.value());
    assertEquals(Estimate.mean(draws).error(), found.error(), 1e-15);
  }
}
