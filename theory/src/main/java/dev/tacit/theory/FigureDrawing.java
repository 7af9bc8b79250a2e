package dev.tacit.theory;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.Digits;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.figure.Scale;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Figure.Line;
import dev.tacit.theory.check.Figure.Point;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Draws a figure: every flow a line, a triangle for each claimed slope. */
final class FigureDrawing {
  private static final Diagram.Size SIZE = new Diagram.Size(820, 1, 430);
  private static final int MOST_NAMED = 8; // along the horizontal axis
  private static final int MOST_DOTS = 20;

  private final Figure figure;

  private FigureDrawing(Figure figure) {
    this.figure = figure;
  }

  /** Writes NAME.png, NAME.svg and NAME.csv. */
  static void write(Figure figure, Path directory, String csv) throws IOException {
    DiagramPainter.write(new FigureDrawing(figure).diagram(), directory, csv);
  }

  private Diagram diagram() {
    List<Diagram.Line> lines = new ArrayList<>();
    for (int i = 0; i < figure.lines().size(); i++) {
      line(i).ifPresent(lines::add);
    }
    Set<Double> places = new TreeSet<>();
    lines.forEach(line -> line.points().forEach(point -> places.add(point.x())));
    Kind kind =
        !figure.logX()
            ? Kind.STRAIGHT
            : places.size() <= MOST_NAMED ? Kind.VALUE : Kind.LOGARITHMIC;
    Scale scale = figure.logY() ? new Scale.Log() : new Scale.Linear();
    Diagram.Panel panel =
        new Diagram.Panel(
            "", scale, false, lines, List.of(), List.of(), List.of(), slopes(), List.of(),
            List.of());
    return new Diagram(
        figure.name(),
        figure.title(),
        figure.yAxis(),
        new Diagram.Across(figure.xAxis(), kind),
        List.of(panel),
        false,
        false,
        SIZE);
  }

  private Optional<Diagram.Line> line(int i) {
    Line line = figure.lines().get(i);
    List<Diagram.Point> points =
        line.points().stream()
            .filter(p -> (p.x() > 0 || !figure.logX()) && (p.y() > 0 || !figure.logY()))
            .map(p -> new Diagram.Point(p.x(), p.y()))
            .toList();
    if (points.isEmpty()) {
      return Optional.empty();
    }
    BasicStroke stroke = line.dashed() ? Look.stroke(2, 7, 5) : Look.stroke(2);
    boolean dots = !isGuide(line) && line.points().size() <= MOST_DOTS;
    return Optional.of(
        new Diagram.Line(
            line.label(),
            Look.PALETTE.get(i % Look.PALETTE.size()),
            stroke,
            stroke,
            dots ? radius(i) : 0,
            true,
            points,
            false));
  }

  /** Dots shrink from line to line, so that those of coinciding lines are all seen. */
  private static double radius(int i) {
    return Math.max(2.2, 6 - 0.8 * i);
  }

  /** One triangle for each claimed order, below the lowest line that claims it. */
  private List<Diagram.Slope> slopes() {
    List<Diagram.Slope> slopes = new ArrayList<>();
    if (!figure.logX() || !figure.logY()) {
      return slopes;
    }
    Set<Double> orders = new TreeSet<>();
    figure.lines().stream().map(Line::order).filter(o -> o > 0).forEach(orders::add);
    for (double order : orders) {
      figure.lines().stream()
          .filter(line -> line.order() == order && line.points().size() >= 2)
          .min(Comparator.comparingDouble(line -> last(line).y()))
          .filter(line -> last(line).y() > 0)
          .ifPresent(line -> slopes.add(slope(line, order)));
    }
    return slopes;
  }

  private static Diagram.Slope slope(Line lowest, double order) {
    Point end = last(lowest);
    Point before = lowest.points().get(lowest.points().size() - 2);
    double left = end.x() * Math.pow(before.x() / end.x(), 0.25);
    double right = end.x() * Math.pow(before.x() / end.x(), 0.85);
    double gap = 0.55;
    double top = gap * end.y() * Math.pow(right / end.x(), order);
    double bottom = gap * end.y() * Math.pow(left / end.x(), order);
    return new Diagram.Slope(left, right, bottom, top, Digits.plain(order));
  }

  /** Two points without a claim: a straight line to compare with. */
  private static boolean isGuide(Line line) {
    return line.points().size() == 2 && line.dashed() && Double.isNaN(line.order());
  }

  private static Point last(Line line) {
    return line.points().get(line.points().size() - 1);
  }
}
