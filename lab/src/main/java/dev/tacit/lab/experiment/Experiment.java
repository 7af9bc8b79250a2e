package dev.tacit.lab.experiment;

import dev.tacit.lab.statistics.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A file, read and checked: every combination of optimizer, grid and seed as a list of runs.
 * Nothing has been loaded or written yet.
 *
 * @param name of the experiment and its directory
 * @param title a line for the report, or empty
 * @param description some sentences for the report, or empty
 * @param optimizers labels in the order of the file
 * @param variants the grid's combinations; one empty map without a grid
 * @param seeds of the runs of a setting, in the order of the file; where factors are crossed 0, 1,
 *     …
 * @param runs without repetitions, seed by seed; with tuning, those that are known: all once the
 *     settings are chosen
 * @param claims what is stated before anything is run
 * @param source the file as it was after {@code --set}, plain
 * @param tuning how the settings along optimizers' own axes are chosen, or null: then every one of
 *     them is run and reported
 * @param places where each key stands, as in {@code paper.yaml:7}, by dotted key; the file itself
 *     under the empty key
 */
public record Experiment(
    String name,
    String title,
    String description,
    List<String> optimizers,
    List<Map<String, Object>> variants,
    List<Long> seeds,
    List<PlannedRun> runs,
    List<Claim> claims,
    Map<String, Object> source,
    Tuning tuning,
    Map<String, String> places) {
  static final int MOST_RUNS = 100_000;
  private static final int AT_ONCE = 10_000; // runs planned before they are counted
  private static final String OPTIMIZERS = "optimizers";
  private static final List<String> COMMON =
      List.of("data", "model", WeightsSettings.KEY, "loss", "penalty", "train", "probes");
  private static final List<String> GRID =
      List.of("data", "model", WeightsSettings.KEY, "loss", "penalty", "train", OPTIMIZERS);

  /**
   * Reads an experiment's file.
   *
   * @throws SettingsException as {@link #read(String, String, List, Integer)}, and for a directory
   *     or a file that is no text
   * @throws IOException if the file is not there or cannot be read
   */
  public static Experiment read(Path file, List<String> overrides, Integer seedCount)
      throws IOException {
    return read(ExperimentFile.read(file), file.toString(), overrides, seedCount);
  }

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
      root = root.with(key, Node.parseValue(override.substring(equals + 1), "--set " + key));
    }
    if (seedCount != null) {
      root = root.with("seeds", Node.of(seedCount, "--seeds"));
    }
    return read(root);
  }

  private static Experiment read(Node written) {
    Node root = withoutUnsetOptimizers(written);
    Section all = new Section(root, "");
    String name = name(all);
    String title = all.text("title", "");
    String description = all.text("description", "");
    Node seedsNode = all.take(Seeds.KEY);
    Seeds seeds =
        seedsNode == null
            ? Seeds.of(List.of(0L))
            : all.check(Seeds.KEY, seedsNode, () -> Seeds.read(seedsNode));
    List<String> labels = labels(all.need(OPTIMIZERS));
    Node gridNode = all.take("grid");
    List<Map<String, Node>> combinations =
        gridNode == null ? List.of(Map.of()) : combinations(gridNode, labels);
    Map<String, Map<String, Node>> axes = axes(root, labels, gridNode);
    seeds.check(root, varying(axes.values(), gridNode));
    Node tuneNode = all.take(TuneSettings.KEY);
    Node claimsNode = all.take("claims");
    List<ClaimSettings> stated = new ArrayList<>();
    if (claimsNode != null) {
      Set<String> known = new LinkedHashSet<>(labels);
      claimsNode.items("claims").forEach(node -> stated.add(ClaimSettings.read(node, known)));
    }
    for (String key : COMMON) {
      all.take(key);
    }
    all.done();
    Planner planner = new Planner(root, null);
    TuneSettings tune = tuneNode == null ? null : TuneSettings.read(tuneNode, seeds);
    Tuning tuning =
        tune == null ? null : Tuning.of(tune, planner, seeds, ownAxes(axes), combinations);
    Map<String, List<Map<String, Node>>> own = new LinkedHashMap<>();
    axes.forEach(
        (label, each) -> {
          if (tuning == null || each.isEmpty()) {
            own.put(label, settings(each));
          }
        });
    List<PlannedRun> runs = runs(planner, own, combinations, seeds);
    List<Map<String, Object>> variants =
        variants(own.values(), combinations).stream().map(Experiment::plain).toList();
    List<PlannedRun> reported = new ArrayList<>(runs);
    if (tuning != null) {
      List<PlannedRun> tuned = tuning.examples();
      tune.check(tuned);
      reported.addAll(tuned);
    }
    List<Claim> claims = stated.stream().map(each -> each.claim(reported, variants)).toList();
    return new Experiment(
        name,
        title,
        description,
        labels,
        variants,
        seeds.runs(),
        runs,
        claims,
        source(
            written, name, title, description, stated.stream().map(ClaimSettings::plain).toList()),
        tuning,
        places(root));
  }

  /** The settings that vary, with the lines that say so. */
  private static Map<String, String> varying(Collection<Map<String, Node>> own, Node gridNode) {
    Map<String, String> varying = new HashMap<>();
    own.forEach(axes -> axes.forEach((key, values) -> varying.put(key, values.where())));
    if (gridNode != null) {
      gridNode.entries("grid").forEach((key, values) -> varying.put(key, values.where()));
    }
    return varying;
  }

  private static Map<String, String> places(Node root) {
    Map<String, String> places = new LinkedHashMap<>();
    addPlaces("", root, places);
    return places;
  }

  private static void addPlaces(String path, Node node, Map<String, String> places) {
    places.put(path, node.where());
    if (node.isMap()) {
      node.entries()
          .forEach(
              (key, value) -> addPlaces(path.isEmpty() ? key : path + "." + key, value, places));
    }
  }

  /**
   * A complaint about a setting of a run, found when the data were there, with the line that says
   * it.
   */
  public SettingsException located(PlannedRun run, SettingsException e) {
    String key = e.where();
    if (COMMON.stream().noneMatch(first -> key.equals(first) || key.startsWith(first + "."))) {
      return e; // it names a file or an option already
    }
    String written = run.variant().containsKey(key) ? "grid." + key : key;
    while (!places.containsKey(written)) {
      written = written.substring(0, Math.max(0, written.lastIndexOf('.')));
    }
    return new SettingsException(places.get(written), key + ": " + e.what());
  }

  /** The file as it was, with text where text was asked for. */
  private static Map<String, Object> source(
      Node written,
      String name,
      String title,
      String description,
      List<Map<String, Object>> claims) {
    Map<String, Object> source = new LinkedHashMap<>();
    written.entries().forEach((key, node) -> source.put(key, node.plain()));
    source.replace("name", name);
    source.replace("title", title);
    source.replace("description", description);
    source.replace("claims", claims);
    return source;
  }

  private static String name(Section all) {
    Node node = all.need("name");
    String name = all.check("name", node, () -> Section.asText(node));
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new SettingsException(
          node.where(), "name must be letters, digits, '.', '_' or '-', at most 64, found " + node);
    }
    return name;
  }

  /** An optimizer that is null is not set, as any other key. */
  private static Node withoutUnsetOptimizers(Node root) {
    if (!root.isMap()
        || !root.entries().containsKey(OPTIMIZERS)
        || !root.entries().get(OPTIMIZERS).isMap()) {
      return root; // complained of elsewhere
    }
    Node optimizers = root.entries().get(OPTIMIZERS);
    Map<String, Node> set = new LinkedHashMap<>(optimizers.entries());
    set.values().removeIf(Node::isNull);
    return root.with(OPTIMIZERS, new Node(set, optimizers.where()));
  }

  private static List<String> labels(Node optimizers) {
    if (!optimizers.isMap() || optimizers.entries().isEmpty()) {
      throw new SettingsException(
          optimizers.where(),
          "optimizers: at least one is expected, as in 'sgd: {rule: sgd, lr: 0.01}', found "
              + (optimizers.isMap() ? "none" : optimizers));
    }
    optimizers
        .entries()
        .forEach(
            (label, node) -> {
              if (!label.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
                throw new SettingsException(
                    node.where(),
                    "an optimizer's label must be letters, digits, '_' or '-', at most 64, found '"
                        + Node.shown(label)
                        + "'");
              }
            });
    return List.copyOf(optimizers.entries().keySet());
  }

  static Map<String, Object> plain(Map<String, Node> combination) {
    Map<String, Object> plain = new LinkedHashMap<>();
    combination.forEach((key, value) -> plain.put(key, value.plain()));
    return plain;
  }

  /** Seeds as a count or a list. */
  static List<Long> seeds(Node node) {
    if (!node.isList()) {
      long count = Section.asInteger(node);
      if (!(count >= 1 && count <= MOST_RUNS)) {
        throw new IllegalArgumentException(
            "at least one seed and at most " + MOST_RUNS + " are expected, found " + node);
      }
      return LongStream.range(0, count).boxed().toList();
    }
    List<Long> seeds = node.items().stream().map(Section::asInteger).toList();
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("at least one seed is expected, found none");
    }
    Set<Long> met = new HashSet<>();
    for (long seed : seeds) {
      if (!met.add(seed)) {
        throw new IllegalArgumentException("a seed stands twice: " + seed);
      }
    }
    return seeds;
  }

  private static List<Map<String, Node>> combinations(Node grid, List<String> labels) {
    List<Map<String, Node>> combinations = List.of(Map.of());
    for (Map.Entry<String, Node> axis : grid.entries("grid").entrySet()) {
      String key = axis.getKey();
      checkAxis(key, axis.getValue().where(), labels);
      if (!axis.getValue().isNull()) {
        List<Node> values = Axis.values(axis.getValue(), "grid." + key);
        combinations = crossed(combinations, key, values, "grid." + key);
      }
    }
    return combinations;
  }

  private static List<Map<String, Node>> crossed(
      List<Map<String, Node>> combinations, String key, List<Node> values, String path) {
    if ((long) combinations.size() * values.size() > MOST_RUNS) {
      throw new SettingsException(
          values.get(0).where(),
          path + ": at most " + MOST_RUNS + " points are expected, found more");
    }
    List<Map<String, Node>> longer = new ArrayList<>();
    for (Map<String, Node> combination : combinations) {
      for (Node value : values) {
        Map<String, Node> extended = new LinkedHashMap<>(combination);
        extended.put(key, value);
        longer.add(extended);
      }
    }
    return longer;
  }

  /**
   * The axes that each optimizer has of its own, by full key. They are crossed with each other and
   * with the grid, but never with another optimizer's.
   */
  private static Map<String, Map<String, Node>> axes(
      Node root, List<String> labels, Node gridNode) {
    Map<String, Node> optimizers = root.entries().get(OPTIMIZERS).entries();
    Set<String> crossed = gridNode == null ? Set.of() : gridNode.entries("grid").keySet();
    Map<String, Map<String, Node>> axes = new LinkedHashMap<>();
    for (String label : labels) {
      Map<String, Node> inside = Axis.inside(optimizers.get(label), OPTIMIZERS + "." + label);
      for (String key : inside.keySet()) {
        if (crossed.contains(key)) {
          throw new SettingsException(
              gridNode.entries().get(key).where(),
              "grid." + key + ": " + label + " has these values as an axis of its own already");
        }
      }
      axes.put(label, inside);
    }
    return axes;
  }

  private static Map<String, List<OwnAxis>> ownAxes(Map<String, Map<String, Node>> axes) {
    Map<String, List<OwnAxis>> own = new LinkedHashMap<>();
    axes.forEach(
        (label, each) ->
            own.put(
                label,
                each.entrySet().stream()
                    .map(axis -> OwnAxis.of(axis.getKey(), axis.getValue()))
                    .toList()));
    return own;
  }

  /** The settings that an optimizer takes along its axes. */
  private static List<Map<String, Node>> settings(Map<String, Node> axes) {
    List<Map<String, Node>> settings = List.of(Map.of());
    for (Map.Entry<String, Node> axis : axes.entrySet()) {
      String key = axis.getKey();
      settings = crossed(settings, key, Axis.values(axis.getValue(), key), key);
    }
    return settings;
  }

  /** The points that some optimizer takes; without axes of their own those of the grid. */
  private static List<Map<String, Node>> variants(
      Collection<List<Map<String, Node>>> own, List<Map<String, Node>> combinations) {
    List<Map<String, Node>> variants = new ArrayList<>();
    for (Map<String, Node> combination : combinations) {
      for (List<Map<String, Node>> settings : own) {
        if (!settings.get(0).isEmpty()) {
          settings.forEach(some -> variants.add(both(combination, some)));
        }
      }
    }
    return variants.isEmpty() ? combinations : variants;
  }

  private static Map<String, Node> both(Map<String, Node> combination, Map<String, Node> own) {
    Map<String, Node> both = new LinkedHashMap<>(combination);
    both.putAll(own);
    return both;
  }

  private static void checkAxis(String key, String where, List<String> labels) {
    String[] parts = key.split("\\.", -1);
    boolean ofOptimizer = parts[0].equals(OPTIMIZERS);
    if (!GRID.contains(parts[0]) || (ofOptimizer && parts.length == 1)) {
      throw new SettingsException(
          where,
          "grid."
              + Node.shown(key)
              + ": a grid key begins with data, model, weights, loss, train or optimizers.LABEL");
    }
    if (ofOptimizer && !labels.contains(parts[1])) {
      throw new SettingsException(
          where,
          "grid."
              + Node.shown(key)
              + ": no optimizer '"
              + Node.shown(parts[1])
              + "' in this experiment; there are "
              + String.join(", ", labels));
    }
  }

  private static List<PlannedRun> runs(
      Planner planner,
      Map<String, List<Map<String, Node>>> own,
      List<Map<String, Node>> combinations,
      Seeds seeds) {
    List<PlannedRun> ofOneSeed = new ArrayList<>();
    for (Map<String, Node> combination : combinations) {
      own.forEach(
          (label, settings) ->
              settings.forEach(
                  some ->
                      ofOneSeed.add(
                          planner.run(label, both(combination, some), seeds.all().get(0).run()))));
    }
    Map<String, PlannedRun> runs = new LinkedHashMap<>();
    int some = 1 + AT_ONCE / Math.max(1, ofOneSeed.size());
    for (int first = 0; first < seeds.all().size(); first += some) {
      List<PlannedRun> seeded =
          seeds.all().subList(first, Math.min(first + some, seeds.all().size())).parallelStream()
              .flatMap(seed -> ofOneSeed.stream().map(run -> seeded(planner, run, seed)))
              .toList();
      seeded.forEach(run -> runs.merge(run.hash(), run, PlannedRun::and));
      if (runs.size() > MOST_RUNS) {
        throw new SettingsException(
            planner.root().where(), "at most " + MOST_RUNS + " runs are expected, found more");
      }
    }
    return List.copyOf(runs.values());
  }

  private static PlannedRun seeded(Planner planner, PlannedRun run, Seeds.Seed seed) {
    return planner.planned(run.name(), run.settings().with(seed));
  }

  /**
   * The same with the files that a user brought read: their fingerprints are part of what a run is,
   * so that a run on other files is another run.
   *
   * @throws IOException if one is missing or damaged
   */
  public Experiment identified(DataCache cache) throws IOException {
    Map<String, PlannedRun> identified = new LinkedHashMap<>();
    for (PlannedRun run : runs) {
      String hash =
          run.settings().data().dir() == null
              ? run.hash()
              : run.settings().hash(cache.get(run.settings()).sha256());
      PlannedRun same = new PlannedRun(run.names(), run.settings(), hash);
      identified.merge(hash, same, PlannedRun::and);
    }
    return with(List.copyOf(identified.values()), tuning == null ? null : tuning.identified(cache));
  }

  private Experiment with(List<PlannedRun> others, Tuning same) {
    return new Experiment(
        name,
        title,
        description,
        optimizers,
        variants,
        seeds,
        others,
        claims,
        source,
        same,
        places);
  }

  /** The same with the settings that tuning chose: their reporting runs are among its runs. */
  public Experiment choosing(Map<Search, Trial> chosen) {
    List<List<PlannedRun>> bySeed = new ArrayList<>();
    for (String label : optimizers) { // in the order of the file
      Map<PlannedRun.Name, List<PlannedRun>> known = new LinkedHashMap<>();
      for (PlannedRun run : runs) {
        for (PlannedRun.Name each : run.names()) {
          if (each.optimizer().equals(label)) {
            known
                .computeIfAbsent(each, key -> new ArrayList<>())
                .add(new PlannedRun(List.of(each), run.settings(), run.hash()));
          }
        }
      }
      bySeed.addAll(known.values());
      chosen.forEach(
          (search, trial) -> {
            if (search.optimizer().equals(label)) {
              bySeed.add(search.reporting(trial));
            }
          });
    }
    return with(Tuning.distinct(bySeed), tuning);
  }

  /** Every run that is known: those that are reported, and those with which tuning begins. */
  public List<PlannedRun> known() {
    if (tuning == null) {
      return runs;
    }
    List<PlannedRun> known = new ArrayList<>(tuning.runs());
    known.addAll(runs);
    return known;
  }

  /** The most epochs any of its runs has. */
  public int epochs() {
    return Stream.concat(runs.stream(), tuning == null ? Stream.of() : tuning.examples().stream())
        .mapToInt(run -> run.settings().epochs())
        .max()
        .orElse(0);
  }
}
