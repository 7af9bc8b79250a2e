package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A legend in rows above the data: every label, and what the other marks mean. */
final class Legend {
  private static final int GAP = 8;
  private static final BasicStroke LEVEL = Look.stroke(1.4f, 5, 4);

  /** How an entry's sample is drawn. */
  enum Mark {
    LINE,
    DOT,
    LEVEL,
    CROSS,
    STAR,
    STRETCH,
    FRAME,
    UNKNOWN
  }

  private record Entry(
      Mark mark, String text, Color color, BasicStroke stroke, boolean band, Line marked) {
    Entry(Mark mark, String text, Color color, BasicStroke stroke, boolean band) {
      this(mark, text, color, stroke, band, null);
    }
  }

  /** A mark and what it means. */
  record Meaning(Mark mark, String text) {}

  private final Style style;
  private final List<List<Entry>> rows = new ArrayList<>();

  private Legend(Style style, Graphics2D g2, double width, List<Entry> entries) {
    this.style = style;
    double used = Double.POSITIVE_INFINITY;
    for (Entry entry : entries) {
      double need =
          style.sample() + GAP + g2.getFontMetrics(style.body()).stringWidth(entry.text());
      if (used + style.apart() + need > width) {
        rows.add(new ArrayList<>());
        used = -style.apart();
      }
      rows.get(rows.size() - 1).add(entry);
      used += style.apart() + need;
    }
  }

  /**
   * A diagram's.
   *
   * @param style of the figure
   * @param g2 to measure text with
   * @param width of a row
   */
  static Legend of(Style style, Diagram diagram, Graphics2D g2, double width) {
    return new Legend(style, g2, width, entries(diagram));
  }

  /** One of marks alone. */
  static Legend of(List<Meaning> marks, Graphics2D g2, double width) {
    Color color = new Color(0x333333);
    return new Legend(
        Style.SCREEN,
        g2,
        width,
        marks.stream().map(m -> new Entry(m.mark(), m.text(), color, null, false)).toList());
  }

  private static List<Entry> entries(Diagram diagram) {
    List<Entry> entries = new ArrayList<>();
    Map<String, List<Line>> byLabel = new LinkedHashMap<>();
    List<Line> lines = diagram.panels().stream().flatMap(p -> p.lines().stream()).toList();
    lines.stream()
        .filter(line -> !line.label().isEmpty())
        .forEach(l -> byLabel.computeIfAbsent(l.label(), label -> new ArrayList<>()).add(l));
    byLabel.forEach(
        (label, same) ->
            entries.add(
                new Entry(
                    same.get(0).sample() == null ? Mark.DOT : Mark.LINE,
                    label,
                    same.get(0).color(),
                    same.get(0).sample(),
                    same.stream().anyMatch(Line::hasBand),
                    same.stream()
                        .filter(line -> line.marker() != Marker.DOT && line.dot() > 0)
                        .findFirst()
                        .orElse(null))));
    diagram.panels().stream()
        .flatMap(panel -> panel.levels().stream()) // of whatever height in each
        .map(level -> new Entry(Mark.LEVEL, level.label(), level.color(), LEVEL, false))
        .distinct()
        .forEach(entries::add);
    if (lines.stream().anyMatch(Line::crossed)) {
      entries.add(
          new Entry(Mark.CROSS, "diverged here", new Color(0x333333), new BasicStroke(2), false));
    }
    diagram.panels().stream()
        .flatMap(panel -> panel.stars().stream().map(Diagram.Star::label))
        .distinct()
        .forEach(label -> entries.add(new Entry(Mark.STAR, label, Look.MUTED, null, false)));
    diagram.panels().stream()
        .flatMap(panel -> panel.greyed().stream().map(Diagram.Stretch::label))
        .distinct()
        .forEach(label -> entries.add(new Entry(Mark.STRETCH, label, Look.GREYED, null, false)));
    return entries;
  }

  static BasicStroke levelStroke() {
    return LEVEL;
  }

  double height() {
    return rows.size() * (double) style.row();
  }

  void draw(Graphics2D g2, double left, double top) {
    g2.setFont(style.body());
    double y = top;
    for (List<Entry> row : rows) {
      double x = left;
      for (Entry entry : row) {
        sample(g2, entry, x, y + style.row() / 2.0);
        x += style.sample() + GAP;
        g2.setColor(Look.TEXT);
        g2.drawString(entry.text(), (float) x, (float) (y + style.row() / 2.0 + 5));
        x += g2.getFontMetrics(style.body()).stringWidth(entry.text()) + style.apart();
      }
      y += style.row();
    }
  }

  private void sample(Graphics2D g2, Entry entry, double x, double y) {
    if (entry.mark() == Mark.STRETCH) {
      g2.setColor(entry.color());
      g2.fill(new Rectangle2D.Double(x, y - 7, style.sample(), 14));
      return;
    }
    if (entry.mark() == Mark.FRAME || entry.mark() == Mark.UNKNOWN) {
      Rectangle2D cell = new Rectangle2D.Double(x + 3, y - 7, style.sample() - 6, 14);
      if (entry.mark() == Mark.FRAME) {
        frame(g2, cell);
      } else {
        g2.setColor(Look.UNKNOWN);
        g2.fill(cell);
      }
      return;
    }
    if (entry.mark() == Mark.CROSS) {
      cross(g2, x + style.sample() / 2.0, y, entry.color());
      return;
    }
    if (entry.mark() == Mark.DOT) {
      g2.setColor(entry.color());
      g2.fill(new Ellipse2D.Double(x + style.sample() / 2.0 - 5, y - 5, 10, 10));
      return;
    }
    if (entry.mark() == Mark.STAR) {
      star(g2, x + style.sample() / 2.0, y, entry.color(), style.star());
      return;
    }
    if (entry.band()) {
      g2.setColor(Look.pale(entry.color()));
      g2.fill(new Rectangle2D.Double(x, y - 7, style.sample(), 14));
    }
    g2.setColor(entry.color());
    g2.setStroke(entry.stroke());
    g2.draw(new Line2D.Double(x, y, x + style.sample(), y));
    if (entry.marked() != null) {
      Shape shape = entry.marked().marker().shape(entry.marked().dot());
      g2.fill(
          AffineTransform.getTranslateInstance(x + style.sample() / 2.0, y)
              .createTransformedShape(shape));
    }
  }

  /** A frame within a cell of any colour. */
  static void frame(Graphics2D g2, Rectangle2D cell) {
    g2.setStroke(new BasicStroke(5));
    g2.setColor(Color.WHITE);
    g2.draw(inset(cell, 2.5));
    g2.setStroke(new BasicStroke(2.6f));
    g2.setColor(Color.BLACK);
    g2.draw(inset(cell, 1.3));
  }

  private static Rectangle2D inset(Rectangle2D cell, double by) {
    return new Rectangle2D.Double(
        cell.getX() + by, cell.getY() + by, cell.getWidth() - 2 * by, cell.getHeight() - 2 * by);
  }

  /** A star with a white edge, so that it stands out from the line that it is on. */
  static void star(Graphics2D g2, double x, double y, Color color, double size) {
    Path2D star = new Path2D.Double();
    for (int k = 0; k < 10; k++) {
      double radius = k % 2 == 0 ? size : 3.9 / 9 * size;
      double angle = Math.PI * k / 5;
      double dx = radius * Math.sin(angle);
      double dy = -radius * Math.cos(angle);
      if (k == 0) {
        star.moveTo(x + dx, y + dy);
      } else {
        star.lineTo(x + dx, y + dy);
      }
    }
    star.closePath();
    g2.setColor(Color.WHITE);
    g2.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g2.draw(star);
    g2.setColor(color);
    g2.fill(star);
  }

  static void cross(Graphics2D g2, double x, double y, Color color) {
    g2.setColor(color);
    g2.setStroke(new BasicStroke(2.2f));
    g2.draw(new Line2D.Double(x - 5, y - 5, x + 5, y + 5));
    g2.draw(new Line2D.Double(x - 5, y + 5, x + 5, y - 5));
  }
}
