package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A file, read and checked: every combination of optimizer, grid and seed as a list of runs.
 * Nothing has been loaded or written yet.
 *
 * @param name of the experiment and its directory
 * @param title a line for the report, or empty
 * @param description some sentences for the report, or empty
 * @param optimizers labels in the order of the file
 * @param variants the grid's combinations; one empty map without a grid
 * @param seeds in the order of the file
 * @param runs without repetitions, seed by seed
 * @param claims plain maps with metric, at, less, than, says, source
 * @param source the file as it was after {@code --set}, plain
 */
public record Experiment(
    String name,
    String title,
    String description,
    List<String> optimizers,
    List<Map<String, Object>> variants,
    List<Long> seeds,
    List<PlannedRun> runs,
    List<Map<String, Object>> claims,
    Map<String, Object> source) {
  private static final int MOST_RUNS = 100_000;

  /**
   * Reads an experiment.
   *
   * @param text YAML
   * @param file its name, for messages
   * @param overrides {@code key=value} pairs, with dotted keys and YAML values
   * @param seedCount replaces the file's seeds by 0 … n-1, or null
   * @throws SettingsException naming the line, the value and what would be allowed
   */
  public static Experiment read(
      String text, String file, List<String> overrides, Integer seedCount) {
    Node root = Node.parse(text, file);
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw new SettingsException("--set " + override, "key=value is expected");
      }
      String key = override.substring(0, equals).strip();
      String value = override.substring(equals + 1).strip();
      Node parsed = value.isEmpty() ? new Node(null, "") : Node.parse(value, "--set " + key);
      root = root.with(key, Node.of(parsed.plain(), "--set " + key));
    }
    if (seedCount != null) {
      root = root.with("seeds", Node.of(seedCount, "--seeds"));
    }
    return read(root);
  }

  private static Experiment read(Node root) {
    Section all = new Section(root, "");
    Node nameNode = all.need("name");
    String name = String.valueOf(nameNode.value());
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new SettingsException(
          nameNode.where(),
          "name must be letters, digits, '.', '_' or '-', at most 64, found " + nameNode);
    }
    String title = all.text("title", "");
    String description = all.text("description", "");
    Node seedsNode = all.take("seeds");
    List<Long> seeds = seedsNode == null ? List.of(0L) : seeds(seedsNode);
    Node optimizers = all.need("optimizers");
    if (!optimizers.isMap() || optimizers.entries().isEmpty()) {
      throw new SettingsException(
          optimizers.where(),
          "optimizers: at least one is expected, as in 'sgd: {rule: sgd, lr: 0.01}'");
    }
    List<String> labels = List.copyOf(optimizers.entries().keySet());
    for (String label : labels) {
      if (!label.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
        throw new SettingsException(
            optimizers.entries().get(label).where(),
            "an optimizer's label must be letters, digits, '_' or '-', found '" + label + "'");
      }
    }
    Node grid = all.take("grid");
    List<Map<String, Node>> combinations = combinations(grid);
    Node claimsNode = all.take("claims");
    List<Map<String, Object>> claims = new ArrayList<>();
    if (claimsNode != null) {
      claimsNode
          .items()
          .forEach(
              node -> claims.add(ClaimSettings.read(node, optimizers.entries().keySet()).toMap()));
    }
    for (String key : List.of("data", "model", "loss", "train", "probes")) {
      all.take(key);
    }
    all.done();
    List<PlannedRun> runs = runs(root, labels, combinations, seeds);
    List<Map<String, Object>> variants = combinations.stream().map(Experiment::plain).toList();
    @SuppressWarnings("unchecked")
    Map<String, Object> source = (Map<String, Object>) root.plain();
    return new Experiment(
        name, title, description, labels, variants, seeds, runs, List.copyOf(claims), source);
  }

  private static Map<String, Object> plain(Map<String, Node> combination) {
    Map<String, Object> plain = new LinkedHashMap<>();
    combination.forEach((key, value) -> plain.put(key, value.plain()));
    return plain;
  }

  private static List<Long> seeds(Node node) {
    Section section = new Section(Node.of(Map.of(), node.where()), "");
    return section.check(
        "seeds",
        node,
        () -> {
          List<Long> seeds =
              node.isList()
                  ? node.items().stream().map(Section::asInteger).toList()
                  : LongStream.range(0, Section.asInteger(node)).limit(MOST_RUNS).boxed().toList();
          if (seeds.isEmpty()) {
            throw new IllegalArgumentException("at least one seed is expected, found " + node);
          }
          if (seeds.stream().distinct().count() != seeds.size()) {
            throw new IllegalArgumentException("a seed stands twice");
          }
          return seeds;
        });
  }

  private static List<Map<String, Node>> combinations(Node grid) {
    List<Map<String, Node>> combinations = new ArrayList<>(List.of(new LinkedHashMap<>()));
    if (grid == null) {
      return combinations;
    }
    for (Map.Entry<String, Node> axis : grid.entries().entrySet()) {
      List<Node> values = axis.getValue().items();
      if (values.isEmpty()) {
        throw new SettingsException(
            axis.getValue().where(), "grid." + axis.getKey() + ": at least one value is expected");
      }
      String first = axis.getKey().split("\\.", 2)[0];
      if (!List.of("data", "model", "loss", "train", "optimizers").contains(first)) {
        throw new SettingsException(
            axis.getValue().where(),
            "grid."
                + axis.getKey()
                + ": a grid key begins with data, model, loss, train or optimizers");
      }
      List<Map<String, Node>> longer = new ArrayList<>();
      for (Map<String, Node> combination : combinations) {
        for (Node value : values) {
          Map<String, Node> extended = new LinkedHashMap<>(combination);
          extended.put(axis.getKey(), value);
          longer.add(extended);
        }
      }
      combinations = longer;
      if (combinations.size() > MOST_RUNS) {
        throw new SettingsException(
            grid.where(), "the grid has more than " + MOST_RUNS + " points");
      }
    }
    return combinations;
  }

  private static List<PlannedRun> runs(
      Node root, List<String> labels, List<Map<String, Node>> combinations, List<Long> seeds) {
    Map<String, PlannedRun> runs = new LinkedHashMap<>();
    for (long seed : seeds) {
      for (Map<String, Node> combination : combinations) {
        for (String label : labels) {
          PlannedRun run = run(root, label, combination, seed);
          runs.putIfAbsent(run.hash(), run);
          if (runs.size() > MOST_RUNS) {
            throw new SettingsException(root.where(), "more than " + MOST_RUNS + " runs");
          }
        }
      }
    }
    return List.copyOf(runs.values());
  }

  private static PlannedRun run(Node root, String label, Map<String, Node> combination, long seed) {
    Map<String, Object> variant = new LinkedHashMap<>();
    Node tree = root;
    for (Map.Entry<String, Node> axis : combination.entrySet()) {
      String key = axis.getKey();
      if (key.startsWith("optimizers.") && !key.startsWith("optimizers." + label + ".")) {
        continue; // another optimizer's axis: this run does not vary along it
      }
      tree = tree.with(key, axis.getValue());
      variant.put(key, axis.getValue().plain());
    }
    Section common = new Section(tree, "");
    Node optimizer = tree.entries().get("optimizers").entries().get(label);
    RunSettings settings = RunSettings.read(common, optimizer, label, seed);
    return new PlannedRun(label, variant, settings, settings.hash());
  }

  /** The most epochs any of its runs has. */
  public int epochs() {
    return runs.stream().mapToInt(run -> run.settings().epochs()).max().orElse(0);
  }

  /** What {@code experiment.json} holds: enough for a report years later. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", 1);
    map.put("name", name);
    map.put("title", title);
    map.put("description", description);
    map.put("optimizers", optimizers);
    map.put("variants", variants);
    map.put("seeds", seeds);
    map.put("runs", runs.stream().map(PlannedRun::directoryName).toList());
    map.put("epochs", epochs());
    map.put("claims", claims);
    map.put("experiment", source);
    return map;
  }
}
