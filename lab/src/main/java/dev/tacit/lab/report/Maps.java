package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.MapPlot.Cell;
import dev.tacit.lab.report.MapPlot.Named;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.AtStage;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Varied;
import dev.tacit.lab.study.Varied.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Maps of the optimizers that vary along exactly two settings. */
final class Maps {
  private final Study study;
  private final AtStage at;

  Maps(Study study) {
    this.study = study;
    at = new AtStage(study);
  }

  /** Whether an optimizer has maps. */
  boolean show(Optimizer optimizer) {
    return study.varied(optimizer).axes().size() == 2;
  }

  /** Of optimizers that vary along more than two settings, a sentence each; else empty. */
  String unmapped() {
    StringBuilder text = new StringBuilder();
    for (Optimizer optimizer : study.optimizers()) {
      List<Axis> axes = study.varied(optimizer).axes();
      if (axes.size() > 2) {
        text.append(text.isEmpty() ? "" : " ").append(optimizer.name()).append(" varies along ");
        text.append(axes.stream().map(axis -> name(axis.path())).collect(Collectors.joining(", ")));
        text.append(": a map has two settings, and none is drawn with the others at their best.");
      }
    }
    return text.toString();
  }

  private List<Optimizer> mapped() {
    return study.optimizers().stream().filter(this::show).toList();
  }

  /** A metric's map, a panel for each optimizer with two axes. */
  Optional<MapPlot> of(String metric) {
    Scale scale = scale(metric);
    List<MapPlot.Panel> panels = new ArrayList<>();
    List<Axis> all = mapped().stream().flatMap(o -> study.varied(o).axes().stream()).toList();
    for (Optimizer optimizer : mapped()) {
      List<Axis> axes = acrossAndUp(study.varied(optimizer).axes(), all);
      Named across = named(axes.get(0));
      Named up = named(axes.get(1));
      List<Cell> cells = cells(metric, study.varied(optimizer), across.axis(), up.axis(), scale);
      if (cells.stream().anyMatch(cell -> cell.mean() != null)) {
        panels.add(new MapPlot.Panel(optimizer, across, up, framed(metric, cells)));
      }
    }
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    Metric words = study.words().of(metric);
    return Optional.of(
        new MapPlot(
            "map-" + Figures.fileName(metric),
            words.title() + " over " + MapPlot.settings(panels) + ", " + at.words(),
            metric,
            words.quantity(),
            scale,
            "lowest mean",
            panels,
            caption(words, panels, scale)));
  }

  /**
   * Which of two axes goes across: the longer one, of the longest of its name, so that it goes the
   * same way for all; of equally long ones the optimizer's own.
   *
   * @param all axes of the maps that stand side by side
   */
  static List<Axis> acrossAndUp(List<Axis> two, List<Axis> all) {
    int longer = length(two.get(0), all) - length(two.get(1), all);
    boolean common = two.get(0).path().equals(Grid.common(two.get(0).path()));
    boolean turned = longer < 0 || (longer == 0 && common);
    return turned ? List.of(two.get(1), two.get(0)) : two;
  }

  private static int length(Axis axis, List<Axis> all) {
    return all.stream()
        .filter(other -> Grid.common(other.path()).equals(Grid.common(axis.path())))
        .mapToInt(other -> other.values().size())
        .max()
        .orElse(0);
  }

  private Scale scale(String metric) {
    return Scales.of(
        study.words().of(metric),
        study.variants().stream()
            .flatMap(v -> mapped().stream().flatMap(o -> at.values(metric, o, v).stream()))
            .mapToDouble(Double::doubleValue));
  }

  private List<Cell> cells(String metric, Varied runs, Axis across, Axis up, Scale scale) {
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < up.values().size(); row++) {
      for (int column = 0; column < across.values().size(); column++) {
        JsonNode x = across.values().get(column);
        JsonNode y = up.values().get(row);
        List<RunRecord> all = runs.runs(Map.of(across.path(), x, up.path(), y));
        if (!all.isEmpty()) {
          List<RunRecord> usable = all.stream().filter(study::isUsable).toList();
          List<Double> values = at.values(metric, usable);
          Crossing crossing = study.crossing(usable);
          Point mean = SeriesBuilder.Line.point(0, values, scale, crossing).orElse(null);
          long shown = values.stream().filter(Double::isFinite).count();
          long lost =
              all.stream().filter(run -> !study.isUsable(run) && !run.state().isOnItsWay()).count();
          int without = (int) (usable.size() - shown + lost);
          cells.add(new Cell(column, row, mean, without, false));
        }
      }
    }
    return cells;
  }

  /** The same with the best cell marked, where a metric is to be small. */
  private static List<Cell> framed(String metric, List<Cell> cells) {
    List<Point> means = cells.stream().map(Cell::mean).filter(mean -> mean != null).toList();
    Point best = Metric.isBetterLow(metric) ? Series.best(means).orElse(null) : null;
    List<Cell> framed = new ArrayList<>();
    boolean found = best == null;
    for (Cell c : cells) {
      boolean is = !found && best.equals(c.mean());
      framed.add(new Cell(c.column(), c.row(), c.mean(), c.without(), is));
      found |= is;
    }
    return framed;
  }

  private Named named(Axis axis) {
    return new Named(name(axis.path()), axis);
  }

  private String name(String path) {
    return Grid.shortName(study.variants(), path);
  }

  private String caption(Metric metric, List<MapPlot.Panel> panels, Scale scale) {
    String where = "Values of finished runs " + at.words() + ".";
    return (metric.how() + " " + where).strip() + MapPlot.cells(panels, scale, "Lowest");
  }
}
