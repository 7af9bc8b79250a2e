package dev.tacit.lab.figure;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;

/** The name of the vertical axis beside it, turned, in as many lines as it takes. */
final class SideName {
  private static final double LINE = 1.25; // of the font's size
  private static final int GAP = 5;

  private final Style style;
  private final List<String> lines;

  /**
   * @param text the name
   * @param measure to measure text with
   * @param room the length of a line; a quantity in parentheses that does not fit begins one
   */
  SideName(Style style, String text, Graphics2D measure, int room) {
    this.style = style;
    FontMetrics metrics = measure.getFontMetrics(style.body());
    int quantity = quantity(text);
    lines = new ArrayList<>();
    if (metrics.stringWidth(text) <= room || quantity < 0) {
      lines.addAll(Look.wrap(text, metrics, room));
    } else { // what it is, and below it the formula or the unit
      lines.addAll(Look.wrap(text.substring(0, quantity), metrics, room));
      lines.addAll(Look.wrap(text.substring(quantity + 1), metrics, room));
    }
  }

  /** Where the parentheses that a name ends with are opened, with the space before; -1 for none. */
  static int quantity(String text) {
    int open = 0;
    for (int i = text.length() - 1; text.endsWith(")") && i > 0; i--) {
      open += text.charAt(i) == ')' ? 1 : text.charAt(i) == '(' ? -1 : 0;
      if (open == 0) {
        return text.charAt(i - 1) == ' ' ? i - 1 : -1;
      }
    }
    return -1;
  }

  /** What it takes of the figure's width. */
  double width() {
    return lines.size() * LINE * style.body().getSize2D() + GAP;
  }

  /**
   * Draws it.
   *
   * @param left where it begins
   * @param middle between its ends, from the top
   */
  void draw(Graphics2D g2, Graphics2D measure, double left, double middle) {
    AffineTransform upright = g2.getTransform();
    g2.setFont(style.body());
    g2.setColor(style.ink());
    g2.translate(left, middle);
    g2.rotate(-Math.PI / 2);
    double base = 0.95 * style.body().getSize2D();
    for (String line : lines) {
      int width = measure.getFontMetrics(style.body()).stringWidth(line);
      g2.drawString(line, (float) (-width / 2.0), (float) base);
      base += LINE * style.body().getSize2D();
    }
    g2.setTransform(upright);
  }
}
