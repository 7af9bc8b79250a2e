package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Star;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.report.SeriesBuilder.Line;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.AtStage;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.SeedFactors;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import dev.tacit.lab.study.Varied.Axis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Values at the study's stage along one numeric setting; the other settings are panels. A setting
 * that optimizers have along axes of their own ({@code optimizers.sgd.lr}, {@code
 * optimizers.adam.lr}) is one setting: each optimizer's line has its own values, and one without
 * such an axis is a level. Nothing is repeated for the values of another optimizer's axis.
 */
final class Grid {
  private static final String OPTIMIZERS = "optimizers.";

  private final Study study;
  private final String setting;
  private final AtStage at;

  /**
   * Along a setting.
   *
   * @param setting of {@link #settings}
   */
  Grid(Study study, String setting) {
    this.study = study;
    this.setting = setting;
    at = new AtStage(study);
  }

  /**
   * The settings that take several values, all of them numbers, seeds left out; of an optimizer's
   * own without the optimizer, as in {@code optimizers.lr}.
   */
  static List<String> settings(List<Variant> variants) {
    Map<String, Set<JsonNode>> values = new LinkedHashMap<>();
    for (Variant variant : variants) {
      variant
          .values()
          .forEach(
              (path, value) ->
                  values.computeIfAbsent(common(path), key -> new LinkedHashSet<>()).add(value));
    }
    return values.entrySet().stream()
        .filter(e -> e.getValue().size() > 1 && !SeedFactors.isSeed(e.getKey()))
        .filter(e -> e.getValue().stream().allMatch(JsonNode::isNumber))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The setting without whose it is. */
  static String common(String path) {
    return path.startsWith(OPTIMIZERS)
        ? OPTIMIZERS + path.substring(path.indexOf('.', OPTIMIZERS.length()) + 1)
        : path;
  }

  /** As in "at the end". */
  String stage() {
    return at.words();
  }

  /** The setting's short name. */
  String label() {
    return shortName(study.variants(), setting);
  }

  /** The setting, as in {@code optimizers.lr}. */
  String setting() {
    return setting;
  }

  /** A setting's short name among those of a study, without whose it is. */
  static String shortName(List<Variant> variants, String path) {
    Set<String> paths = new LinkedHashSet<>();
    variants.forEach(v -> v.values().keySet().forEach(other -> paths.add(common(other))));
    return Variant.shortName(common(path), paths);
  }

  /** The optimizer's axis, if it has one. */
  private Optional<Axis> axis(Optimizer optimizer) {
    return study.varied(optimizer).axes().stream()
        .filter(axis -> common(axis.path()).equals(setting))
        .findFirst();
  }

  /** A panel with its lines; the optimizers' own paths are left out of its settings. */
  private record Place(List<Series> series, List<Level> levels) {}

  /** How many panels lines of some optimizers take at most. */
  int count(Predicate<Optimizer> shown) {
    return (int)
        study.optimizers().stream()
            .filter(shown)
            .filter(optimizer -> axis(optimizer).isPresent())
            .flatMap(o -> study.varied(o).combinations(axis(o)).stream())
            .map(Grid::withoutWhose)
            .distinct()
            .count();
  }

  /** All panels. */
  List<Panel> panels(String metric) {
    return panels(metric, optimizer -> true);
  }

  /**
   * A panel for every combination of the other settings. Where a metric is to be small, a star is
   * on the best point of each line.
   *
   * @param shown the optimizers that have lines
   */
  List<Panel> panels(String metric, Predicate<Optimizer> shown) {
    Scale scale = scale(metric);
    Map<Map<String, JsonNode>, Place> places = new LinkedHashMap<>();
    for (Optimizer optimizer : study.optimizers()) {
      if (shown.test(optimizer)) {
        Optional<Axis> axis = axis(optimizer);
        for (Map<String, JsonNode> others : study.varied(optimizer).combinations(axis)) {
          Place place = places.computeIfAbsent(withoutWhose(others), key -> place());
          if (axis.isPresent()) {
            place.series().addAll(line(metric, optimizer, axis.get(), others, scale));
          } else {
            level(metric, optimizer, others, scale).ifPresent(place.levels()::add);
          }
        }
      }
    }
    places.values().removeIf(place -> place.series().isEmpty());
    List<Panel> panels = new ArrayList<>();
    for (Map<String, JsonNode> others : sorted(places.keySet())) {
      Place place = places.get(others);
      Panel panel =
          new Panel(
              heading(others, place, places.size()),
              scale,
              place.series(),
              List.of(),
              place.levels());
      panels.add(Metric.isBetterLow(metric) ? panel.starred(stars(panel)) : panel);
    }
    return panels;
  }

  private static Place place() {
    return new Place(new ArrayList<>(), new ArrayList<>());
  }

  private static Map<String, JsonNode> withoutWhose(Map<String, JsonNode> others) {
    Map<String, JsonNode> common = new TreeMap<>();
    others.forEach((path, value) -> common.put(common(path), value));
    return common;
  }

  /** By rising values where these are numbers; without a setting after those with it. */
  private static List<Map<String, JsonNode>> sorted(Set<Map<String, JsonNode>> combinations) {
    List<Map<String, JsonNode>> all = new ArrayList<>(combinations);
    List<String> paths =
        new ArrayList<>(all.stream().flatMap(c -> c.keySet().stream()).distinct().toList());
    Collections.reverse(paths);
    for (String path : paths) { // sorting is stable: the first setting decides
      all.sort(
          Comparator.comparingDouble(
              c ->
                  c.containsKey(path) && c.get(path).isNumber()
                      ? c.get(path).asDouble()
                      : Double.POSITIVE_INFINITY));
    }
    return all;
  }

  /** The settings, or who has none where others have. */
  private static String heading(Map<String, JsonNode> others, Place place, int panels) {
    return others.isEmpty() && panels > 1
        ? place.series().stream()
            .map(series -> series.optimizer().name())
            .distinct()
            .collect(Collectors.joining(", "))
        : Variant.of(List.of(others)).get(0).label();
  }

  private static List<Star> stars(Panel panel) {
    List<Star> stars = new ArrayList<>();
    for (Series series : panel.means()) {
      Point best = Series.best(series.points()).orElseThrow();
      stars.add(new Star(best.x(), best.mean(), Colours.of(series.optimizer()), "lowest mean"));
    }
    return stars;
  }

  private Optional<Level> level(
      String metric, Optimizer optimizer, Map<String, JsonNode> others, Scale scale) {
    List<Double> values = at.values(metric, usable(optimizer, others));
    return Line.point(0, values, scale, Crossing.NONE)
        .map(
            point ->
                new Level(
                    point.mean(),
                    optimizer.name() + " (one " + label() + ")",
                    Colours.of(optimizer)));
  }

  private List<RunRecord> usable(Optimizer optimizer, Map<String, JsonNode> values) {
    return study.varied(optimizer).runs(values).stream().filter(study::isUsable).toList();
  }

  private Scale scale(String metric) {
    return Scales.of(
        study.words().of(metric),
        study.variants().stream()
            .flatMap(
                v -> study.optimizers().stream().flatMap(o -> at.values(metric, o, v).stream()))
            .mapToDouble(Double::doubleValue));
  }

  /** The mean along the axis, and behind it the seeds where they are few. */
  private List<Series> line(
      String metric, Optimizer optimizer, Axis axis, Map<String, JsonNode> others, Scale scale) {
    Variant heading = Variant.of(List.of(others)).get(0);
    Line line = new Line(scale);
    Map<Long, Line> single = new TreeMap<>();
    int seeds = 0;
    for (JsonNode value : axis.values()) {
      Map<String, JsonNode> setting = new HashMap<>(others);
      setting.put(axis.path(), value);
      List<RunRecord> runs = usable(optimizer, setting);
      List<Double> values = at.values(metric, runs);
      double x = value.asDouble();
      line.add(x, values, study.crossing(runs));
      seeds = Math.max(seeds, values.size());
      if (!SeriesBuilder.few(runs).isEmpty()) {
        for (int i = 0; i < runs.size(); i++) {
          long seed = runs.get(i).manifest().seed();
          single.computeIfAbsent(seed, key -> new Line(scale)).add(x, List.of(values.get(i)));
        }
      }
    }
    List<Series> series = new ArrayList<>();
    line.mean(metric, optimizer, heading, seeds).ifPresent(series::add);
    single.forEach(
        (seed, own) -> own.seed(metric, optimizer, heading, seed).ifPresent(series::add));
    return series;
  }

  /**
   * Where each line is best, in words, and whether that is at the end of its axis, beyond which it
   * may go on falling; of the runs that were to be there those that diverged.
   */
  String lowest(List<Panel> panels) {
    List<String> words = new ArrayList<>();
    for (Panel panel : panels) {
      for (Series series : panel.means()) {
        double best = Series.best(series.points()).orElseThrow().x();
        List<JsonNode> tried = axis(series.optimizer()).orElseThrow().values();
        boolean first = best == tried.get(0).asDouble();
        boolean last = best == tried.get(tried.size() - 1).asDouble();
        words.add(
            (panel.heading().isEmpty() ? "" : panel.heading() + ": ")
                + series.optimizer().name()
                + " at "
                + label()
                + " = "
                + tried.stream()
                    .filter(value -> value.asDouble() == best)
                    .map(Variant::text)
                    .findFirst()
                    .orElseThrow()
                + (first
                    ? ", the smallest that was tried"
                    : last ? ", the largest that was tried" : ""));
      }
    }
    boolean unequal =
        panels.stream()
            .flatMap(panel -> panel.means().stream())
            .anyMatch(s -> s.points().stream().mapToInt(Point::n).distinct().count() > 1);
    String diverged = diverged();
    return (unequal ? "Lowest, of the settings with the most runs: " : "Lowest: ")
        + String.join("; ", words)
        + "."
        + (diverged.isEmpty() ? "" : " " + diverged);
  }

  private String diverged() {
    long count = study.runs().stream().filter(run -> run.state() == State.diverged).count();
    return count == 0
        ? ""
        : count + " of " + study.runs().size() + " runs diverged and are not among the values.";
  }
}
