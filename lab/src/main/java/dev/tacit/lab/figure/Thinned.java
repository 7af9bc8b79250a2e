package dev.tacit.lab.figure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A line with fewer points that looks the same: those that lie closer to the straight line between
 * kept neighbours than an eye can see are left out (Ramer, 1972; Douglas and Peucker, 1973).
 */
final class Thinned {
  private final double[] x;
  private final double[] y;
  private final double tolerance;
  private final BitSet kept = new BitSet();

  private Thinned(double[] x, double[] y, double tolerance) {
    this.x = x;
    this.y = y;
    this.tolerance = tolerance;
  }

  /**
   * The points that are kept, in their order; always the ends.
   *
   * @param x in pixels, finite
   * @param y in pixels, finite
   * @param tolerance in pixels
   */
  static List<Integer> of(double[] x, double[] y, double tolerance) {
    Thinned thinned = new Thinned(x, y, tolerance);
    if (x.length > 0) {
      thinned.kept.set(0);
      thinned.kept.set(x.length - 1);
      thinned.between(0, x.length - 1);
    }
    return new ArrayList<>(thinned.kept.stream().boxed().toList());
  }

  /** Keeps the point farthest from a straight line while it is too far, and so on at its sides. */
  private void between(int first, int last) {
    int from = first;
    while (last - from > 1) { // recursion for the left side alone
      int farthest = farthest(from, last);
      if (farthest < 0) {
        return;
      }
      kept.set(farthest);
      between(from, farthest);
      from = farthest;
    }
  }

  private int farthest(int from, int to) {
    double dx = x[to] - x[from];
    double dy = y[to] - y[from];
    double length = Math.hypot(dx, dy);
    double most = tolerance;
    int farthest = -1;
    for (int i = from + 1; i < to; i++) {
      double ex = x[i] - x[from];
      double ey = y[i] - y[from];
      double distance = length > 0 ? Math.abs(ex * dy - ey * dx) / length : Math.hypot(ex, ey);
      if (distance > most) {
        most = distance;
        farthest = i;
      }
    }
    return farthest;
  }
}
