package dev.tacit.lab.landscape;

import dev.tacit.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss on a grid of a plane.
 *
 * @param xs coordinates along the first direction, rising
 * @param ys along the second
 * @param loss row by row: {@code loss.get(j).get(i)} at (xs[i], ys[j]); may be NaN or infinite far
 *     out
 */
public record LossMap(List<Double> xs, List<Double> ys, List<List<Double>> loss) {

  /** Copies the lists. */
  public LossMap {
    xs = List.copyOf(xs);
    ys = List.copyOf(ys);
    loss = loss.stream().map(List::copyOf).toList();
  }

  /**
   * One value of the objective a point.
   *
   * @param progress is told rows done and their number
   */
  public static LossMap of(
      Plane plane,
      Objective objective,
      List<Double> xs,
      List<Double> ys,
      BiConsumer<Integer, Integer> progress) {
    List<List<Double>> rows = new ArrayList<>();
    try (NoGradGuard guard = new NoGradGuard();
        Tensor w = torch.empty_like(plane.centre())) {
      for (double y : ys) {
        List<Double> row = new ArrayList<>();
        for (double x : xs) {
          plane.at(x, y, w);
          row.add(objective.value(w));
        }
        rows.add(row);
        progress.accept(rows.size(), ys.size());
      }
    }
    return new LossMap(xs, ys, rows);
  }

  /** Equally spaced numbers, both ends included. */
  static List<Double> spaced(double from, double to, int count) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(from + (to - from) * i / (count - 1));
    }
    return values;
  }
}
