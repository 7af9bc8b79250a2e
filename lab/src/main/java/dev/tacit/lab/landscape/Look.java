package dev.tacit.lab.landscape;

import dev.tacit.lab.figure.SvgGraphics;
import dev.tacit.lab.store.WholeFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/** What the figures of this package have in common, as the report's: white, quiet, readable. */
final class Look {
  static final Color TEXT = new Color(0x222222);
  static final Color MUTED = new Color(0x555555);
  static final Color GRID = new Color(0xE2E2E2);
  static final Color AXIS = new Color(0x8A8A8A);

  /** Okabe and Ito's blue, for the training set. */
  static final Color TRAIN = new Color(0x0072B2);

  /** Okabe and Ito's vermilion, for the test set. */
  static final Color TEST = new Color(0xD55E00);

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 17);
  static final Font BODY = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final int MARGIN = 14;
  private static final int TITLE_LINE = 23;
  private static final int BODY_LINE = 20;

  private Look() {}

  /** Writes {@code base.png} at twice the size and {@code base.svg}. */
  static void write(Path base, int width, int height, Consumer<Graphics2D> painter)
      throws IOException {
    BufferedImage image = new BufferedImage(2 * width, 2 * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g2 = image.createGraphics();
    g2.scale(2, 2);
    paint(g2, width, height, painter);
    g2.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    WholeFile.write(sibling(base, ".png"), bytes.toByteArray());

    SvgGraphics svg = new SvgGraphics("tacit", width, height);
    paint(svg, width, height, painter);
    WholeFile.write(sibling(base, ".svg"), svg.document());
  }

  static Path sibling(Path base, String ending) {
    return base.resolveSibling(base.getFileName() + ending);
  }

  private static void paint(Graphics2D g2, int width, int height, Consumer<Graphics2D> painter) {
    g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g2.setColor(Color.WHITE);
    g2.fillRect(0, 0, width, height);
    painter.accept(g2);
  }

  /** Draws a title and what stands below it; returns where the next thing may begin. */
  static double heading(Graphics2D g2, String title, String below, int width) {
    double y = text(g2, title, TITLE, TEXT, MARGIN, TITLE_LINE, width);
    return text(g2, below, BODY, MUTED, y, BODY_LINE, width);
  }

  private static double text(
      Graphics2D g2, String text, Font font, Color color, double top, int line, int width) {
    g2.setFont(font);
    g2.setColor(color);
    double y = top;
    for (String part : wrap(text, g2.getFontMetrics(font), width - 2 * MARGIN)) {
      g2.drawString(part, MARGIN, (float) (y + line * 0.72));
      y += line;
    }
    return y;
  }

  private static List<String> wrap(String text, FontMetrics metrics, int room) {
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
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  /** An axis without decoration. */
  static <T extends NumberAxis> T axis(T axis, String label) {
    axis.setLabel(label);
    axis.setLabelFont(BODY);
    axis.setLabelPaint(MUTED);
    axis.setTickLabelFont(TICK);
    axis.setTickLabelPaint(TEXT);
    axis.setAxisLinePaint(AXIS);
    axis.setTickMarkPaint(AXIS);
    axis.setTickLabelInsets(new RectangleInsets(5, 5, 5, 6));
    axis.setAutoRangeIncludesZero(false);
    return axis;
  }

  /** A chart of a plot and nothing else. */
  static JFreeChart chart(XYPlot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(8, 0, 0, 14)); // room for half a label at the ends
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    chart
        .getRenderingHints()
        .put(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return chart;
  }
}
