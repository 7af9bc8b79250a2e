package dev.tacit.lab.figure;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The shape of a mark on a point; those of about one radius look about equally large. */
public enum Marker {
  /** On every line alike, which a legend need not show. */
  DOT,
  /** The first of several lines' own. */
  CIRCLE,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  TRIANGLE_DOWN,
  BAR;

  /** The shape around (0, 0), filled. */
  Shape shape(double r) {
    return switch (this) {
      case DOT, CIRCLE -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
      case SQUARE -> new Rectangle2D.Double(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r);
      case TRIANGLE -> polygon(0, -1.3 * r, 1.2 * r, 0.9 * r, -1.2 * r, 0.9 * r);
      case DIAMOND -> polygon(0, -1.4 * r, 1.4 * r, 0, 0, 1.4 * r, -1.4 * r, 0);
      case TRIANGLE_DOWN -> polygon(0, 1.3 * r, 1.2 * r, -0.9 * r, -1.2 * r, -0.9 * r);
      case BAR -> new Rectangle2D.Double(-0.45 * r, -1.5 * r, 0.9 * r, 3 * r);
    };
  }

  private static Shape polygon(double... places) {
    Path2D path = new Path2D.Double();
    path.moveTo(places[0], places[1]);
    for (int i = 2; i < places.length; i += 2) {
      path.lineTo(places[i], places[i + 1]);
    }
    path.closePath();
    return path;
  }
}
