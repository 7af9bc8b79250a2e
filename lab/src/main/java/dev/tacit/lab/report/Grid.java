package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Star;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.report.SeriesBuilder.Line;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.AtStage;
import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values at the study's stage along one numeric setting; the other settings are panels. A setting
 * that optimizers have along axes of their own ({@code optimizers.sgd.lr}, {@code
 * optimizers.adam.lr}) is one setting: each optimizer's line has its own values, and one without
 * such an axis is a level.
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
   * The settings that take several values, all of them numbers; of an optimizer's own without the
   * optimizer, as in {@code optimizers.lr}.
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
        .filter(e -> e.getValue().size() > 1)
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

  /** An optimizer's path of the setting. */
  private String path(Optimizer optimizer) {
    return setting.startsWith(OPTIMIZERS)
        ? OPTIMIZERS + optimizer.label() + "." + setting.substring(OPTIMIZERS.length())
        : setting;
  }

  /** As in "at the end". */
  String stage() {
    return at.words();
  }

  /** The setting's short name. */
  String label() {
    Set<String> paths = new LinkedHashSet<>();
    study.variants().forEach(v -> v.values().keySet().forEach(path -> paths.add(common(path))));
    return Variant.shortName(setting, paths);
  }

  /**
   * A panel for every combination of the other settings that are common to all optimizers. Where a
   * metric is to be small, a star is on the best point of each line.
   */
  List<Panel> panels(String metric) {
    Set<Map<String, JsonNode>> rest = new LinkedHashSet<>();
    study.variants().forEach(variant -> rest.add(others(variant)));
    Scale scale = scale(metric);
    List<Panel> panels = new ArrayList<>();
    for (Map<String, JsonNode> others : rest) {
      Variant heading = Variant.of(List.of(others)).get(0);
      List<Series> series = new ArrayList<>();
      List<Level> levels = new ArrayList<>();
      for (Optimizer optimizer : study.optimizers()) {
        List<Variant> own = along(optimizer, others);
        if (own.isEmpty()) {
          level(metric, optimizer, others, scale).ifPresent(levels::add);
        } else {
          series.addAll(line(metric, optimizer, own, heading, scale));
        }
      }
      if (!series.isEmpty()) {
        Panel panel = new Panel(heading.label(), scale, series, List.of(), levels);
        panels.add(Metric.isBetterLow(metric) ? panel.starred(stars(panel)) : panel);
      }
    }
    return panels;
  }

  private static List<Star> stars(Panel panel) {
    return panel.means().stream()
        .map(
            series ->
                new Star(
                    best(series).x(),
                    best(series).mean(),
                    Colours.of(series.optimizer()),
                    "lowest mean"))
        .toList();
  }

  /**
   * The lowest point of a line, among those of the most runs: a setting with which a run diverged
   * is worse than any with which none did.
   */
  static Point best(Series series) {
    int most = series.points().stream().mapToInt(Point::n).max().orElseThrow();
    return series.points().stream()
        .filter(point -> point.n() == most)
        .min(Comparator.comparingDouble(Point::mean))
        .orElseThrow();
  }

  private Map<String, JsonNode> others(Variant variant) {
    Map<String, JsonNode> others = new TreeMap<>(variant.values());
    others.keySet().removeIf(path -> common(path).equals(setting));
    return others;
  }

  /** Points of the study along an optimizer's axis, each value once, from small to large. */
  private List<Variant> along(Optimizer optimizer, Map<String, JsonNode> others) {
    String path = path(optimizer);
    Map<Double, Variant> points = new TreeMap<>();
    for (Variant variant : study.variants()) {
      JsonNode value = variant.values().get(path);
      if (value != null && others(variant).equals(others)) {
        points.putIfAbsent(value.asDouble(), variant);
      }
    }
    return List.copyOf(points.values());
  }

  private Optional<Level> level(
      String metric, Optimizer optimizer, Map<String, JsonNode> others, Scale scale) {
    List<Double> values =
        study.variants().stream()
            .filter(variant -> others(variant).equals(others))
            .findFirst()
            .map(variant -> at.values(metric, optimizer, variant))
            .orElse(List.of());
    Line line = new Line(scale);
    line.add(0, values);
    return line.mean(metric, optimizer, study.variants().get(0), values.size())
        .map(
            series ->
                new Level(
                    series.last().mean(),
                    optimizer.name() + " (one " + label() + ")",
                    Colours.of(optimizer)));
  }

  private Scale scale(String metric) {
    return study.words().of(metric).kind() == Metric.Kind.SHARE
        ? new Scale.Linear()
        : Scale.of(
            study.variants().stream()
                .flatMap(
                    v -> study.optimizers().stream().flatMap(o -> at.values(metric, o, v).stream()))
                .mapToDouble(Double::doubleValue)
                .toArray());
  }

  /** The mean along the axis, and behind it the seeds where they are few. */
  private List<Series> line(
      String metric, Optimizer optimizer, List<Variant> variants, Variant heading, Scale scale) {
    Line line = new Line(scale);
    Map<Long, Line> single = new TreeMap<>();
    int seeds = 0;
    for (Variant variant : variants) {
      List<RunRecord> runs = study.usable(optimizer, variant);
      List<Double> values = at.values(metric, runs);
      double x = value(optimizer, variant);
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
        Point best = best(series);
        List<Variant> own = along(series.optimizer(), new TreeMap<>(series.variant().values()));
        double first = value(series.optimizer(), own.get(0));
        double last = value(series.optimizer(), own.get(own.size() - 1));
        String where =
            best.x() == first
                ? ", the smallest that was tried"
                : best.x() == last ? ", the largest that was tried" : "";
        words.add(
            (panel.heading().isEmpty() ? "" : panel.heading() + ": ")
                + series.optimizer().name()
                + " at "
                + label()
                + " = "
                + shown(series.optimizer(), own, best.x())
                + where);
      }
    }
    String diverged = diverged();
    boolean unequal =
        panels.stream()
            .flatMap(panel -> panel.means().stream())
            .anyMatch(s -> s.points().stream().mapToInt(Point::n).distinct().count() > 1);
    return (unequal ? "Lowest, of the settings with the most runs: " : "Lowest: ")
        + String.join("; ", words)
        + "."
        + (diverged.isEmpty() ? "" : " " + diverged);
  }

  private String shown(Optimizer optimizer, List<Variant> own, double x) {
    return own.stream()
        .filter(variant -> value(optimizer, variant) == x)
        .map(variant -> Variant.text(variant.values().get(path(optimizer))))
        .findFirst()
        .orElseThrow();
  }

  private double value(Optimizer optimizer, Variant variant) {
    return variant.values().get(path(optimizer)).asDouble();
  }

  private String diverged() {
    long count = study.runs().stream().filter(run -> run.state() == State.diverged).count();
    return count == 0
        ? ""
        : count + " of " + study.runs().size() + " runs diverged and are not among the values.";
  }
}
