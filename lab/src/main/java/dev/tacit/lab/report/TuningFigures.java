package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Figure.Across;
import dev.tacit.lab.store.TuningRecord;
import dev.tacit.lab.store.TuningRecord.Rung;
import dev.tacit.lab.store.TuningRecord.Search;
import dev.tacit.lab.store.TuningRecord.Trial;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The whole profile of a tuning: the criterion along each axis of numbers, one line an optimizer.
 * Of several axes the others are at their best. What is drawn is in the experiment's record; no run
 * is read.
 */
final class TuningFigures {
  private final Study study;
  private final TuningRecord tuning;
  private final Metric metric;
  private final Scale scale;

  private TuningFigures(Study study, TuningRecord tuning) {
    this.study = study;
    this.tuning = tuning;
    metric = study.words().of(tuning.by());
    scale =
        metric.kind() == Metric.Kind.SHARE
            ? new Scale.Linear()
            : Scale.of(
                tuning.searches().stream()
                    .flatMap(search -> search.trials().stream())
                    .flatMap(trial -> first(trial).stream())
                    .flatMapToDouble(rung -> Arrays.stream(rung.values()))
                    .toArray());
  }

  /** One figure for each axis of numbers; none without tuning. */
  static List<Figure> of(Study study) {
    TuningRecord tuning = study.experiment().tuning();
    return tuning == null ? List.of() : new TuningFigures(study, tuning).all();
  }

  /** How it did at first, which is known of every setting alike. */
  private static Optional<Rung> first(Trial trial) {
    return trial.rungs().stream().findFirst();
  }

  private List<Figure> all() {
    Set<String> axes = new LinkedHashSet<>();
    for (Search search : tuning.searches()) {
      search.axes().stream()
          .filter(axis -> axis.values().size() > 1)
          .filter(axis -> axis.values().stream().allMatch(JsonNode::isNumber))
          .forEach(axis -> axes.add(Grid.common(axis.path())));
    }
    List<Figure> figures = new ArrayList<>();
    for (String axis : axes) {
      figure(axis, axes).ifPresent(figures::add);
    }
    return figures;
  }

  private Optional<Figure> figure(String axis, Set<String> axes) {
    Map<Map<String, JsonNode>, List<Search>> byPoint = new LinkedHashMap<>();
    for (Search search : tuning.searches()) {
      byPoint.computeIfAbsent(search.point(), key -> new ArrayList<>()).add(search);
    }
    List<Variant> points = Variant.of(List.copyOf(byPoint.keySet()));
    List<Panel> panels = new ArrayList<>();
    List<Panel> marked = new ArrayList<>();
    for (Variant point : points) {
      List<Series> series = new ArrayList<>();
      Set<Diagram.Mark> marks = new LinkedHashSet<>();
      for (Search search : byPoint.get(point.values())) {
        Optional<Optimizer> optimizer = study.optimizer(search.optimizer());
        Optional<String> path = path(search, axis);
        if (optimizer.isPresent() && path.isPresent()) {
          series.addAll(line(search, path.get(), optimizer.get(), point));
          if (search.best() != null) {
            double x = search.best().values().get(path.get()).asDouble();
            marks.add(new Diagram.Mark(x, Colours.of(optimizer.get())));
          }
        }
      }
      if (!series.isEmpty()) {
        Panel panel = new Panel(point.label(), scale, series);
        panels.add(panel);
        marked.add(panel.marked(List.copyOf(marks)));
      }
    }
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    String setting = Variant.shortName(axis, axes);
    Across across = new Across(setting, axis, Diagram.Across.Kind.VALUE);
    return Optional.of(
        new Figure(
            "tuning-" + axis.replaceAll("[^A-Za-z0-9_]+", "-"),
            metric.title() + " against " + setting + ", tuning seeds",
            metric.quantity(),
            across,
            metric.kind(),
            marked,
            false,
            Captions.of(metric, across, panels, remark(axis))));
  }

  private static Optional<String> path(Search search, String axis) {
    return search.axes().stream()
        .map(TuningRecord.Axis::path)
        .filter(path -> Grid.common(path).equals(axis))
        .findFirst();
  }

  /** The mean along an axis, and behind it the tuning seeds where they are few. */
  private List<Series> line(Search search, String path, Optimizer optimizer, Variant point) {
    Map<Double, double[]> best = new TreeMap<>();
    for (Trial trial : search.trials()) {
      Optional<Rung> rung = first(trial).filter(r -> !r.scores().contains(null));
      if (rung.isPresent() && trial.values().get(path) != null) {
        best.merge(
            trial.values().get(path).asDouble(),
            rung.get().values(),
            (one, other) -> mean(other) < mean(one) ? other : one);
      }
    }
    SeriesBuilder.Line line = new SeriesBuilder.Line(scale);
    best.forEach((x, values) -> line.add(x, Arrays.stream(values).boxed().toList()));
    List<Series> series = new ArrayList<>();
    int seeds = tuning.seeds().size();
    line.mean(tuning.by(), optimizer, point, seeds).ifPresent(series::add);
    for (int i = 0; i < seeds && seeds > 1 && seeds <= SeriesBuilder.MOST_SEEDS; i++) {
      SeriesBuilder.Line own = new SeriesBuilder.Line(scale);
      for (Map.Entry<Double, double[]> values : best.entrySet()) {
        own.add(values.getKey(), List.of(values.getValue()[i]));
      }
      own.seed(tuning.by(), optimizer, point, tuning.seeds().get(i)).ifPresent(series::add);
    }
    return series;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private String remark(String axis) {
    StringBuilder text = new StringBuilder("At '" + tuning.at() + "'");
    if (tuning.halving() != null) {
      text.append(" within the first ").append(tuning.halving().epochs()).append(" epochs");
    }
    text.append(". Vertical lines: what was chosen.");
    boolean several = tuning.searches().stream().anyMatch(search -> search.axes().size() > 1);
    if (several) {
      text.append(" The other axes are at their best.");
    }
    long without =
        tuning.searches().stream()
            .filter(search -> path(search, axis).isPresent())
            .flatMap(search -> search.trials().stream())
            .flatMap(trial -> first(trial).stream())
            .filter(rung -> rung.scores().contains(null))
            .count();
    if (without > 0) {
      text.append(" Not drawn: ")
          .append(without)
          .append(without == 1 ? " setting" : " settings")
          .append(" with which a run diverged or was never there.");
    }
    return text.toString();
  }
}
