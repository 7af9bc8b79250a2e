package dev.tacit.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** A bar beside a map that says what its colours mean. */
public final class ColourBar {
  private static final int WIDTH = 22;

  /**
   * A value on the bar.
   *
   * @param share of its height, from the bottom
   */
  public record Tick(double share, String label) {}

  private ColourBar() {}

  /**
   * Draws a bar as high as the map.
   *
   * @param left its left edge
   * @param data the map's place
   * @param colours from bottom to top, equally high
   * @param title above it, or empty
   */
  public static void draw(
      Graphics2D g2,
      double left,
      Rectangle2D data,
      List<Color> colours,
      List<Tick> ticks,
      String title) {
    double height = data.getHeight() / colours.size();
    for (int k = 0; k < colours.size(); k++) {
      double top = data.getMaxY() - (k + 1) * height;
      g2.setColor(colours.get(k));
      g2.fill(new Rectangle2D.Double(left, top, WIDTH, height + (k == 0 ? 0 : 0.5)));
    }
    g2.setStroke(new BasicStroke(1));
    g2.setFont(Look.TICK);
    for (Tick tick : ticks) {
      double y = data.getMaxY() - tick.share() * data.getHeight();
      g2.setColor(Look.AXIS);
      g2.draw(new Line2D.Double(left + WIDTH, y, left + WIDTH + 4.0, y));
      g2.setColor(Look.TEXT);
      g2.drawString(tick.label(), (float) left + WIDTH + 8, (float) y + 5);
    }
    g2.setColor(Look.MUTED);
    g2.setFont(Look.BODY);
    g2.drawString(title, (float) left, (float) data.getMinY() - 8);
  }
}
