package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.VarianceComponents;
import dev.tacit.lab.statistics.VarianceComponents.Component;
import dev.tacit.lab.store.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of a metric's variance each seed factor brings, where seeds are crossed: by the
 * experiment ({@code seeds: {init: 5, order: 2}}) or in a grid ({@code train.orderSeed: [1, 2,
 * 3]}). Beside a grid, the run's own seed, which decides everything that has no seed in the grid,
 * is a factor, too, where there are several.
 */
public final class SeedFactors {
  private static final String OWN = "seed";

  /**
   * One metric of one optimizer at the end of its runs.
   *
   * @param optimizer whose runs they are
   * @param point of the grid without its seeds
   * @param metric as in {@code test/error}
   * @param components every set of factors with its variance; empty where it cannot be taken apart
   * @param reason why not, or empty
   */
  public record Decomposition(
      Optimizer optimizer,
      Variant point,
      String metric,
      List<Component> components,
      String reason) {}

  private SeedFactors() {}

  /** Whether a setting is a seed, whose values are draws and stand in no order. */
  public static boolean isSeed(String path) {
    return Factor.ALL.stream().anyMatch(factor -> factor.path().equals(path));
  }

  /**
   * Takes the variance apart of the metrics of the claims, and of errors, loss and norm.
   *
   * @return one for each optimizer, point and metric; none where no seed is crossed
   */
  public static List<Decomposition> of(Study study) {
    List<Factor> axes = axes(study);
    List<Factor> factors = Stream.concat(study.factors().stream(), axes.stream()).toList();
    if (factors.isEmpty()) {
      return List.of();
    }
    Set<String> paths = axes.stream().map(Factor::path).collect(Collectors.toSet());
    Set<String> metrics =
        Stream.concat(
                study.experiment().claims().stream().map(claim -> claim.metric()),
                Metric.KEY.stream())
            .filter(study::has)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Decomposition> all = new ArrayList<>();
    for (Optimizer optimizer : study.optimizers()) {
      List<RunRecord> runs =
          study.runs().stream()
              .filter(run -> run.manifest().optimizer().equals(optimizer.label()))
              .filter(study::isUsable)
              .filter(run -> run.manifest().variant().keySet().containsAll(paths))
              .toList();
      Map<Map<String, JsonNode>, List<RunRecord>> groups =
          runs.stream()
              .collect(
                  Collectors.groupingBy(
                      run -> without(run.manifest().variant(), paths),
                      LinkedHashMap::new,
                      Collectors.toList()));
      List<Variant> points = Variant.of(List.copyOf(groups.keySet()));
      for (Variant point : points) {
        List<RunRecord> group = groups.get(point.values());
        boolean own = study.factors().isEmpty();
        metrics.forEach(
            metric -> all.add(decompose(optimizer, point, metric, factors, own, group)));
      }
    }
    return all;
  }

  /** The seeds that the grid gives several values. */
  private static List<Factor> axes(Study study) {
    List<Factor> axes = new ArrayList<>();
    for (Factor factor : Factor.ALL) {
      Set<JsonNode> values = new LinkedHashSet<>();
      study.variants().forEach(variant -> values.add(variant.values().get(factor.path())));
      boolean seeds = values.stream().allMatch(value -> value != null && value.isIntegralNumber());
      if (seeds && values.size() > 1) {
        axes.add(factor);
      }
    }
    return axes;
  }

  private static Map<String, JsonNode> without(Map<String, JsonNode> values, Set<String> paths) {
    Map<String, JsonNode> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(paths);
    return rest;
  }

  private static Decomposition decompose(
      Optimizer optimizer,
      Variant point,
      String metric,
      List<Factor> crossed,
      boolean mayHaveOwn,
      List<RunRecord> runs) {
    boolean own =
        mayHaveOwn && runs.stream().map(run -> run.manifest().seed()).distinct().count() > 1;
    List<String> factors = new ArrayList<>();
    crossed.forEach(factor -> factors.add(factor.name()));
    if (own) {
      factors.add(0, OWN);
    }
    Map<List<Long>, Double> values = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      List<Long> levels = new ArrayList<>();
      if (own) {
        levels.add(run.manifest().seed());
      }
      crossed.forEach(factor -> levels.add(factor.level(run)));
      values.put(levels, Study.curve(run, metric).upTo(run.lastEpoch()));
    }
    try {
      return new Decomposition(
          optimizer, point, metric, VarianceComponents.of(factors, values), "");
    } catch (IllegalArgumentException e) {
      return new Decomposition(optimizer, point, metric, List.of(), e.getMessage());
    }
  }
}
