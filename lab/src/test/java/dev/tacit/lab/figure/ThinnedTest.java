package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThinnedTest {
  @Test
  void aStraightLineIsItsEndsAndACornerStays() {
    double[] x = {0, 1, 2, 3, 4, 5};
    assertEquals(List.of(0, 5), Thinned.of(x, new double[] {0, 2, 4, 6, 8, 10}, 0.3));
    assertEquals(List.of(0, 2, 5), Thinned.of(x, new double[] {0, 0, 0, 3, 6, 9}, 0.3));
    assertEquals(List.of(0, 1, 2, 3, 5), Thinned.of(x, new double[] {0, 0, 1, 0, 0, 0}, 0.3));
  }

  @Test
  void fewPointsStay() {
    assertEquals(List.of(), Thinned.of(new double[0], new double[0], 1));
    assertEquals(List.of(0), Thinned.of(new double[] {1}, new double[] {1}, 1));
    assertEquals(List.of(0, 1), Thinned.of(new double[] {1, 2}, new double[] {1, 1}, 1));
  }

  /** At each of the old places the new line is within the tolerance, so no eye tells them apart. */
  @Test
  void nothingMovesByMoreThanTheTolerance() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[400];
    double[] y = new double[400];
    for (int i = 1; i < x.length; i++) {
      x[i] = i;
      y[i] = y[i - 1] + random.nextGaussian();
    }
    List<Integer> kept = Thinned.of(x, y, 0.5);
    assertTrue(kept.size() < 350, kept.size() + " of 400");
    for (int k = 1; k < kept.size(); k++) {
      int from = kept.get(k - 1);
      int to = kept.get(k);
      double slope = (y[to] - y[from]) / (x[to] - x[from]);
      for (int i = from; i <= to; i++) {
        double above = y[i] - y[from] - slope * (x[i] - x[from]);
        assertTrue(Math.abs(above) / Math.hypot(1, slope) <= 0.5 + 1e-12, "place " + i);
      }
    }
  }
}
