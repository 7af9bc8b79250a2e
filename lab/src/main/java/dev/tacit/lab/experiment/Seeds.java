package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The seeds of an experiment: a list, each deciding everything that a run draws, or factors that
 * are crossed, each with seeds of its own.
 *
 * @param all one for each run of a setting
 * @param factors the crossed settings, as in {@code train.orderSeed}; empty without any
 */
record Seeds(List<Seed> all, Set<String> factors) {
  static final String KEY = "seeds";

  /** What a file calls the factors, and the settings that they are. */
  private static final Map<String, String> FACTORS = factorNames();

  /**
   * The seeds of one run.
   *
   * @param run decides whatever has no seed of its own
   * @param own of the factors, by their settings
   */
  record Seed(long run, Map<String, Long> own) {
    Seed(long run) {
      this(run, Map.of());
    }
  }

  private static Map<String, String> factorNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("subset", DataSettings.SUBSET_PATH);
    names.put("noise", DataSettings.NOISE_PATH);
    names.put("init", TrainSettings.INIT_PATH);
    names.put("order", TrainSettings.ORDER_PATH);
    return names;
  }

  /** A list of seeds. */
  static Seeds of(List<Long> seeds) {
    return new Seeds(seeds.stream().map(Seed::new).toList(), Set.of());
  }

  /**
   * Reads a count, a list, or a map of factors with a count or a list each.
   *
   * @throws IllegalArgumentException saying what was found and what would be allowed
   */
  static Seeds read(Node node) {
    return node.isMap() ? crossed(node) : of(list(node));
  }

  private static Seeds crossed(Node node) {
    if (node.entries().isEmpty()) {
      throw new IllegalArgumentException("at least one factor is expected, found none");
    }
    Map<String, List<Long>> levels = new LinkedHashMap<>();
    long runs = 1;
    for (Map.Entry<String, Node> factor : node.entries().entrySet()) {
      String path = FACTORS.get(factor.getKey());
      if (path == null) {
        throw new SettingsException(
            factor.getValue().where(),
            "seeds: unknown factor '"
                + Node.shown(factor.getKey())
                + "'; known: "
                + String.join(", ", FACTORS.keySet()));
      }
      List<Long> seeds = list(factor.getValue());
      levels.put(path, seeds);
      runs *= seeds.size();
      if (runs > Experiment.MOST_RUNS) {
        throw new IllegalArgumentException(
            "at most " + Experiment.MOST_RUNS + " combinations are expected, found more");
      }
    }
    List<Map<String, Long>> combinations = List.of(Map.of());
    for (Map.Entry<String, List<Long>> factor : levels.entrySet()) {
      List<Map<String, Long>> longer = new ArrayList<>();
      for (Map<String, Long> combination : combinations) {
        for (long seed : factor.getValue()) {
          Map<String, Long> extended = new LinkedHashMap<>(combination);
          extended.put(factor.getKey(), seed);
          longer.add(extended);
        }
      }
      combinations = longer;
    }
    List<Seed> all = new ArrayList<>();
    combinations.forEach(combination -> all.add(new Seed(all.size(), combination)));
    return new Seeds(List.copyOf(all), levels.keySet());
  }

  /** Seeds as a count or a list. */
  static List<Long> list(Node node) {
    return Experiment.seeds(node);
  }

  /**
   * Refuses a factor whose seed is said elsewhere, too.
   *
   * @param axes settings that vary, and where
   */
  void check(Node root, Map<String, String> axes) {
    for (String factor : factors) {
      String where = axes.get(factor);
      if (where == null) {
        String[] parts = factor.split("\\.", -1);
        Node section = root.entries().get(parts[0]);
        boolean said =
            section != null
                && section.isMap()
                && section.entries().containsKey(parts[1])
                && !section.entries().get(parts[1]).isNull();
        where = said ? section.entries().get(parts[1]).where() : null;
      }
      if (where != null) {
        throw new SettingsException(
            where, factor + ": seeds crosses it already; say it in one place");
      }
    }
  }

  /** The run seeds. */
  List<Long> runs() {
    return all.stream().map(Seed::run).toList();
  }

  /** Every number that is a seed of some run. */
  Set<Long> numbers() {
    Set<Long> numbers = new TreeSet<>();
    all.forEach(
        seed -> {
          numbers.add(seed.run());
          numbers.addAll(seed.own().values());
        });
    return numbers;
  }
}
