package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Diagram.Line;
import dev.tacit.lab.figure.Diagram.Point;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The axes of one panel: scales and ranges, in places.
 *
 * @param x the horizontal scale
 * @param xLow its lowest place
 * @param xHigh its highest place
 * @param y the vertical scale
 * @param yLow its lowest place
 * @param yHigh its highest place
 */
public record Frame(Scale x, double xLow, double xHigh, Scale y, double yLow, double yHigh) {

  /**
   * Axes that hold some panels of one scale.
   *
   * <p>Vertically they hold the full lines whole (all if there are none), and of the bands and of
   * the other lines what does not shrink those to less than half of the height; the rest is cut
   * off. Where the diagram has limits, the axes are these.
   *
   * @throws IllegalArgumentException when a limit has no place or nothing lies within them
   */
  static Frame of(Diagram diagram, Collection<Diagram.Panel> panels) {
    List<Line> whole = panels.stream().flatMap(panel -> panel.lines().stream()).toList();
    Limits.Range window = diagram.limits().x();
    List<Line> lines = window == null ? whole : within(whole, window);
    Kind kind = diagram.across().kind();
    double[] xs = all(whole, Point::x); // what is cut off decides on the scale, too
    Scale x =
        switch (kind) {
          case EPOCH, STRAIGHT -> new Scale.Linear();
          case LOGARITHMIC -> new Scale.Log();
          case FALLING ->
              Arrays.stream(xs).allMatch(v -> v > 0) ? new Scale.Log() : new Scale.Linear();
          case VALUE -> new Scale.Settings(xs);
        };
    List<Line> full = lines.stream().filter(Line::full).toList();
    double[] values = all(full.isEmpty() ? lines : full, Point::y);
    Scale y = panels.iterator().next().scale();
    double[] across = range(x, xs);
    if (kind == Kind.EPOCH && across[0] < 0.05 * across[1]) {
      across[0] = Math.min(across[0], 0);
    }
    if (across[0] == across[1]) {
      across = new double[] {across[0] - 0.5, across[1] + 0.5};
    } else if (kind == Kind.VALUE) {
      double margin = 0.06 * (across[1] - across[0]);
      across = new double[] {across[0] - margin, across[1] + margin};
    }
    boolean scattered = lines.stream().anyMatch(Line::bars);
    if (scattered) {
      across = withBars(x, lines, across);
    }
    if (lines.stream().anyMatch(line -> line.dot() > 0)) { // room for the dots at both ends
      double margin = (scattered ? 0.04 : 0.01) * (across[1] - across[0]);
      across = new double[] {across[0] - margin, across[1] + margin};
    }
    double[] up = vertical(panels, lines, y, values);
    if (window != null) {
      across = window.places(x, "horizontal");
    }
    Limits.Range heights = diagram.limits().y();
    if (heights != null) {
      if (lines.stream().flatMap(l -> l.points().stream()).noneMatch(p -> heights.holds(p.y()))) {
        throw new IllegalArgumentException("nothing lies in " + heights + " of the vertical axis");
      }
      up = heights.places(y, "vertical");
    }
    return new Frame(x, across[0], across[1], y, up[0], up[1]);
  }

  private static List<Line> within(List<Line> whole, Limits.Range window) {
    List<Line> lines =
        whole.stream()
            .map(line -> line.within(window))
            .filter(line -> !line.points().isEmpty())
            .toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("nothing lies in " + window + " of the horizontal axis");
    }
    return lines;
  }

  /** Wide enough for the bars, too, as far as they do not make it twice as wide. */
  private static double[] withBars(Scale x, List<Line> lines, double[] across) {
    double span = across[1] - across[0];
    double[] left = range(x, all(lines, Point::left));
    double[] right = range(x, all(lines, Point::right));
    return new double[] {
      Math.min(across[0], Math.max(left[0], across[0] - span / 2)),
      Math.max(across[1], Math.min(right[1], across[1] + span / 2))
    };
  }

  private static double[] vertical(
      Collection<Diagram.Panel> panels, List<Line> all, Scale y, double[] values) {
    boolean share = panels.stream().allMatch(Diagram.Panel::share);
    double[] lines = range(y, values);
    double span = lines[1] - lines[0];
    double[] bands =
        range(
            y,
            Stream.<ToDoubleFunction<Point>>of(Point::low, Point::high, Point::y)
                .flatMapToDouble(column -> Arrays.stream(all(all, column)))
                .toArray());
    double low = Math.min(lines[0], Math.max(bands[0], lines[0] - span / 2));
    double high = Math.max(lines[1], Math.min(bands[1], lines[1] + span / 2));
    span = high - low;
    for (Diagram.Panel panel : panels) {
      for (Diagram.Level level : panel.levels()) {
        double place = y.place(level.value());
        double reach = y instanceof Scale.Log ? 3 * span : span;
        if (place > high && place < high + reach) {
          high = place;
        } else if (place < low && place > low - reach) {
          low = place;
        }
      }
      for (Diagram.Slope slope : panel.slopes()) {
        low = Math.min(low, y.place(slope.bottom()));
      }
    }
    double margin = high > low ? 0.04 * (high - low) : high == 0 ? 1 : 0.05 * Math.abs(high);
    boolean fromZero = y instanceof Scale.Linear && lines[0] >= 0 && lines[0] < 0.25 * lines[1];
    double top = share ? Math.min(high, 1) : high;
    return new double[] {fromZero ? 0 : low - margin, top + margin};
  }

  /** Whether a value lies within the horizontal axis. */
  private boolean holds(double value) {
    double place = x.place(value);
    return place >= xLow && place <= xHigh;
  }

  /** Whether a value lies within the vertical axis. */
  private boolean reaches(double value) {
    double place = y.place(value);
    return place >= yLow && place <= yHigh;
  }

  /** A panel without the marks that lie beyond the axes, which a legend would name. */
  Diagram.Panel seen(Diagram.Panel panel) {
    return new Diagram.Panel(
        panel.heading(),
        panel.scale(),
        panel.share(),
        panel.lines().stream()
            .map(line -> line.crossed() && !holds(line.last().x()) ? line.uncrossed() : line)
            .toList(),
        panel.greyed().stream()
            .filter(grey -> x.place(grey.to()) >= xLow && x.place(grey.from()) <= xHigh)
            .toList(),
        panel.levels().stream().filter(level -> reaches(level.value())).toList(),
        panel.marks(),
        panel.slopes(),
        panel.stars().stream().filter(star -> holds(star.x()) && reaches(star.y())).toList(),
        panel.notes());
  }

  private static double[] all(List<Line> lines, ToDoubleFunction<Point> column) {
    return lines.stream().flatMap(s -> s.points().stream()).mapToDouble(column).toArray();
  }

  /** The lowest and highest place of some values; (∞, -∞) if none has a place. */
  private static double[] range(Scale scale, double[] values) {
    double[] places = Arrays.stream(values).map(scale::place).filter(Double::isFinite).toArray();
    return new double[] {
      Arrays.stream(places).min().orElse(Double.POSITIVE_INFINITY),
      Arrays.stream(places).max().orElse(Double.NEGATIVE_INFINITY)
    };
  }
}
