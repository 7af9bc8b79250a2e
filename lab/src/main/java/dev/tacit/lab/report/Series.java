package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Variant;
import java.util.List;

/**
 * One line of a figure with its band: exactly the numbers drawn. It is the mean over an optimizer's
 * usable runs, or one run alone that did not finish.
 *
 * @param metric what it shows
 * @param optimizer whose line it is
 * @param variant the point of the grid
 * @param seeds how many runs it averages
 * @param alone what the run is, as in "seed 3, diverged", where it is one that did not finish; else
 *     empty
 * @param points of the line, from left to right
 * @param diverged whether it ends because the run diverged
 */
record Series(
    String metric,
    Optimizer optimizer,
    Variant variant,
    int seeds,
    String alone,
    List<Point> points,
    boolean diverged) {

  private static final int SPARSE = 40;

  /**
   * A point of a line.
   *
   * @param x place
   * @param mean over the runs
   * @param low the band's lower end, NaN without a band
   * @param high the band's upper end, NaN without a band
   * @param n how many runs have a value there
   */
  record Point(double x, double mean, double low, double high, int n) {
    boolean hasBand() {
      return !Double.isNaN(low);
    }
  }

  /** Whether dots show where it was measured. */
  boolean isSparse() {
    return !isAlone() && points.size() <= SPARSE;
  }

  boolean isAlone() {
    return !alone.isEmpty();
  }

  boolean hasBand() {
    return points.stream().anyMatch(Point::hasBand);
  }

  Point last() {
    return points.get(points.size() - 1);
  }

  /** The line as it is drawn, under a label. */
  Diagram.Line drawn(String label) {
    return new Diagram.Line(
        label,
        Colours.of(optimizer),
        Colours.stroke(optimizer, isAlone() ? 1.1f : 2),
        Colours.stroke(optimizer, 2.4f),
        isSparse() ? 3 : 0,
        !isAlone(),
        points.stream().map(p -> new Diagram.Point(p.x(), p.mean(), p.low(), p.high())).toList(),
        diverged);
  }
}
