package dev.tacit.theory;

import dev.tacit.lab.figure.SvgGraphics;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Figure.Line;
import dev.tacit.theory.check.Figure.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYPolygonAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws a figure: every flow a line, a triangle for each claimed slope. */
final class FigureDrawing {
  private static final int WIDTH = 820;
  private static final int HEIGHT = 600;
  private static final int SCALE = 2;

  /** Okabe and Ito's palette, which people of all colour visions can tell apart. */
  private static final Color[] PALETTE = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x000000)
  };

  private static final float[] DASHES = {7, 5};

  private FigureDrawing() {}

  /** Writes NAME.png and NAME.svg. */
  static void write(Figure figure, Path directory) throws IOException {
    JFreeChart chart = chart(figure);
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    WholeFile.write(directory.resolve(figure.name() + ".png"), png.toByteArray());
    SvgGraphics svg = new SvgGraphics(figure.name(), WIDTH, HEIGHT);
    chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    WholeFile.write(directory.resolve(figure.name() + ".svg"), svg.document());
  }

  private static JFreeChart chart(Figure figure) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    Set<Double> abscissae = new TreeSet<>();
    for (Line line : figure.lines()) {
      int i = data.getSeriesCount();
      XYSeries series = new XYSeries(line.label());
      for (Point point : line.points()) {
        if ((point.x() > 0 || !figure.logX()) && (point.y() > 0 || !figure.logY())) {
          series.add(point.x(), point.y());
          abscissae.add(point.x());
        }
      }
      data.addSeries(series);
      renderer.setSeriesPaint(i, PALETTE[i % PALETTE.length]);
      // Marks shrink from line to line, so that those of coinciding lines are all seen.
      renderer.setSeriesShape(i, disc(Math.max(2.2, 6 - 0.8 * i)));
      renderer.setSeriesShapesVisible(i, !isGuide(line) && line.points().size() <= 20);
      renderer.setSeriesStroke(i, stroke(line.dashed()));
    }
    ValueAxis x =
        !figure.logX()
            ? linear(figure.xAxis())
            : abscissae.size() <= 8
                ? new ValuesAxis(figure.xAxis(), abscissae)
                : logarithmic(figure.xAxis());
    ValueAxis y = figure.logY() ? logarithmic(figure.yAxis()) : linear(figure.yAxis());
    for (ValueAxis axis : List.of(x, y)) {
      axis.setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
      axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    }
    XYPlot plot = new XYPlot(data, x, y, renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(new Color(0xDDDDDD));
    plot.setRangeGridlinePaint(new Color(0xDDDDDD));
    plot.setOutlinePaint(new Color(0x888888));
    if (figure.logX() && figure.logY()) {
      triangles(figure, plot);
    }
    JFreeChart chart = new JFreeChart(null, new Font(Font.SANS_SERIF, Font.BOLD, 17), plot, true);
    TextTitle title = new TextTitle(figure.title(), new Font(Font.SANS_SERIF, Font.BOLD, 17));
    title.setHorizontalAlignment(HorizontalAlignment.LEFT);
    title.setPadding(new RectangleInsets(4, 8, 8, 8));
    chart.setTitle(title);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(4, 4, 4, 14));
    chart.getLegend().setPosition(RectangleEdge.BOTTOM);
    chart.getLegend().setItemFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    chart.getLegend().setFrame(org.jfree.chart.block.BlockBorder.NONE);
    return chart;
  }

  /** One triangle for each claimed order, below the lowest line that claims it. */
  private static void triangles(Figure figure, XYPlot plot) {
    Set<Double> orders = new TreeSet<>();
    figure.lines().stream().map(Line::order).filter(o -> o > 0).forEach(orders::add);
    for (double order : orders) {
      Line lowest =
          figure.lines().stream()
              .filter(line -> line.order() == order && line.points().size() >= 2)
              .min(Comparator.comparingDouble(line -> last(line).y()))
              .orElse(null);
      if (lowest == null || !(last(lowest).y() > 0)) {
        continue;
      }
      Point end = last(lowest);
      Point before = lowest.points().get(lowest.points().size() - 2);
      double left = end.x() * Math.pow(before.x() / end.x(), 0.25);
      double right = end.x() * Math.pow(before.x() / end.x(), 0.85);
      double gap = 0.55;
      double top = gap * end.y() * Math.pow(right / end.x(), order);
      double bottom = gap * end.y() * Math.pow(left / end.x(), order);
      plot.addAnnotation(
          new XYPolygonAnnotation(
              new double[] {left, bottom, right, bottom, right, top},
              new BasicStroke(1.2f),
              new Color(0x555555),
              new Color(0xEEEEEE)));
      XYTextAnnotation label =
          new XYTextAnnotation(
              " " + DecimalFormat.getInstance(Locale.ROOT).format(order),
              right,
              Math.sqrt(bottom * top));
      label.setTextAnchor(TextAnchor.CENTER_LEFT);
      label.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
      label.setPaint(new Color(0x333333));
      plot.addAnnotation(label);
      if (bottom < plot.getRangeAxis().getLowerBound()) {
        plot.getRangeAxis().setLowerBound(0.8 * bottom);
      }
    }
  }

  /** Two points without a claim: a straight line to compare with. */
  private static boolean isGuide(Line line) {
    return line.points().size() == 2 && line.dashed() && Double.isNaN(line.order());
  }

  private static Point last(Line line) {
    return line.points().get(line.points().size() - 1);
  }

  private static NumberAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    return axis;
  }

  private static LogAxis logarithmic(String label) {
    LogAxis axis = new LogAxis(label);
    axis.setBaseSymbol("10");
    axis.setBaseFormatter(new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    axis.setAutoTickUnitSelection(false);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setLowerMargin(0.12);
    axis.setUpperMargin(0.05);
    return axis;
  }

  private static BasicStroke stroke(boolean dashed) {
    return new BasicStroke(
        2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, dashed ? DASHES : null, 0);
  }

  private static Shape disc(double radius) {
    return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
  }

  /** A logarithmic axis that names the values that occur: step sizes, mostly. */
  private static final class ValuesAxis extends LogAxis {
    private final transient List<Double> values;

    ValuesAxis(String label, Set<Double> values) {
      super(label);
      this.values = List.copyOf(values);
      setLowerMargin(0.06);
      setUpperMargin(0.06);
    }

    @Override
    public List<NumberTick> refreshTicks(
        Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
      List<NumberTick> ticks = new ArrayList<>();
      for (double value : values) {
        ticks.add(
            new NumberTick(
                value,
                new BigDecimal(value)
                    .round(new MathContext(3))
                    .stripTrailingZeros()
                    .toPlainString(),
                TextAnchor.TOP_CENTER,
                TextAnchor.CENTER,
                0));
      }
      return ticks;
    }
  }
}
