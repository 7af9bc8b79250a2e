package dev.tacit.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultIntervalXYDataset;

/** Draws a figure: title, legend, and its panels side by side. */
final class FigurePainter {
  static final Color TEXT = new Color(0x222222);
  private static final double FAR = 1e3;
  private static final Color MUTED = new Color(0x555555);
  private static final Color GRID = new Color(0xDEDEDE);
  private static final Color AXIS = new Color(0x8A8A8A);
  static final Color GREYED = new Color(0, 0, 0, 18); // the grid shows through

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  private static final Font BODY = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private static final int SINGLE_WIDTH = 560;
  private static final int WIDE = 1300;
  private static final int PLOT_HEIGHT = 300;
  private static final int MARGIN = 14;
  private static final int GUTTER = 22;

  /**
   * Where a panel's data came to lie, for the page's script.
   *
   * @param panel what was drawn
   * @param frame its axes
   * @param area of the data, in pixels of the figure
   */
  record Placed(Panel panel, Frame frame, Rectangle2D area) {}

  private final Figure figure;
  private final Graphics2D measure;
  private final int columns;
  private final int width;
  private final int panelHeight;
  private final List<String> title;
  private final List<String> quantity;
  private final Legend legend;
  private final List<Frame> frames = new ArrayList<>();

  /**
   * @param measure any graphics with the metrics of the one to be drawn on
   */
  FigurePainter(Figure figure, Graphics2D measure) {
    this.figure = figure;
    this.measure = measure;
    int n = figure.panels().size();
    columns = n <= 3 ? n : n == 4 ? 2 : n <= 6 ? 3 : n <= 8 ? 4 : 5;
    width = n == 1 ? SINGLE_WIDTH : WIDE;
    panelHeight = columns <= 2 ? PLOT_HEIGHT : columns == 3 ? 280 : 240;
    Frame shared = figure.apart() ? null : Frame.of(figure, figure.panels());
    for (Panel panel : figure.panels()) {
      frames.add(shared == null ? Frame.of(figure, List.of(panel)) : shared);
    }
    title = wrap(figure.title(), TITLE);
    String remark = shared == null ? "" : shared.y().remark(shared.yLow(), shared.yHigh());
    quantity = wrap(figure.quantity() + (remark.isEmpty() ? "" : "   (" + remark + ")"), BODY);
    List<Panel.Level> levels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      figure.panels().get(i).levels().stream().filter(frames.get(i)::shows).forEach(levels::add);
    }
    legend = new Legend(figure, levels, measure, width - 2.0 * MARGIN);
  }

  int width() {
    return width;
  }

  int height() {
    return (int) Math.ceil(top() + rows() * (double) (headingHeight() + panelHeight) + 4);
  }

  private int rows() {
    return (figure.panels().size() + columns - 1) / columns;
  }

  private double top() {
    return MARGIN + 23 * title.size() + 20 * quantity.size() + legend.height() + 14;
  }

  private int headingHeight() {
    return figure.panels().stream().allMatch(panel -> panel.heading().isEmpty()) ? 0 : 26;
  }

  /** Draws everything; returns where the panels' data are. */
  List<Placed> paint(Graphics2D g2) {
    hints(g2);
    g2.setColor(Color.WHITE);
    g2.fill(new Rectangle2D.Double(0, 0, width, height()));
    double y = MARGIN;
    y = text(g2, title, TITLE, TEXT, y, 23);
    y = text(g2, quantity, BODY, MUTED, y, 20);
    legend.draw(g2, MARGIN, y + 4);
    List<Placed> placed = new ArrayList<>();
    double panelWidth = (width - 2.0 * MARGIN - (columns - 1) * GUTTER) / columns;
    double space = figure.panels().size() == 1 ? 0 : widestAxis(g2, panelWidth);
    for (int i = 0; i < figure.panels().size(); i++) {
      Panel panel = figure.panels().get(i);
      double left = MARGIN + i % columns * (panelWidth + GUTTER);
      int row = i / columns;
      double top = top() + row * (double) (headingHeight() + panelHeight);
      if (headingHeight() > 0) {
        g2.setFont(HEADING);
        g2.setColor(TEXT);
        g2.drawString(heading(panel, frames.get(i), panelWidth), (float) left, (float) (top + 17));
        top += headingHeight();
      }
      Rectangle2D area = new Rectangle2D.Double(left, top, panelWidth, panelHeight);
      placed.add(panel(g2, panel, frames.get(i), area, space));
    }
    return placed;
  }

  private static void hints(Graphics2D g2) {
    g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g2.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
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

  private String heading(Panel panel, Frame frame, double room) {
    String remark = figure.apart() ? frame.y().remark(frame.yLow(), frame.yHigh()) : "";
    String text = panel.heading() + (remark.isEmpty() ? "" : "   (" + remark + ")");
    while (text.length() > 4 && measure.getFontMetrics(HEADING).stringWidth(text) > room) {
      text = text.substring(0, text.length() - 2) + "…";
    }
    return text;
  }

  private List<String> wrap(String text, Font font) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty()
          && measure.getFontMetrics(font).stringWidth(longer) > width - 2 * MARGIN) {
        lines.add(line.toString());
        line = new StringBuilder(word);
      } else {
        line = new StringBuilder(longer);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /** The widest vertical axis, so that the data of all panels are equally wide. */
  private double widestAxis(Graphics2D g2, double panelWidth) {
    double widest = 0;
    for (Frame frame : frames) {
      NumberAxis axis = vertical(frame);
      AxisSpace space =
          axis.reserveSpace(
              g2,
              null,
              new Rectangle2D.Double(0, 0, panelWidth, panelHeight),
              RectangleEdge.LEFT,
              null);
      widest = Math.max(widest, space.getLeft());
    }
    return widest;
  }

  private NumberAxis vertical(Frame frame) {
    NumberAxis axis = new ScaledAxis(frame.y(), frame.yLow(), frame.yHigh(), panelHeight / 60);
    axis.setAxisLineVisible(false);
    style(axis);
    axis.setTickMarksVisible(false);
    axis.setMinorTickMarksVisible(false);
    axis.setTickLabelInsets(new RectangleInsets(0, 0, 0, 8));
    return axis;
  }

  private NumberAxis horizontal(Frame frame) {
    NumberAxis axis =
        new ScaledAxis(frame.x(), frame.xLow(), frame.xHigh(), Math.max(3, width / columns / 85));
    style(axis);
    axis.setAxisLinePaint(AXIS);
    axis.setAxisLineStroke(new BasicStroke(1));
    axis.setTickMarkPaint(AXIS);
    axis.setTickMarkOutsideLength(5);
    axis.setMinorTickMarksVisible(true);
    axis.setMinorTickMarkOutsideLength(3);
    axis.setTickLabelInsets(new RectangleInsets(4, 2, 0, 2));
    axis.setLabel(figure.across().label());
    axis.setLabelFont(BODY);
    axis.setLabelPaint(MUTED);
    axis.setLabelInsets(new RectangleInsets(4, 0, 4, 0));
    axis.setInverted(figure.across().kind() == Figure.Across.Kind.FALLING);
    return axis;
  }

  private static void style(NumberAxis axis) {
    axis.setTickLabelFont(TICK);
    axis.setTickLabelPaint(TEXT);
  }

  private Placed panel(
      Graphics2D g2, Panel panel, Frame frame, Rectangle2D area, double axisSpace) {
    XYPlot plot = plot(panel, frame);
    if (axisSpace > 0) {
      AxisSpace space = new AxisSpace();
      space.setLeft(axisSpace);
      plot.setFixedRangeAxisSpace(space);
    }
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    // What the page and the files show must not depend on the screen's pixels.
    chart
        .getRenderingHints()
        .put(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    ChartRenderingInfo info = new ChartRenderingInfo(null);
    chart.draw(g2, area, info);
    Rectangle2D data = info.getPlotInfo().getDataArea();
    for (Series series : panel.series()) {
      if (series.diverged()) {
        double x = frame.x().place(series.last().x());
        double y = frame.y().place(series.last().mean()); // at the border if it left
        y = Math.max(frame.yLow(), Math.min(frame.yHigh(), y));
        Legend.cross(
            g2,
            plot.getDomainAxis().valueToJava2D(x, data, RectangleEdge.BOTTOM),
            plot.getRangeAxis().valueToJava2D(y, data, RectangleEdge.LEFT),
            series.optimizer().color());
      }
    }
    return new Placed(panel, frame, data);
  }

  private XYPlot plot(Panel panel, Frame frame) {
    DefaultIntervalXYDataset data = new DefaultIntervalXYDataset();
    BitSet banded = new BitSet();
    for (int i = 0; i < panel.series().size(); i++) {
      Series series = panel.series().get(i);
      banded.set(i, series.hasBand());
      data.addSeries(Integer.toString(i), places(series, frame));
    }
    BandRenderer renderer = new BandRenderer(banded);
    Shape dot = new Ellipse2D.Double(-3, -3, 6, 6);
    for (int i = 0; i < panel.series().size(); i++) {
      Series series = panel.series().get(i);
      Color color = series.optimizer().color();
      renderer.setSeriesPaint(i, color);
      renderer.setSeriesFillPaint(i, color);
      renderer.setSeriesStroke(i, series.optimizer().stroke(series.isAlone() ? 1.1f : 2), false);
      renderer.setSeriesShape(i, dot, false);
      renderer.setSeriesShapesVisible(i, series.isSparse());
    }
    NumberAxis horizontal = horizontal(frame);
    XYPlot plot = new XYPlot(data, horizontal, vertical(frame), renderer);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(6, 0, 0, 18));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    for (Panel.Stretch stretch : panel.greyed()) {
      IntervalMarker marker =
          new IntervalMarker(
              frame.x().place(stretch.from()), frame.x().place(stretch.to()), GREYED);
      marker.setAlpha(1);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
    for (Panel.Mark mark : panel.marks()) {
      ValueMarker marker =
          new ValueMarker(frame.x().place(mark.x()), mark.color(), Legend.levelStroke());
      marker.setAlpha(1);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
    for (Panel.Level level : panel.levels()) {
      ValueMarker marker =
          new ValueMarker(frame.y().place(level.value()), level.color(), Legend.levelStroke());
      marker.setAlpha(1);
      plot.addRangeMarker(marker, Layer.BACKGROUND);
    }
    return plot;
  }

  /**
   * x, x low, x high, y, y low, y high of the points that have places, as JFreeChart takes them.
   */
  private static double[][] places(Series series, Frame frame) {
    List<double[]> points = new ArrayList<>();
    double span = frame.yHigh() - frame.yLow();
    double floor = frame.yLow() - span;
    double ceiling = frame.yHigh() + FAR * span; // what lies beyond has no pixel
    for (Series.Point point : series.points()) {
      double x = frame.x().place(point.x());
      double y = Math.min(ceiling, frame.y().place(point.mean()));
      if (Double.isFinite(x) && Double.isFinite(y)) {
        double low = point.hasBand() ? frame.y().place(point.low()) : y;
        double high = point.hasBand() ? frame.y().place(point.high()) : y;
        // On a logarithmic axis a band that reaches 0 goes down to the axis.
        points.add(
            new double[] {x, x, x, y, Double.isNaN(low) ? floor : Math.max(low, floor), high});
      }
    }
    double[][] columns = new double[6][points.size()];
    for (int i = 0; i < points.size(); i++) {
      for (int c = 0; c < 6; c++) {
        columns[c][i] = points.get(i)[c];
      }
    }
    return columns;
  }

  /** A colour as a band shows it on white. */
  static Color pale(Color color) {
    return new Color(
        255 - (255 - color.getRed()) / 5,
        255 - (255 - color.getGreen()) / 5,
        255 - (255 - color.getBlue()) / 5);
  }
}
