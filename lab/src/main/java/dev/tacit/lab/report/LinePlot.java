package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.DiagramPainter;
import dev.tacit.lab.figure.DiagramPainter.Drawn;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Lines over axes.
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
record LinePlot(
    String name,
    String title,
    String quantity,
    Across across,
    Metric.Kind kind,
    List<Panel> panels,
    boolean apart,
    String caption)
    implements Figure {

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

  @Override
  public boolean isWide() {
    return panels.size() > 1;
  }

  @Override
  public Drawing write(Path directory) throws IOException {
    Drawn drawn = draw(directory);
    String none = ""; // small panels are for comparing shapes; their numbers are in the files
    return new Drawing(this, drawn.svg(), apart ? none : HoverData.of(this, drawn.panels()));
  }

  /** The same, with where the data came to lie. */
  Drawn draw(Path directory) throws IOException {
    return DiagramPainter.write(diagram(), directory, csv());
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

  /** One row a point, empty where there is no band. */
  @Override
  public String csv() {
    StringBuilder text = new StringBuilder("metric,optimizer,variant,");
    text.append(across.column()).append(",mean,low,high,n,line\n");
    for (Panel panel : panels) {
      String mean = panel.scale() instanceof Scale.Log ? "geometric mean" : "mean";
      for (Series s : panel.series()) {
        String head =
            Cells.text(s.metric())
                + ","
                + Cells.text(s.optimizer().label())
                + ","
                + Cells.text(s.variant().label());
        String line = Cells.text(s.isMean() ? mean : s.run());
        for (Series.Point point : s.points()) {
          text.append(head).append(',').append(point.x()).append(',').append(point.mean());
          text.append(',')
              .append(Cells.number(point.low()))
              .append(',')
              .append(Cells.number(point.high()));
          text.append(',').append(point.n()).append(',').append(line).append('\n');
        }
      }
    }
    return text.toString();
  }
}
