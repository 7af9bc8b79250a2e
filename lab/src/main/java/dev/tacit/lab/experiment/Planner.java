package dev.tacit.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From an experiment's tree to single runs: an optimizer, the settings that vary, a seed.
 *
 * @param root the file
 * @param cache where the files that a user brought are read, for their fingerprints; null until
 *     they are
 */
record Planner(Node root, DataCache cache) {
  private static final String OPTIMIZERS = "optimizers.";

  /** The same with the files that a user brought read. */
  Planner identifying(DataCache read) {
    return new Planner(root, read);
  }

  /**
   * The settings of an optimizer at a point.
   *
   * @param combination values by dotted key; those of other optimizers' axes are passed over
   * @param others values that take the place of these and of the file's
   */
  RunSettings settings(
      String label, Map<String, Node> combination, Map<String, Object> others, long seed) {
    Node tree = root;
    for (Map.Entry<String, Node> axis : of(label, combination).entrySet()) {
      tree = tree.with(axis.getKey(), axis.getValue());
    }
    for (Map.Entry<String, Object> other : others.entrySet()) {
      tree = tree.with(other.getKey(), Node.of(other.getValue(), root.where()));
    }
    Node optimizer = tree.entries().get("optimizers").entries().get(label);
    return RunSettings.read(new Section(tree, ""), optimizer, label, seed);
  }

  /** Without what only other optimizers vary along. */
  static Map<String, Node> of(String label, Map<String, Node> combination) {
    Map<String, Node> mine = new LinkedHashMap<>(combination);
    mine.keySet()
        .removeIf(
            key -> key.startsWith(OPTIMIZERS) && !(key + ".").startsWith(OPTIMIZERS + label + "."));
    return mine;
  }

  /** A run of an optimizer at a point, under the point's name. */
  PlannedRun run(String label, Map<String, Node> combination, long seed) {
    RunSettings settings = settings(label, combination, Map.of(), seed);
    Map<String, Object> variant = Experiment.plain(of(label, combination));
    return planned(new PlannedRun.Name(label, variant, settings.epochs()), settings);
  }

  /** A run with its hash. */
  PlannedRun planned(PlannedRun.Name name, RunSettings settings) {
    String dir = settings.data().dir();
    Map<String, String> files =
        dir == null ? Map.of() : cache == null ? Map.of("dir", dir) : fingerprints(settings);
    return new PlannedRun(List.of(name), settings, settings.hash(files));
  }

  private Map<String, String> fingerprints(RunSettings settings) {
    try {
      return cache.get(settings).sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
