package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.DiagramPainter.Drawn;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One metric against another, a point for each setting.
 *
 * @param name of its files
 * @param title what, in words
 * @param x the metric across
 * @param xScale its scale; means on a logarithmic one are geometric
 * @param y the metric up
 * @param yScale its scale
 * @param clouds one for each optimizer
 * @param caption what is measured and how, in sentences
 */
record ScatterPlot(
    String name,
    String title,
    Metric x,
    Scale xScale,
    Metric y,
    Scale yScale,
    List<Cloud> clouds,
    String caption)
    implements Figure {
  private static final Diagram.Size SIZE = new Diagram.Size(760, 1, 400);

  /** Copies the clouds. */
  ScatterPlot {
    clouds = List.copyOf(clouds);
  }

  /**
   * The settings of one optimizer.
   *
   * @param joined whether they lie along one axis of numbers, in whose order the points are
   */
  record Cloud(Optimizer optimizer, List<Dot> dots, boolean joined) {}

  /**
   * One setting.
   *
   * @param setting in words, as in "lr = 0.1"; empty if there is only one
   * @param value of it, as in "0.1"
   * @param across the mean of one metric with its interval
   * @param up the mean of the other
   */
  record Dot(String setting, String value, Point across, Point up) {}

  @Override
  public boolean isWide() {
    return false;
  }

  @Override
  public Drawing write(Path directory) throws IOException {
    Drawn drawn = DiagramPainter.write(diagram(), directory, csv());
    return new Drawing(this, drawn.svg(), HoverData.of(this, drawn.panels().get(0)));
  }

  /** What is drawn. */
  Diagram diagram() {
    List<Diagram.Line> lines = new ArrayList<>();
    List<Diagram.Note> notes = new ArrayList<>();
    for (Cloud cloud : clouds) {
      Color color = Colours.of(cloud.optimizer());
      List<Diagram.Point> points = cloud.dots().stream().map(ScatterPlot::drawn).toList();
      String label = cloud.optimizer().name();
      lines.add(Diagram.Line.scattered(label, color, 4.5, points));
      cloud.dots().stream()
          .filter(dot -> cloud.joined())
          .map(dot -> new Diagram.Note(dot.across().mean(), dot.up().mean(), dot.value()))
          .forEach(notes::add);
    }
    for (Cloud cloud : clouds) {
      if (cloud.joined()) { // behind the points
        List<Diagram.Point> way =
            cloud.dots().stream()
                .map(dot -> new Diagram.Point(dot.across().mean(), dot.up().mean()))
                .toList();
        Color color = Colours.of(cloud.optimizer());
        lines.add(Diagram.Line.behind(color, 0.5, Look.stroke(1.2f), 0, way));
      }
    }
    boolean share = y.kind() == Metric.Kind.SHARE;
    return new Diagram(
        name,
        title,
        y.quantity(),
        new Diagram.Across(
            x.title() + ": " + x.quantity(),
            xScale instanceof Scale.Log ? Kind.LOGARITHMIC : Kind.STRAIGHT),
        List.of(new Diagram.Panel("", yScale, share, lines, notes)),
        false,
        true,
        SIZE);
  }

  private static Diagram.Point drawn(Dot dot) {
    Point x = dot.across();
    Point y = dot.up();
    return new Diagram.Point(x.mean(), y.mean(), y.low(), y.high(), x.low(), x.high());
  }

  /** One row a point. */
  @Override
  public String csv() {
    StringBuilder text = new StringBuilder("optimizer,variant,n");
    text.append(",x,x_mean,x_low,x_high,x_line,y,y_mean,y_low,y_high,y_line\n");
    for (Cloud cloud : clouds) {
      for (Dot dot : cloud.dots()) {
        text.append(Cells.text(cloud.optimizer().label())).append(',');
        text.append(Cells.text(dot.setting())).append(',').append(dot.up().n());
        add(text, x, xScale, dot.across());
        add(text, y, yScale, dot.up());
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static void add(StringBuilder text, Metric metric, Scale scale, Point mean) {
    text.append(',').append(Cells.text(metric.name())).append(',').append(mean.mean());
    text.append(',').append(Cells.number(mean.low())).append(',').append(Cells.number(mean.high()));
    text.append(',').append(scale instanceof Scale.Log ? "geometric mean" : "mean");
  }
}
