package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an optimizer's runs vary along, its own axes and the common ones, seeds left out. */
public final class Varied {

  /**
   * A setting that takes several values.
   *
   * @param path as in {@code optimizers.sgd.lr}
   * @param values rising where all are numbers, else in the order of the runs
   */
  public record Axis(String path, List<JsonNode> values) {
    /** Copies the list. */
    public Axis {
      values = List.copyOf(values);
    }

    /** Whether its values have an order. */
    public boolean isOfNumbers() {
      return values.stream().allMatch(JsonNode::isNumber);
    }
  }

  private final List<Axis> axes = new ArrayList<>();
  private final Map<Map<String, JsonNode>, List<RunRecord>> bySetting = new LinkedHashMap<>();

  /**
   * What some runs of a study vary along.
   *
   * @param runs of one optimizer, by seed
   */
  Varied(Study study, List<RunRecord> runs) {
    Map<String, Set<JsonNode>> values = new LinkedHashMap<>();
    study.variants().stream() // their order is that of the file
        .flatMap(variant -> variant.values().keySet().stream())
        .filter(path -> !SeedFactors.isSeed(path))
        .forEach(path -> values.putIfAbsent(path, new LinkedHashSet<>()));
    for (RunRecord run : runs) {
      run.manifest()
          .variant()
          .forEach(
              (path, value) -> {
                if (values.containsKey(path)) {
                  values.get(path).add(value);
                }
              });
    }
    values.forEach(
        (path, some) -> {
          if (some.size() > 1) {
            axes.add(axis(path, List.copyOf(some)));
          }
        });
    for (RunRecord run : runs) {
      bySetting.computeIfAbsent(along(run, axes), key -> new ArrayList<>()).add(run);
    }
  }

  private static Map<String, JsonNode> along(RunRecord run, List<Axis> axes) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Axis axis : axes) {
      JsonNode value = run.manifest().variant().get(axis.path());
      if (value != null) {
        values.put(axis.path(), value);
      }
    }
    return values;
  }

  /** An axis of some values. */
  public static Axis axis(String path, List<JsonNode> values) {
    Axis axis = new Axis(path, values);
    return axis.isOfNumbers()
        ? new Axis(
            path, values.stream().sorted(Comparator.comparingDouble(JsonNode::asDouble)).toList())
        : axis;
  }

  /** The axes, in the order of the file. */
  public List<Axis> axes() {
    return List.copyOf(axes);
  }

  /**
   * The combinations of values that runs have along the axes but one, in the order of the file.
   *
   * @param without the one, or empty for all axes
   */
  public List<Map<String, JsonNode>> combinations(Optional<Axis> without) {
    List<Axis> others = axes.stream().filter(axis -> !without.equals(Optional.of(axis))).toList();
    Set<Map<String, JsonNode>> combinations = new LinkedHashSet<>();
    bySetting.values().forEach(group -> combinations.add(along(group.get(0), others)));
    return List.copyOf(combinations);
  }

  /**
   * All runs of a setting, by seed.
   *
   * @param at a value along each axis
   */
  public List<RunRecord> runs(Map<String, JsonNode> at) {
    return List.copyOf(bySetting.getOrDefault(at, List.of()));
  }
}
