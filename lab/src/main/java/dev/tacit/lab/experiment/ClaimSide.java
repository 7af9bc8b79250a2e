package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One side of a claim: an optimizer by its label or, as {@code {optimizer: sgd, train.batch: 8}},
 * at some of the settings along which its runs vary. A setting of the optimizer's own is called as
 * inside the optimizer: {@code lr}, {@code penalty.factor}.
 *
 * @param key the claim's key that it stands under
 * @param node what stands there
 * @param label of the optimizer
 * @param asked the settings, by key as written
 */
record ClaimSide(String key, Node node, String label, Map<String, Node> asked) {
  private static final String OPTIMIZER = "optimizer";

  /**
   * Reads one.
   *
   * @param optimizers the labels that there are
   */
  static ClaimSide read(Section claim, String key, Set<String> optimizers) {
    Node found = claim.need(key);
    if (!found.isMap()) {
      return new ClaimSide(key, found, known(claim.path(key), found, optimizers), Map.of());
    }
    Section side = new Section(found, claim.path(key));
    String label = known(side.path(OPTIMIZER), side.need(OPTIMIZER), optimizers);
    Map<String, Node> asked = side.restNodes();
    if (asked.isEmpty()) {
      throw new SettingsException(
          found.where(),
          claim.path(key)
              + ": settings are expected beside '"
              + label
              + "', as in {optimizer: "
              + label
              + ", train.batch: 64}, found none; write '"
              + key
              + ": "
              + label
              + "' where all are meant");
    }
    return new ClaimSide(key, found, label, asked);
  }

  private static String known(String path, Node node, Set<String> optimizers) {
    String label = Section.checked(path, node, () -> Section.asText(node));
    if (!optimizers.contains(label)) {
      throw new SettingsException(
          node.where(),
          path
              + ": no optimizer '"
              + Node.shown(label)
              + "' in this experiment; there are "
              + String.join(", ", optimizers));
    }
    return label;
  }

  /** Where it stands. */
  String where() {
    return node.where();
  }

  /** As the file has it. */
  Object plain() {
    return asked.isEmpty() ? label : node.plain();
  }

  /** What its runs vary along, of all runs of an experiment. */
  Set<Map<String, Object>> variants(List<PlannedRun> runs) {
    return runs.stream()
        .flatMap(run -> run.names().stream())
        .filter(name -> name.optimizer().equals(label))
        .map(PlannedRun.Name::variant)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The settings asked for, by full key, each as the runs have it.
   *
   * @throws SettingsException if the optimizer's runs do not vary along one, or never have its
   *     value
   */
  Map<String, Object> at(List<PlannedRun> runs) {
    Set<Map<String, Object>> variants = variants(runs);
    Map<String, Object> at = new LinkedHashMap<>();
    asked.forEach(
        (written, value) -> {
          String full = full(written, variants);
          if (at.put(full, value(written, full, value, variants)) != null) {
            throw new SettingsException(
                value.where(), path(written) + " stands twice, once by its full key");
          }
        });
    return at;
  }

  private String full(String written, Set<Map<String, Object>> variants) {
    String own = "optimizers." + label + "." + written;
    for (String key : List.of(written, own)) {
      if (variants.stream().anyMatch(variant -> variant.containsKey(key))) {
        return key;
      }
    }
    Set<String> keys = new LinkedHashSet<>();
    variants.forEach(variant -> variant.keySet().forEach(key -> keys.add(inside(key))));
    throw new SettingsException(
        asked.get(written).where(),
        path(written)
            + ": the runs of "
            + label
            + " that claims are about do not vary along it; they vary along "
            + (keys.isEmpty() ? "nothing" : String.join(", ", keys)));
  }

  private String inside(String key) {
    String own = "optimizers." + label + ".";
    return key.startsWith(own) ? key.substring(own.length()) : key;
  }

  private Object value(String written, String full, Node asked, Set<Map<String, Object>> variants) {
    List<Object> values = new ArrayList<>();
    for (Map<String, Object> variant : variants) {
      Object value = variant.get(full);
      if (value != null && !values.contains(value)) {
        values.add(value);
      }
    }
    return values.stream()
        .filter(value -> same(value, asked.plain()))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    asked.where(),
                    path(written)
                        + ": one of "
                        + values.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + " is expected, found "
                        + asked));
  }

  private static boolean same(Object one, Object other) {
    return (one instanceof Number a && other instanceof Number b)
        ? a.doubleValue() == b.doubleValue()
        : one.equals(other);
  }

  private String path(String setting) {
    return "claims." + key + "." + setting;
  }
}
