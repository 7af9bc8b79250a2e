package dev.tacit.lab.report;

import dev.tacit.lab.report.Figure.Across;
import dev.tacit.lab.report.Series.Point;
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
record Frame(Scale x, double xLow, double xHigh, Scale y, double yLow, double yHigh) {

  /**
   * Axes that hold some panels of one scale.
   *
   * <p>Vertically they hold the lines of finished runs whole (of the others if there are none), and
   * of the bands and of runs that diverged or are on their way what does not shrink those lines to
   * less than half of the height; the rest is cut off.
   */
  static Frame of(Figure figure, Collection<Panel> panels) {
    List<Series> series = panels.stream().flatMap(panel -> panel.series().stream()).toList();
    double[] xs = all(series, Point::x);
    Scale x =
        switch (figure.across().kind()) {
          case EPOCH -> new Scale.Linear();
          case FALLING ->
              Arrays.stream(xs).allMatch(v -> v > 0) ? new Scale.Log() : new Scale.Linear();
          case VALUE -> new Scale.Settings(xs);
        };
    List<Series> finished = series.stream().filter(s -> !s.isAlone()).toList();
    double[] means = all(finished.isEmpty() ? series : finished, Point::mean);
    Scale y = panels.iterator().next().scale();
    double[] across = range(x, xs);
    if (figure.across().kind() == Across.Kind.EPOCH && across[0] < 0.05 * across[1]) {
      across[0] = Math.min(across[0], 0);
    }
    if (across[0] == across[1]) {
      across = new double[] {across[0] - 0.5, across[1] + 0.5};
    } else if (figure.across().kind() == Across.Kind.VALUE) {
      double margin = 0.06 * (across[1] - across[0]);
      across = new double[] {across[0] - margin, across[1] + margin};
    }
    if (series.stream().anyMatch(Series::isSparse)) { // room for the dots at both ends
      double margin = 0.01 * (across[1] - across[0]);
      across = new double[] {across[0] - margin, across[1] + margin};
    }
    double[] up = vertical(figure, panels, series, y, means);
    return new Frame(x, across[0], across[1], y, up[0], up[1]);
  }

  private static double[] vertical(
      Figure figure, Collection<Panel> panels, List<Series> series, Scale y, double[] means) {
    double[] lines = range(y, means);
    double span = lines[1] - lines[0];
    double[] bands =
        range(
            y,
            Stream.<ToDoubleFunction<Point>>of(Point::low, Point::high, Point::mean)
                .flatMapToDouble(column -> Arrays.stream(all(series, column)))
                .toArray());
    double low = Math.min(lines[0], Math.max(bands[0], lines[0] - span / 2));
    double high = Math.max(lines[1], Math.min(bands[1], lines[1] + span / 2));
    span = high - low;
    for (Panel panel : panels) {
      for (Panel.Level level : panel.levels()) {
        double place = y.place(level.value());
        double reach = y instanceof Scale.Log ? 3 * span : span;
        if (place > high && place < high + reach) {
          high = place;
        } else if (place < low && place > low - reach) {
          low = place;
        }
      }
    }
    double margin = high > low ? 0.04 * (high - low) : high == 0 ? 1 : 0.05 * Math.abs(high);
    boolean fromZero =
        y instanceof Scale.Linear
            && lines[0] >= 0
            && (figure.kind() == Metric.Kind.SHARE || lines[0] < 0.25 * lines[1]);
    double top = figure.kind() == Metric.Kind.SHARE ? Math.min(high, 1) : high;
    return new double[] {fromZero ? 0 : low - margin, top + margin};
  }

  /** Whether a level lies within the vertical axis. */
  boolean shows(Panel.Level level) {
    double place = y.place(level.value());
    return place >= yLow && place <= yHigh;
  }

  private static double[] all(List<Series> series, ToDoubleFunction<Point> column) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(column).toArray();
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
