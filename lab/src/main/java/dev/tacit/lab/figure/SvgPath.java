package dev.tacit.lab.figure;

import java.awt.Shape;
import java.awt.geom.PathIterator;

/**
 * The {@code d} attribute of a path: coordinates in tenths of a pixel, finer than any screen shows;
 * lines relative to the last point, which is shorter; curves absolute.
 */
final class SvgPath {
  private final StringBuilder out = new StringBuilder();
  private long x;
  private long y;
  private boolean inLines;

  private SvgPath() {}

  /** The path of a shape in the figure's own coordinates. */
  static String of(Shape shape) {
    SvgPath path = new SvgPath();
    double[] c = new double[6];
    for (PathIterator step = shape.getPathIterator(null); !step.isDone(); step.next()) {
      switch (step.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> path.move(tenths(c[0]), tenths(c[1]));
        case PathIterator.SEG_LINETO -> path.line(tenths(c[0]), tenths(c[1]));
        case PathIterator.SEG_QUADTO -> path.curve('Q', c, 2);
        case PathIterator.SEG_CUBICTO -> path.curve('C', c, 3);
        default -> path.close();
      }
    }
    return path.out.toString();
  }

  private void move(long toX, long toY) {
    out.append('M').append(text(toX)).append(separated(toY));
    go(toX, toY, false);
  }

  private void line(long toX, long toY) {
    String across = text(toX - x);
    out.append(inLines ? "" : "l").append(inLines && !across.startsWith("-") ? " " : "");
    out.append(across).append(separated(toY - y));
    go(toX, toY, true);
  }

  private void curve(char command, double[] c, int points) {
    out.append(command);
    for (int i = 0; i < points; i++) {
      out.append(i > 0 ? separated(tenths(c[2 * i])) : text(tenths(c[0])));
      out.append(separated(tenths(c[2 * i + 1])));
    }
    go(tenths(c[2 * points - 2]), tenths(c[2 * points - 1]), false);
  }

  private void close() {
    out.append('z');
    inLines = false; // what follows a closed part begins with a move
  }

  private void go(long toX, long toY, boolean lines) {
    x = toX;
    y = toY;
    inLines = lines;
  }

  private static String separated(long tenths) {
    return tenths < 0 ? text(tenths) : " " + text(tenths);
  }

  /** A coordinate in tenths. */
  static long tenths(double value) {
    return Math.round(10 * value);
  }

  /** A number of tenths, as short as can be. */
  static String text(long tenths) {
    long whole = Math.abs(tenths) / 10;
    long rest = Math.abs(tenths) % 10;
    return (tenths < 0 ? "-" : "")
        + (whole == 0 && rest != 0 ? "" : Long.toString(whole))
        + (rest == 0 ? "" : "." + rest);
  }
}
