package dev.tacit.lab.landscape;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The landscape at equally spaced points of a curve.
 *
 * @param t in [0, 1], ends included
 * @param heights at each
 */
public record Profile(List<Double> t, List<Height> heights) {

  /**
   * The highest rise over the straight line between the ends' heights, max_t [C(t) - (1-t) C(0) - t
   * C(1)], among the points taken: 0 on a convex stretch. R. Entezari, H. Sedghi, O. Saukh, B.
   * Neyshabur, ICLR 2022, arXiv:2110.06296.
   *
   * @param height of the barrier, at least 0
   * @param at t of its top
   */
  public record Barrier(double height, double at) {}

  /** Copies the lists. */
  public Profile {
    t = List.copyOf(t);
    heights = List.copyOf(heights);
  }

  /**
   * Follows a curve.
   *
   * @param points at least 2
   * @param like any parameter vector, for shape and placement
   */
  public static Profile along(Curve curve, Surface surface, int points, Tensor like) {
    if (!(points >= 2)) {
      throw new IllegalArgumentException("a profile needs at least 2 points, found " + points);
    }
    List<Double> t = new ArrayList<>();
    List<Height> heights = new ArrayList<>();
    try (NoGradGuard guard = new NoGradGuard();
        Tensor w = torch.empty_like(like)) {
      for (int i = 0; i < points; i++) {
        double at = (double) i / (points - 1);
        curve.at(at, w);
        t.add(at);
        heights.add(surface.at(w));
      }
    }
    return new Profile(t, heights);
  }

  /** The barrier of one quantity; NaN if the quantity is somewhere. */
  public Barrier barrier(Quantity quantity) {
    double first = quantity.of(heights.get(0));
    double last = quantity.of(heights.get(heights.size() - 1));
    Barrier highest = new Barrier(0, 0);
    for (int i = 0; i < t.size(); i++) {
      double rise = quantity.of(heights.get(i)) - (1 - t.get(i)) * first - t.get(i) * last;
      if (Double.isNaN(rise)) {
        return new Barrier(Double.NaN, t.get(i));
      }
      if (rise > highest.height()) {
        highest = new Barrier(rise, t.get(i));
      }
    }
    return highest;
  }

  /** One quantity at every point. */
  public double[] values(Quantity quantity) {
    return heights.stream().mapToDouble(quantity::of).toArray();
  }
}
