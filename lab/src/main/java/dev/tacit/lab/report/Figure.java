package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a figure shows, before it is drawn.
 *
 * @param name of its files
 * @param title what, in words
 * @param quantity the vertical axis: a formula or a unit
 * @param across the horizontal axis
 * @param kind of its values
 * @param panels its axes, side by side; they share the vertical axis unless {@code apart}
 * @param apart whether every panel has a vertical axis of its own
 * @param caption what is measured and how, in sentences
 */
record Figure(
    String name,
    String title,
    String quantity,
    Across across,
    Metric.Kind kind,
    List<Panel> panels,
    boolean apart,
    String caption) {

  /**
   * A horizontal axis.
   *
   * @param label under it
   * @param column its name in a CSV file
   * @param kind of scale
   */
  record Across(String label, String column, Kind kind) {
    static final Across EPOCH = new Across("epoch", "epoch", Kind.EPOCH);
    static final Across LOSS =
        new Across("training loss (falling to the right)", "train/loss", Kind.FALLING);
  }

  List<Series> series() {
    List<Series> all = new ArrayList<>();
    panels.forEach(panel -> all.addAll(panel.series()));
    return all;
  }

  /** What is drawn. */
  Diagram diagram() {
    Map<Optimizer, List<Series>> lines = new HashMap<>();
    series().forEach(s -> lines.computeIfAbsent(s.optimizer(), o -> new ArrayList<>()).add(s));
    Map<Optimizer, String> labels = new HashMap<>();
    lines.forEach(
        (optimizer, series) ->
            labels.put(optimizer, optimizer.name() + " (" + seeds(series) + ")"));
    return new Diagram(
        name,
        title,
        quantity,
        new Diagram.Across(across.label(), across.kind()),
        panels.stream()
            .map(panel -> panel.drawn(kind == Metric.Kind.SHARE, joined(), labels))
            .toList(),
        apart,
        true,
        Diagram.Size.of(panels.size()));
  }

  /** Whether the points of a single seed belong together as moments of one run do. */
  boolean joined() {
    return across.kind() != Kind.VALUE;
  }

  /** As in "5 seeds", "3–5 seeds + 1 diverged". */
  private static String seeds(List<Series> series) {
    IntSummaryStatistics averaged =
        series.stream().filter(Series::isMean).mapToInt(Series::seeds).summaryStatistics();
    long diverged = series.stream().filter(Series::diverged).count();
    long unfinished = series.stream().filter(Series::isStopped).count() - diverged;
    StringJoiner text = new StringJoiner(" + ");
    if (averaged.getCount() > 0) {
      int fewest = averaged.getMin();
      int most = averaged.getMax();
      text.add((fewest == most ? "" : fewest + "–") + most + (most == 1 ? " seed" : " seeds"));
    }
    if (diverged > 0) {
      text.add(diverged + " diverged");
    }
    if (unfinished > 0) {
      text.add(unfinished + " unfinished");
    }
    return text.toString();
  }

  /** The numbers drawn, as CSV: one row a point, empty where there is no band. */
  String csv() {
    StringBuilder text = new StringBuilder("metric,optimizer,variant,");
    text.append(across.column()).append(",mean,low,high,n,line\n");
    for (Panel panel : panels) {
      String mean = panel.scale() instanceof Scale.Log ? "geometric mean" : "mean";
      for (Series s : panel.series()) {
        String head =
            cell(s.metric()) + "," + cell(s.optimizer().label()) + "," + cell(s.variant().label());
        String line = cell(s.isMean() ? mean : s.run());
        for (Series.Point point : s.points()) {
          text.append(head).append(',').append(point.x()).append(',').append(point.mean());
          text.append(',').append(orEmpty(point.low())).append(',').append(orEmpty(point.high()));
          text.append(',').append(point.n()).append(',').append(line).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static String orEmpty(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String cell(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
