package dev.tacit.lab.statistics;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Holm's step-down correction for judging several hypotheses at once (Scandinavian Journal of
 * Statistics 6, 1979): with p in increasing order, the adjusted p₍ᵢ₎ is the largest of min(1, (m -
 * j + 1) p₍ⱼ₎) over j ≤ i. Rejecting what is at most α keeps the probability of any false rejection
 * at α, whatever the tests have to do with one another.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusts p-values, in their order.
   *
   * @param p each in [0, 1]; NaN for what was not tested, which stays NaN and does not count
   */
  public static double[] adjusted(double... p) {
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> p[i])); // NaN last
    int left = (int) Arrays.stream(p).filter(each -> !Double.isNaN(each)).count();
    double largest = 0;
    for (int i : order) {
      if (Double.isNaN(p[i])) {
        break;
      }
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw new IllegalArgumentException("a p-value is from 0 to 1, found " + p[i]);
      }
      largest = Math.max(largest, Math.min(1, left * p[i]));
      adjusted[i] = largest;
      left--;
    }
    return adjusted;
  }
}
