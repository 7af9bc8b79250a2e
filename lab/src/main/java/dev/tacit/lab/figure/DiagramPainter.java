package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultIntervalXYDataset;

/** Draws a diagram: title, legend, and its panels side by side. */
public final class DiagramPainter {
  private static final double FAR = 1e3;
  private static final int UNDER = 45; // the data: numbers and the name of the horizontal axis
  private static final double VISIBLE = 0.3; // pixels

  /**
   * Where a panel's data came to lie, for a page's script.
   *
   * @param frame its axes
   * @param area of the data, in pixels of the figure
   */
  public record Placed(Frame frame, Rectangle2D area) {}

  private final Diagram diagram;
  private final Style style;
  private final Graphics2D measure;
  private final int columns;
  private final int width;
  private final int panelHeight;
  private final Look.Heading title; // null where the style has none
  private final SideName side; // null where the style has a title
  private final Legend legend;
  private final List<Frame> frames = new ArrayList<>();

  /**
   * @param measure any graphics with the metrics of the one to be drawn on
   */
  public DiagramPainter(Diagram diagram, Graphics2D measure) {
    this(diagram, measure, Style.SCREEN);
  }

  /** The same in some style. */
  DiagramPainter(Diagram diagram, Graphics2D measure, Style style) {
    this.style = style;
    this.measure = measure;
    columns = diagram.size().columns();
    width = diagram.size().width();
    panelHeight = diagram.size().panelHeight();
    Frame shared = diagram.apart() ? null : Frame.of(diagram, diagram.panels());
    for (Diagram.Panel panel : diagram.panels()) {
      frames.add(shared == null ? Frame.of(diagram, List.of(panel)) : shared);
    }
    this.diagram = seen(diagram);
    String remark = shared == null ? "" : shared.y().remark(shared.yLow(), shared.yHigh());
    String quantity = Look.Heading.remarked(diagram.quantity(), remark);
    title = style.titled() ? Look.Heading.of(diagram.title(), quantity, measure, width) : null;
    side =
        style.titled()
            ? null
            : new SideName(style, quantity, measure, rows() * panelHeight - UNDER);
    legend = Legend.of(style, this.diagram, measure, width - 2.0 * style.margin());
  }

  private Diagram seen(Diagram whole) {
    List<Diagram.Panel> panels = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      panels.add(frames.get(i).seen(whole.panels().get(i)));
    }
    return whole.with(panels);
  }

  /** Draws a diagram into its files; returns the picture and where the panels' data are. */
  public static Drawn write(Diagram diagram, Path directory, String csv) throws IOException {
    Graphics2D measure = Picture.measure();
    DiagramPainter painter = new DiagramPainter(diagram, measure);
    List<Placed> placed = new ArrayList<>();
    Picture picture =
        new Picture(
            diagram.name(),
            painter.width(),
            painter.height(),
            g2 -> {
              placed.clear();
              placed.addAll(painter.paint(g2));
            });
    String svg = picture.write(directory, csv);
    measure.dispose();
    return new Drawn(svg, List.copyOf(placed), painter.width(), painter.height());
  }

  /**
   * A diagram that was drawn.
   *
   * @param svg the SVG element, with a view box and no size of its own
   * @param panels where its data lie
   * @param width in pixels
   * @param height in pixels
   */
  public record Drawn(String svg, List<Placed> panels, int width, int height) {}

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return (int) Math.ceil(top() + rows() * (double) (headingHeight() + panelHeight) + 4);
  }

  private int rows() {
    return (diagram.panels().size() + columns - 1) / columns;
  }

  private double top() {
    return title == null
        ? style.margin() + legend.height() + (headingHeight() > 0 ? 4 : 0)
        : style.margin() + title.height() + legend.height() + 14;
  }

  private int headingHeight() {
    return diagram.panels().stream().allMatch(panel -> panel.heading().isEmpty())
        ? 0
        : style.row() + 3;
  }

  /** Draws everything; returns where the panels' data are. */
  public List<Placed> paint(Graphics2D g2) {
    double y = title == null ? style.margin() : title.draw(g2) + 4;
    legend.draw(g2, style.margin(), y);
    List<Placed> placed = new ArrayList<>();
    double first = style.margin() + (side == null ? 0 : side.width());
    double panelWidth = (width - style.margin() - first - (columns - 1) * style.gutter()) / columns;
    double space = diagram.panels().size() == 1 ? 0 : widestAxis(g2, panelWidth);
    for (int i = 0; i < diagram.panels().size(); i++) {
      Diagram.Panel panel = diagram.panels().get(i);
      double left = first + i % columns * (panelWidth + style.gutter());
      int row = i / columns;
      double top = top() + row * (double) (headingHeight() + panelHeight);
      if (headingHeight() > 0) {
        g2.setFont(style.heading());
        g2.setColor(Look.TEXT);
        g2.drawString(
            heading(panel, frames.get(i), panelWidth),
            (float) left,
            (float) (top + headingHeight() - (style.titled() ? 9 : 5)));
        top += headingHeight();
      }
      Rectangle2D area = new Rectangle2D.Double(left, top, panelWidth, panelHeight);
      placed.add(panel(g2, panel, frames.get(i), area, space));
    }
    if (side != null) {
      double last = placed.get(placed.size() - 1).area().getMaxY();
      double middle = (placed.get(0).area().getMinY() + last) / 2;
      side.draw(g2, measure, style.margin(), middle);
    }
    return placed;
  }

  private String heading(Diagram.Panel panel, Frame frame, double room) {
    String remark = diagram.apart() ? frame.y().remark(frame.yLow(), frame.yHigh()) : "";
    String text = Look.Heading.remarked(panel.heading(), remark);
    while (text.length() > 4 && measure.getFontMetrics(style.heading()).stringWidth(text) > room) {
      text =
          style.titled()
              ? text.substring(0, text.length() - 2) + "…"
              : "…" + text.substring(2); // the value at its end tells panels apart
    }
    return text;
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
    return Axes.up(style, frame.y(), frame.yLow(), frame.yHigh(), panelHeight / 60);
  }

  private NumberAxis horizontal(Frame frame) {
    int about = Math.max(3, width / columns / 85);
    String label = diagram.across().label();
    NumberAxis axis = Axes.across(style, frame.x(), frame.xLow(), frame.xHigh(), about, label);
    axis.setInverted(diagram.across().kind() == Diagram.Across.Kind.FALLING);
    return axis;
  }

  private Placed panel(
      Graphics2D g2, Diagram.Panel panel, Frame frame, Rectangle2D area, double axisSpace) {
    XYPlot plot = plot(panel, frame);
    if (axisSpace > 0) {
      AxisSpace space = new AxisSpace();
      space.setLeft(axisSpace);
      plot.setFixedRangeAxisSpace(space);
    }
    ChartRenderingInfo info = new ChartRenderingInfo(null);
    Look.chart(plot, style).draw(g2, area, info);
    Rectangle2D data = info.getPlotInfo().getDataArea();
    new Overlay(style, panel, plot, frame, data).draw(g2, measure);
    return new Placed(frame, data);
  }

  private XYPlot plot(Diagram.Panel panel, Frame frame) {
    DefaultIntervalXYDataset data = new DefaultIntervalXYDataset();
    BitSet banded = new BitSet();
    for (int i = 0; i < panel.lines().size(); i++) {
      banded.set(i, panel.lines().get(i).hasBand());
      data.addSeries(Integer.toString(i), places(panel.lines().get(i), frame));
    }
    BandRenderer renderer = new BandRenderer(banded);
    for (int i = 0; i < panel.lines().size(); i++) {
      Line line = panel.lines().get(i);
      renderer.setSeriesPaint(i, line.paint());
      renderer.setSeriesFillPaint(i, line.color());
      renderer.setSeriesLinesVisible(i, line.stroke() != null);
      renderer.setSeriesStroke(i, line.stroke(), false);
      double r = line.dot();
      renderer.setSeriesShape(i, line.marker().shape(r), false);
      renderer.setSeriesShapesVisible(i, r > 0);
    }
    XYPlot plot = new XYPlot(data, horizontal(frame), vertical(frame), renderer);
    plot.setSeriesRenderingOrder(
        diagram.firstOnTop() ? SeriesRenderingOrder.REVERSE : SeriesRenderingOrder.FORWARD);
    panel.slopes().forEach(slope -> add(plot, slope, frame));
    for (Diagram.Stretch stretch : panel.greyed()) {
      IntervalMarker marker =
          new IntervalMarker(
              frame.x().place(stretch.from()), frame.x().place(stretch.to()), Look.GREYED);
      marker.setAlpha(1);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
    for (Diagram.Mark mark : panel.marks()) {
      ValueMarker marker =
          new ValueMarker(frame.x().place(mark.x()), mark.color(), Legend.levelStroke());
      marker.setAlpha(1);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
    for (Diagram.Level level : panel.levels()) {
      ValueMarker marker =
          new ValueMarker(frame.y().place(level.value()), level.color(), Legend.levelStroke());
      marker.setAlpha(1);
      plot.addRangeMarker(marker, Layer.BACKGROUND);
    }
    return plot;
  }

  private void add(XYPlot plot, Diagram.Slope slope, Frame frame) {
    double left = frame.x().place(slope.left());
    double right = frame.x().place(slope.right());
    double bottom = frame.y().place(slope.bottom());
    double top = frame.y().place(slope.top());
    plot.addAnnotation(
        new XYPolygonAnnotation(
            new double[] {left, bottom, right, bottom, right, top},
            new BasicStroke(1.2f),
            Look.MUTED,
            new Color(0xEEEEEE)));
    XYTextAnnotation label = new XYTextAnnotation(" " + slope.label(), right, (bottom + top) / 2);
    label.setTextAnchor(TextAnchor.CENTER_LEFT);
    label.setFont(style.tick());
    label.setPaint(Look.TEXT);
    plot.addAnnotation(label);
  }

  /**
   * x, x low, x high, y, y low, y high of the points that have places, as JFreeChart takes them.
   */
  private double[][] places(Line line, Frame frame) {
    List<double[]> points = new ArrayList<>();
    double span = frame.yHigh() - frame.yLow();
    double floor = frame.yLow() - span;
    double ceiling = frame.yHigh() + FAR * span; // what lies beyond has no pixel
    for (Diagram.Point point : line.points()) {
      double x = frame.x().place(point.x());
      double y = Math.min(ceiling, frame.y().place(point.y()));
      if (Double.isFinite(x) && Double.isFinite(y)) {
        double low = point.hasBand() ? frame.y().place(point.low()) : y;
        double high = point.hasBand() ? frame.y().place(point.high()) : y;
        // On a logarithmic axis a band that reaches 0 goes down to the axis.
        points.add(
            new double[] {x, x, x, y, Double.isNaN(low) ? floor : Math.max(low, floor), high});
      }
    }
    if (line.stroke() != null && line.stroke().getLineWidth() < 1) {
      points = thinned(points, frame);
    }
    double[][] columns = new double[6][points.size()];
    for (int i = 0; i < points.size(); i++) {
      for (int c = 0; c < 6; c++) {
        columns[c][i] = points.get(i)[c];
      }
    }
    return columns;
  }

  /** Of a thin line, of which there are many, the points that can be seen. */
  private List<double[]> thinned(List<double[]> points, Frame frame) {
    double across = (double) width / columns / (frame.xHigh() - frame.xLow());
    double up = panelHeight / (frame.yHigh() - frame.yLow());
    return Thinned.of(
            points.stream().mapToDouble(point -> across * point[0]).toArray(),
            points.stream().mapToDouble(point -> up * point[3]).toArray(),
            VISIBLE)
        .stream()
        .map(points::get)
        .toList();
  }
}
