package dev.tacit.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * What all figures have in common: white, quiet, readable, in colours that everybody tells apart.
 */
public final class Look {
  public static final Color TEXT = new Color(0x222222);
  public static final Color MUTED = new Color(0x555555);
  public static final Color AXIS = new Color(0x8A8A8A);
  static final Color GRID = new Color(0xDEDEDE);

  /** On a map, where there is no value. */
  public static final Color UNKNOWN = new Color(0xBBBBBB);

  static final Color GREYED = new Color(0, 0, 0, 18); // the grid shows through

  /** Okabe and Ito's palette, in the order in which lines take it. */
  public static final List<Color> PALETTE =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  public static final Font BODY = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  public static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Around everything, in pixels. */
  public static final int MARGIN = 14;

  private static final int TITLE_LINE = 23;
  private static final int BODY_LINE = 20;

  private Look() {}

  /** The same drawing everywhere, whatever a screen's pixels are. */
  static void prepare(Graphics2D g2) {
    g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** A title and what stands below it, broken into lines. */
  public record Heading(List<String> title, List<String> below) {

    /**
     * Breaks both where a figure ends.
     *
     * @param measure any graphics with the metrics of the one to be drawn on
     * @param width of the figure
     */
    public static Heading of(String title, String below, Graphics2D measure, int width) {
      int room = width - 2 * MARGIN;
      return new Heading(
          wrap(title, measure.getFontMetrics(TITLE), room),
          wrap(below, measure.getFontMetrics(BODY), room));
    }

    /** A text with a remark behind it, if there is one. */
    static String remarked(String text, String remark) {
      return remark.isEmpty() ? text : text + "   (" + remark + ")";
    }

    /** Its height, the margin above it not counted. */
    public int height() {
      return TITLE_LINE * title.size() + BODY_LINE * below.size();
    }

    /** Draws it; returns where the next thing may begin. */
    public double draw(Graphics2D g2) {
      double y = text(g2, title, TITLE, TEXT, MARGIN, TITLE_LINE);
      return text(g2, below, BODY, MUTED, y, BODY_LINE);
    }
  }

  private static double text(
      Graphics2D g2, List<String> lines, Font font, Color color, double top, int height) {
    g2.setFont(font);
    g2.setColor(color);
    double y = top;
    for (String line : lines) {
      g2.drawString(line, MARGIN, (float) (y + height * 0.72));
      y += height;
    }
    return y;
  }

  static List<String> wrap(String text, FontMetrics metrics, int room) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && metrics.stringWidth(longer) > room) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  /** A line of some width; dashes may be null. */
  public static BasicStroke stroke(float width, float... dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        1,
        dashes == null || dashes.length == 0 ? null : dashes,
        0);
  }

  /** A colour as a band shows it on white. */
  static Color pale(Color color) {
    return faint(color, 0.2);
  }

  /**
   * A colour nearer to white, as what stands behind a line has it.
   *
   * @param left how much of it is left, from 0 (white) to 1
   */
  public static Color faint(Color color, double left) {
    return new Color(
        (int) (255 - (255 - color.getRed()) * left),
        (int) (255 - (255 - color.getGreen()) * left),
        (int) (255 - (255 - color.getBlue()) * left));
  }

  /** A chart of a plot and nothing else. */
  public static JFreeChart chart(XYPlot plot) {
    return chart(plot, Style.SCREEN);
  }

  /** The same in some style. */
  static JFreeChart chart(XYPlot plot, Style style) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(6, 0, 0, style.right())); // room for half a label at the end
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(style.hairline()));
    plot.setRangeGridlineStroke(new BasicStroke(style.hairline()));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    // What the page and the files show must not depend on the screen's pixels.
    chart
        .getRenderingHints()
        .put(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return chart;
  }
}
