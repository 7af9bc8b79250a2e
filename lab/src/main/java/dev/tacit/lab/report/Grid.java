package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.SeriesBuilder.Line;
import dev.tacit.lab.store.RunRecord;
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
import java.util.stream.Stream;

/** Final values along one numeric setting of a grid; its other settings are panels. */
final class Grid {
  private final Study study;
  private final String path;

  Grid(Study study, String path) {
    this.study = study;
    this.path = path;
  }

  /** The settings that take several values, all of them numbers. */
  static List<String> numericPaths(List<Variant> variants) {
    Map<String, Set<JsonNode>> values = new LinkedHashMap<>();
    for (Variant variant : variants) {
      variant
          .values()
          .forEach(
              (path, value) ->
                  values.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(value));
    }
    return values.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .filter(e -> e.getValue().stream().allMatch(JsonNode::isNumber))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The setting's short name. */
  String label() {
    Set<String> paths = new LinkedHashSet<>();
    study.variants().forEach(variant -> paths.addAll(variant.values().keySet()));
    return Variant.shortName(path, paths);
  }

  /** A panel for every combination of the other settings. */
  List<Panel> panels(String metric) {
    Map<Map<String, JsonNode>, List<Variant>> rest = new LinkedHashMap<>();
    for (Variant variant : study.variants()) {
      if (variant.values().containsKey(path)) {
        Map<String, JsonNode> others = new TreeMap<>(variant.values());
        others.remove(path);
        rest.computeIfAbsent(others, key -> new ArrayList<>()).add(variant);
      }
    }
    Scale scale = scale(metric);
    List<Panel> panels = new ArrayList<>();
    rest.forEach(
        (others, variants) -> {
          variants.sort(Comparator.comparingDouble(this::value));
          Variant heading = Variant.of(List.of(others)).get(0);
          List<Series> series = new ArrayList<>();
          for (Optimizer optimizer : study.optimizers()) {
            line(metric, optimizer, variants, heading, scale).ifPresent(series::add);
          }
          if (!series.isEmpty()) {
            panels.add(new Panel(heading.label(), scale, series));
          }
        });
    return panels;
  }

  private Scale scale(String metric) {
    return study.words().of(metric).kind() == Metric.Kind.SHARE
        ? new Scale.Linear()
        : Scale.of(
            study.variants().stream()
                .flatMap(v -> study.optimizers().stream().flatMap(o -> finals(metric, o, v)))
                .mapToDouble(Double::doubleValue)
                .toArray());
  }

  private Optional<Series> line(
      String metric, Optimizer optimizer, List<Variant> variants, Variant heading, Scale scale) {
    Line line = new Line(scale);
    int seeds = 0;
    for (Variant variant : variants) {
      List<Double> values = finals(metric, optimizer, variant).toList();
      line.add(value(variant), values);
      seeds = Math.max(seeds, values.size());
    }
    return line.series(metric, optimizer, heading, seeds, "", false);
  }

  /** The values at the last epoch that the usable runs have. */
  private Stream<Double> finals(String metric, Optimizer optimizer, Variant variant) {
    List<RunRecord> runs = study.usable(optimizer, variant);
    double epoch = Study.lastCommonEpoch(runs);
    return runs.stream().map(run -> Study.curve(run, metric).upTo(epoch));
  }

  private double value(Variant variant) {
    return variant.values().get(path).asDouble();
  }
}
