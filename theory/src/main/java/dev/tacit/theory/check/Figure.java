package dev.tacit.theory.check;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Lines over one axis.
 *
 * @param name file name without extension; unique among all checks
 * @param title one line above the drawing
 * @param xAxis what the horizontal axis shows
 * @param yAxis what the vertical axis shows
 * @param logX whether the horizontal axis is logarithmic
 * @param logY whether the vertical axis is logarithmic
 * @param lines what is drawn
 */
public record Figure(
    String name,
    String title,
    String xAxis,
    String yAxis,
    boolean logX,
    boolean logY,
    List<Line> lines) {

  /** Copies the lines. */
  public Figure {
    lines = List.copyOf(lines);
  }

  /** One point of a line. */
  public record Point(double x, double y) {}

  /**
   * One line.
   *
   * @param label as the legend says it
   * @param points in order; those that are not positive do not show on a logarithmic axis
   * @param order the slope claimed between the logarithms, drawn as a triangle; NaN for none
   * @param dashed whether it is drawn dashed, as wrong formulas are
   */
  public record Line(String label, List<Point> points, double order, boolean dashed) {

    /** Copies the points. */
    public Line {
      points = List.copyOf(points);
    }

    /** A line through (x_i, y_i). */
    public static Line of(String label, double[] x, double[] y, double order) {
      return new Line(
          label,
          IntStream.range(0, x.length).mapToObj(i -> new Point(x[i], y[i])).toList(),
          order,
          false);
    }

    /** The same line, dashed. */
    public Line asControl() {
      return new Line(label, points, order, true);
    }
  }
}
