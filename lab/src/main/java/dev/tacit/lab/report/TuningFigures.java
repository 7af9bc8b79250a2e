package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.LinePlot.Across;
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
        Scales.of(
            metric,
            tuning.searches().stream()
                .flatMap(search -> search.trials().stream())
                .flatMap(trial -> first(trial).stream())
                .flatMapToDouble(rung -> Arrays.stream(rung.values())));
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
      figures.addAll(along(axis, axes));
    }
    figures.addAll(new TuningMaps(study, tuning, metric, scale).all());
    return figures;
  }

  private List<Figure> along(String axis, Set<String> axes) {
    Map<Map<String, JsonNode>, List<Search>> byPoint = new LinkedHashMap<>();
    for (Search search : tuning.searches()) {
      byPoint.computeIfAbsent(search.point(), key -> new ArrayList<>()).add(search);
    }
    List<Variant> points = Variant.of(List.copyOf(byPoint.keySet()));
    List<Panel> panels = new ArrayList<>();
    for (Variant point : points) {
      List<Series> series = new ArrayList<>();
      List<Diagram.Star> stars = new ArrayList<>();
      for (Search search : byPoint.get(point.values())) {
        Optional<Optimizer> optimizer = study.optimizer(search.optimizer());
        Optional<String> path = path(search, axis);
        if (optimizer.isPresent() && path.isPresent()) {
          List<Series> own = line(search, path.get(), optimizer.get(), point);
          series.addAll(own);
          chosen(search, path.get(), own).ifPresent(stars::add);
        }
      }
      if (!series.isEmpty()) {
        panels.add(new Panel(point.label(), scale, series).starred(stars));
      }
    }
    String setting = Variant.shortName(axis, axes);
    Across across = new Across(setting, axis, Diagram.Across.Kind.VALUE);
    return Panel.bySix(
        panels,
        (six, part) ->
            new LinePlot(
                "tuning-" + Figures.fileName(axis) + part,
                metric.title() + " against " + setting + ", tuning seeds",
                metric.quantity(),
                across,
                metric.kind(),
                six,
                false,
                Captions.of(metric, across, six, remark(axis))));
  }

  private static Optional<String> path(Search search, String axis) {
    return search.axes().stream()
        .map(TuningRecord.Axis::path)
        .filter(path -> Grid.common(path).equals(axis))
        .findFirst();
  }

  /** A star on the line's point at what was chosen. */
  private static Optional<Diagram.Star> chosen(Search search, String path, List<Series> lines) {
    if (search.best() == null || lines.isEmpty()) {
      return Optional.empty();
    }
    double x = search.best().values().get(path).asDouble();
    Series mean = lines.get(0);
    return mean.points().stream()
        .filter(point -> point.x() == x)
        .findFirst()
        .map(p -> new Diagram.Star(x, p.mean(), Colours.of(mean.optimizer()), "chosen"));
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

  /** What was chosen along an axis, and whether that is the end of what was tried. */
  private String choices(String axis) {
    List<String> words = new ArrayList<>();
    for (Search search : tuning.searches()) {
      Optional<TuningRecord.Axis> along =
          search.axes().stream().filter(a -> Grid.common(a.path()).equals(axis)).findFirst();
      if (search.best() != null && along.isPresent()) {
        JsonNode value = search.best().values().get(along.get().path());
        String point = Variant.of(List.of(search.point())).get(0).label();
        String border = along.get().border();
        words.add(
            (point.isEmpty() ? "" : point + ": ")
                + study.optimizer(search.optimizer()).map(Optimizer::name).orElse("")
                + " at "
                + Variant.text(value)
                + (border.isEmpty() ? "" : " (" + border + ")"));
      }
    }
    return words.isEmpty() ? "" : " Chosen: " + String.join("; ", words) + ".";
  }

  private String remark(String axis) {
    StringBuilder text = new StringBuilder("At '" + tuning.at() + "'");
    if (tuning.halving() != null) {
      text.append(" within the first ").append(tuning.halving().epochs()).append(" epochs");
    }
    text.append(".").append(choices(axis));
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
