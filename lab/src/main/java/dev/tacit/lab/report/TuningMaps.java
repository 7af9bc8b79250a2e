package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.MapPlot.Cell;
import dev.tacit.lab.report.MapPlot.Named;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.store.TuningRecord.Rung;
import dev.tacit.lab.store.TuningRecord.Search;
import dev.tacit.lab.store.TuningRecord.Trial;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import dev.tacit.lab.study.Varied;
import dev.tacit.lab.study.Varied.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a tuning tried along two axes, as a map for each point of the common grid. */
final class TuningMaps {
  private final Study study;
  private final TuningRecord tuning;
  private final Metric metric;
  private final Scale scale;
  private final Set<String> paths = new LinkedHashSet<>();

  TuningMaps(Study study, TuningRecord tuning, Metric metric, Scale scale) {
    this.study = study;
    this.tuning = tuning;
    this.metric = metric;
    this.scale = scale;
    tuning.searches().stream()
        .flatMap(search -> axes(search).stream())
        .forEach(axis -> paths.add(Grid.common(axis.path())));
  }

  private static List<Axis> axes(Search search) {
    return search.axes().stream()
        .filter(axis -> axis.values().size() > 1)
        .map(axis -> Varied.axis(axis.path(), axis.values()))
        .toList();
  }

  List<MapPlot> all() {
    Map<Map<String, JsonNode>, List<MapPlot.Panel>> byPoint = new LinkedHashMap<>();
    for (Search search : tuning.searches()) {
      Optional<Optimizer> optimizer = study.optimizer(search.optimizer());
      if (optimizer.isPresent() && axes(search).size() == 2) {
        byPoint
            .computeIfAbsent(search.point(), point -> new ArrayList<>())
            .add(panel(search, optimizer.get()));
      }
    }
    List<MapPlot> maps = new ArrayList<>();
    for (Variant point : Variant.of(List.copyOf(byPoint.keySet()))) {
      String number = byPoint.size() > 1 ? "-" + (maps.size() + 1) : "";
      String where = point.label().isEmpty() ? "" : ", " + point.label();
      List<MapPlot.Panel> panels = byPoint.get(point.values());
      maps.add(
          new MapPlot(
              "tuning-map" + number,
              metric.title() + " over " + MapPlot.settings(panels) + where + ", tuning seeds",
              metric.name(),
              metric.quantity(),
              scale,
              "chosen",
              panels,
              caption(panels)));
    }
    return maps;
  }

  private MapPlot.Panel panel(Search search, Optimizer optimizer) {
    List<Axis> all = tuning.searches().stream().flatMap(s -> axes(s).stream()).toList();
    List<Axis> axes = Maps.acrossAndUp(axes(search), all);
    Named across = named(axes.get(0));
    Named up = named(axes.get(1));
    List<Cell> cells = new ArrayList<>();
    for (Trial trial : search.trials()) {
      int column = across.index(trial.values().get(across.axis().path()));
      int row = up.index(trial.values().get(up.axis().path()));
      if (column >= 0 && row >= 0 && !trial.rungs().isEmpty()) {
        Rung rung = trial.rungs().get(0); // the first, which is known of every setting alike
        List<Double> values = Arrays.stream(rung.values()).boxed().toList();
        Point mean = SeriesBuilder.Line.point(0, values, scale, Crossing.NONE).orElse(null);
        int without = rung.scores().size() - values.size();
        cells.add(new Cell(column, row, mean, without, trial.equals(search.best())));
      }
    }
    return new MapPlot.Panel(optimizer, across, up, cells);
  }

  private Named named(Axis axis) {
    return new Named(Variant.shortName(Grid.common(axis.path()), paths), axis);
  }

  private String caption(List<MapPlot.Panel> panels) {
    String halving =
        tuning.halving() == null
            ? ""
            : " within the first " + tuning.halving().epochs() + " epochs";
    return (metric.how() + " At '" + tuning.at() + "'" + halving + ".").strip()
        + MapPlot.cells(panels, scale, "Chosen");
  }
}
