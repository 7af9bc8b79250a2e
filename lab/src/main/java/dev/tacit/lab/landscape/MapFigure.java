package dev.tacit.lab.landscape;

import dev.tacit.lab.figure.Axes;
import dev.tacit.lab.figure.ColourBar;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Picture;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.figure.Viridis;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * The loss on a plane as bands of colour on a logarithmic scale, with the way of training over it.
 *
 * @param title what, in words
 * @param below how it was made
 * @param across the horizontal axis
 * @param up the vertical axis
 * @param map the loss
 * @param way of training in the plane, first to last; empty for none
 * @param epochs of its points
 */
record MapFigure(
    String title,
    String below,
    String across,
    String up,
    LossMap map,
    List<Plane.Point> way,
    List<Integer> epochs) {
  private static final int WIDTH = 760;
  private static final int PLOT = 560;
  private static final int BAR = 118;
  private static final int PIXELS = 600;
  private static final int TICKS = 7;
  private static final int MOST_NAMES = 9; // along the width

  void write(Path directory, String name, String csv) throws IOException {
    Graphics2D measure = Picture.measure();
    Look.Heading heading = Look.Heading.of(title, below, measure, WIDTH);
    measure.dispose();
    new Picture(name, WIDTH, PLOT + 110, g2 -> paint(g2, heading)).write(directory, csv);
  }

  private void paint(Graphics2D g2, Look.Heading heading) {
    double top = heading.draw(g2) + 10;
    Levels levels = Levels.of(map);
    double left = map.xs().get(0);
    double right = map.xs().get(map.xs().size() - 1);
    double bottom = map.ys().get(0);
    double upper = map.ys().get(map.ys().size() - 1);
    Scale straight = new Scale.Linear();
    NumberAxis horizontal = Axes.across(straight, left, right, TICKS, across);
    NumberAxis vertical = Axes.labelled(Axes.up(straight, bottom, upper, TICKS), up);
    XYPlot plot =
        new XYPlot(
            new DefaultXYDataset(), horizontal, vertical, new XYLineAndShapeRenderer(true, false));
    plot.getRenderer()
        .addAnnotation(
            new XYDataImageAnnotation(image(levels), left, bottom, right - left, upper - bottom),
            Layer.BACKGROUND);
    Rectangle2D area =
        new Rectangle2D.Double(Look.MARGIN, top, WIDTH - 2.0 * Look.MARGIN - BAR, PLOT + 100 - top);
    ChartRenderingInfo info = new ChartRenderingInfo(null);
    JFreeChart chart = Look.chart(plot);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    chart.draw(g2, area, info);
    Rectangle2D data = info.getPlotInfo().getDataArea();
    way(g2, plot, data);
    bar(g2, levels, data);
  }

  /** Bilinear between the grid's points in the logarithm, then cut into bands with thin edges. */
  private BufferedImage image(Levels levels) {
    BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_INT_RGB);
    int[][] bands = new int[PIXELS][PIXELS];
    for (int row = 0; row < PIXELS; row++) {
      for (int column = 0; column < PIXELS; column++) {
        double y = (1 - (row + 0.5) / PIXELS) * (map.ys().size() - 1);
        double x = (column + 0.5) / PIXELS * (map.xs().size() - 1);
        bands[row][column] = levels.band(logAt(x, y));
      }
    }
    for (int row = 0; row < PIXELS; row++) {
      for (int column = 0; column < PIXELS; column++) {
        int band = bands[row][column];
        boolean edge =
            bands[row][Math.min(column + 1, PIXELS - 1)] != band
                || bands[Math.min(row + 1, PIXELS - 1)][column] != band;
        Color color = band < 0 ? Look.UNKNOWN : color(levels, band);
        image.setRGB(column, row, (edge ? darker(color) : color).getRGB());
      }
    }
    return image;
  }

  private static Color color(Levels levels, int band) {
    return Viridis.at(levels.bands() == 1 ? 0.5 : (double) band / (levels.bands() - 1));
  }

  private static Color darker(Color color) {
    return new Color(color.getRed() * 4 / 5, color.getGreen() * 4 / 5, color.getBlue() * 4 / 5);
  }

  private double logAt(double x, double y) {
    int i = Math.min((int) x, map.xs().size() - 2);
    int j = Math.min((int) y, map.ys().size() - 2);
    double a = x - i;
    double b = y - j;
    return (1 - b) * ((1 - a) * log(i, j) + a * log(i + 1, j))
        + b * ((1 - a) * log(i, j + 1) + a * log(i + 1, j + 1));
  }

  private double log(int i, int j) {
    double value = map.loss().get(j).get(i);
    return Double.isFinite(value) ? Math.log10(Math.max(value, Double.MIN_NORMAL)) : Double.NaN;
  }

  private void way(Graphics2D g2, XYPlot plot, Rectangle2D data) {
    Shape clip = g2.getClip();
    g2.clip(data);
    Path2D line = new Path2D.Double();
    for (int k = 0; k < way.size(); k++) {
      double x = place(plot.getDomainAxis(), way.get(k).x(), data, RectangleEdge.BOTTOM);
      double y = place(plot.getRangeAxis(), way.get(k).y(), data, RectangleEdge.LEFT);
      if (k == 0) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    if (way.size() > 1) {
      g2.setColor(Color.BLACK);
      g2.setStroke(new BasicStroke(4.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g2.draw(line);
      g2.setColor(Color.WHITE);
      g2.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g2.draw(line);
    }
    double apart = data.getWidth() / MOST_NAMES;
    double namedX = Double.NEGATIVE_INFINITY;
    double namedY = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < way.size(); k++) {
      double x = place(plot.getDomainAxis(), way.get(k).x(), data, RectangleEdge.BOTTOM);
      double y = place(plot.getRangeAxis(), way.get(k).y(), data, RectangleEdge.LEFT);
      dot(g2, x, y, 2.6);
      if (Math.hypot(x - namedX, y - namedY) > apart) {
        name(g2, Integer.toString(epochs.get(k)), x, y, normal(k));
        namedX = x;
        namedY = y;
      }
    }
    double x = place(plot.getDomainAxis(), 0, data, RectangleEdge.BOTTOM);
    double y = place(plot.getRangeAxis(), 0, data, RectangleEdge.LEFT);
    g2.setColor(Color.BLACK);
    g2.fill(new Ellipse2D.Double(x - 7, y - 7, 14, 14));
    g2.setColor(new Color(0xE69F00)); // Okabe and Ito's orange
    g2.fill(new Ellipse2D.Double(x - 5.4, y - 5.4, 10.8, 10.8));
    g2.setClip(clip);
  }

  private static double place(ValueAxis axis, double value, Rectangle2D data, RectangleEdge edge) {
    return axis.valueToJava2D(value, data, edge);
  }

  private static void dot(Graphics2D g2, double x, double y, double radius) {
    g2.setColor(Color.BLACK);
    g2.fill(new Ellipse2D.Double(x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2));
    g2.setColor(Color.WHITE);
    g2.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  /** A unit vector across the way at one of its points, on the plane's own scale. */
  private Plane.Point normal(int k) {
    Plane.Point before = way.get(Math.max(0, k - 1));
    Plane.Point after = way.get(Math.min(way.size() - 1, k + 1));
    double dx = (after.x() - before.x()) / (map.xs().get(map.xs().size() - 1) - map.xs().get(0));
    double dy = (after.y() - before.y()) / (map.ys().get(map.ys().size() - 1) - map.ys().get(0));
    double length = Math.hypot(dx, dy);
    return length > 0 ? new Plane.Point(-dy / length, dx / length) : new Plane.Point(1, 0);
  }

  /** An epoch's number beside its point, readable on every colour. */
  private static void name(Graphics2D g2, String text, double x, double y, Plane.Point across) {
    g2.setFont(Look.TICK);
    double width = g2.getFontMetrics().stringWidth(text) + 6;
    double left = x + across.x() * (10 + width / 2) - width / 2;
    double top = y - across.y() * 18 - 8; // pixels grow downwards
    g2.setColor(new Color(0, 0, 0, 150));
    g2.fill(new Rectangle2D.Double(left, top, width, 15.5));
    g2.setColor(Color.WHITE);
    g2.drawString(text, (float) left + 3, (float) top + 12);
  }

  private static void bar(Graphics2D g2, Levels levels, Rectangle2D data) {
    List<ColourBar.Tick> ticks = new ArrayList<>();
    for (int k = 0; k <= levels.bands(); k++) {
      ticks.add(new ColourBar.Tick((double) k / levels.bands(), levels.label(k)));
    }
    List<Color> colours =
        IntStream.range(0, levels.bands()).mapToObj(band -> color(levels, band)).toList();
    ColourBar.draw(g2, data.getMaxX() + 22, data, colours, ticks, "loss");
  }
}
