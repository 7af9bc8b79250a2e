package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Line;
import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** What is drawn over the lines of a panel: intervals of points, crosses, stars and notes. */
final class Overlay {
  private final Style style;
  private final Diagram.Panel panel;
  private final XYPlot plot;
  private final Frame frame;
  private final Rectangle2D data;

  /**
   * @param style of the figure
   * @param plot that was drawn
   * @param data where it was
   */
  Overlay(Style style, Diagram.Panel panel, XYPlot plot, Frame frame, Rectangle2D data) {
    this.style = style;
    this.panel = panel;
    this.plot = plot;
    this.frame = frame;
    this.data = data;
  }

  /**
   * Draws it.
   *
   * @param measure to measure text with
   */
  void draw(Graphics2D g2, Graphics2D measure) {
    for (Line line : panel.lines()) {
      if (line.bars()) {
        bars(g2, line);
      }
      if (line.crossed()) {
        double y = frame.y().place(line.last().y()); // at the border if it left
        y = Math.max(frame.yLow(), Math.min(frame.yHigh(), y));
        Legend.cross(g2, across(line.last().x()), upAt(y), line.color());
      }
    }
    for (Diagram.Star star : panel.stars()) {
      Legend.star(g2, across(star.x()), up(star.y()), star.color(), style.star());
    }
    notes(g2, measure.getFontMetrics(style.note()));
  }

  /** The intervals of points both ways. */
  private void bars(Graphics2D g2, Line line) {
    Shape clip = g2.getClip();
    g2.clip(data);
    g2.setColor(Look.faint(line.color(), 0.6));
    g2.setStroke(new BasicStroke(style.hairline()));
    for (Diagram.Point point : line.points()) {
      double x = across(point.x());
      double y = up(point.y());
      if (Double.isFinite(point.left()) && Double.isFinite(point.right())) {
        g2.draw(new Line2D.Double(across(point.left()), y, across(point.right()), y));
      }
      if (point.hasBand()) {
        g2.draw(new Line2D.Double(x, up(point.low()), x, up(point.high())));
      }
    }
    g2.setClip(clip);
  }

  /** Pixels of a value; one without a place lies beyond the left. */
  private double across(double x) {
    double place = frame.x().place(x);
    double beyond = frame.xLow() - (frame.xHigh() - frame.xLow());
    return plot.getDomainAxis()
        .valueToJava2D(Double.isNaN(place) ? beyond : place, data, RectangleEdge.BOTTOM);
  }

  /** Pixels of a value; one without a place lies beyond the bottom. */
  private double up(double y) {
    double place = frame.y().place(y);
    return upAt(Double.isNaN(place) ? frame.yLow() - (frame.yHigh() - frame.yLow()) : place);
  }

  private double upAt(double place) {
    return plot.getRangeAxis().valueToJava2D(place, data, RectangleEdge.LEFT);
  }

  /** Words beside their points; those that would lie over others or over points are left out. */
  private void notes(Graphics2D g2, FontMetrics metrics) {
    List<Rectangle2D> taken = new ArrayList<>();
    for (Diagram.Note note : panel.notes()) {
      taken.add(new Rectangle2D.Double(across(note.x()) - 5, up(note.y()) - 5, 10, 10));
    }
    g2.setFont(style.note());
    g2.setColor(Look.MUTED);
    for (Diagram.Note note : panel.notes()) {
      double width = metrics.stringWidth(note.text());
      for (double[] side : new double[][] {{7, -4}, {7, 13}, {-7 - width, -4}, {-7 - width, 13}}) {
        double left = across(note.x()) + side[0];
        double base = up(note.y()) + side[1];
        Rectangle2D box = new Rectangle2D.Double(left - 1, base - 10, width + 2, 13);
        if (data.contains(box) && taken.stream().noneMatch(box::intersects)) {
          g2.drawString(note.text(), (float) left, (float) base);
          taken.add(box);
          break;
        }
      }
    }
  }
}
