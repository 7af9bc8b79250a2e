package dev.tacit.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An experiment with its runs, as their directories tell it.
 *
 * <p>Every run is drawn. Numbers and verdicts rest on the <em>finished</em> runs; while none is
 * finished, on those still on their way. A diverged or failed run is shown and counted, never
 * averaged into a final number.
 */
public final class Study {
  /** The term as the paper compared it: two formulas under one name. */
  public static final String PAPER_TERM = "implicit/paper";

  /** What is made equal where runs are compared at an equal stage. */
  public static final String LOSS = "train/loss";

  private static final Curve NOT_MEASURED = new Curve(new double[0], new double[0]);

  private final ExperimentRecord experiment;
  private final List<RunRecord> runs = new ArrayList<>();
  private final Map<String, List<RunRecord>> byOptimizer;
  private final Map<Group, List<RunRecord>> groups = new ConcurrentHashMap<>();
  private final Map<Optimizer, Varied> varied = new ConcurrentHashMap<>();
  private final List<String> notStarted = new ArrayList<>();
  private final List<Optimizer> optimizers;
  private final List<Variant> variants;
  private final Words words;
  private final boolean anyFinished;
  private final List<Factor> factors;

  /** Runs that differ in nothing but their seed, or in what other optimizers vary along. */
  private record Group(String optimizer, Map<String, JsonNode> values) {}

  /**
   * Of runs that were read.
   *
   * @param read a run by its directory's name; nothing for one that has not been started
   */
  Study(ExperimentRecord experiment, Function<String, Optional<RunRecord>> read) {
    this.experiment = experiment;
    List<RunRecord> found = new ArrayList<>();
    for (ExperimentRecord.Entry entry : experiment.runs()) {
      read.apply(entry.directory())
          .ifPresentOrElse(run -> found.add(run.under(entry)), () -> notStarted.add(name(entry)));
    }
    Map<String, String> rules = new LinkedHashMap<>();
    experiment.optimizers().forEach(label -> rules.put(label, label));
    Set<Map<String, JsonNode>> combinations = new LinkedHashSet<>(experiment.variants());
    for (RunRecord run : found) {
      String rule = run.manifest().rule();
      rules.put(run.manifest().optimizer(), rule == null ? run.manifest().optimizer() : rule);
      Map<String, JsonNode> variant = run.manifest().variant();
      if (combinations.stream().noneMatch(c -> holds(c, variant))) {
        combinations.add(variant);
      }
    }
    optimizers = Optimizer.of(rules);
    variants = Variant.of(List.copyOf(combinations));
    found.sort(Comparator.comparingLong(run -> run.manifest().seed()));
    found.forEach(run -> runs.add(withPaperTerm(run)));
    byOptimizer = runs.stream().collect(Collectors.groupingBy(run -> run.manifest().optimizer()));
    words = new Words(runs);
    factors = factors(experiment.experiment());
    anyFinished = runs.stream().anyMatch(run -> run.state() == State.finished);
  }

  /**
   * Reads an experiment's directory and its runs'.
   *
   * @throws IOException when the experiment is not there or a file is damaged
   */
  public static Study read(Path directory) throws IOException {
    return read(directory, 1);
  }

  /**
   * Reads what one command asked for and its runs.
   *
   * @param number of the command, from 1
   * @throws IOException when the experiment is not there or a file is damaged
   */
  public static Study read(Path directory, int number) throws IOException {
    ExperimentRecord experiment = ExperimentRecord.read(directory, number);
    return new Study(experiment, read(directory, experiment.runs())::get);
  }

  /** What the directories of runs tell, by name, read on all cores. */
  private static Map<String, Optional<RunRecord>> read(
      Path directory, List<ExperimentRecord.Entry> entries) throws IOException {
    List<String> names =
        entries.stream().map(ExperimentRecord.Entry::directory).distinct().toList();
    List<Optional<RunRecord>> runs;
    try {
      runs =
          names.parallelStream()
              .map(
                  name -> {
                    try {
                      return RunRecord.read(directory.resolve(name));
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Map<String, Optional<RunRecord>> read = new HashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      read.put(names.get(i), runs.get(i));
    }
    return read;
  }

  private static String name(ExperimentRecord.Entry entry) {
    return entry.name() == null ? entry.directory() : entry.name();
  }

  /** The names of each computation that has several, in the order of the experiment. */
  public List<List<String>> shared() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    experiment
        .runs()
        .forEach(
            entry ->
                names
                    .computeIfAbsent(entry.directory(), key -> new ArrayList<>())
                    .add(name(entry)));
    return names.values().stream().filter(list -> list.size() > 1).toList();
  }

  private RunRecord withPaperTerm(RunRecord run) {
    Curve term =
        Phases.of(run).choose(curve(run, "implicit/rmsprop_paper"), curve(run, "implicit/sgd"));
    if (term.size() == 0) {
      return run;
    }
    Map<String, Curve> metrics = new LinkedHashMap<>(run.metrics());
    metrics.put(PAPER_TERM, term);
    return new RunRecord(run.directory(), run.manifest(), run.status(), metrics, run.errors());
  }

  /** What was asked for. */
  public ExperimentRecord experiment() {
    return experiment;
  }

  /** All runs that have been started, by seed. */
  public List<RunRecord> runs() {
    return runs;
  }

  /** Names of the runs that have not been started. */
  public List<String> notStarted() {
    return notStarted;
  }

  /** In the order of the file. */
  public List<Optimizer> optimizers() {
    return optimizers;
  }

  /** The points of the grid; one without a grid. */
  public List<Variant> variants() {
    return variants;
  }

  /**
   * The seed factors that the experiment crosses ({@code seeds: {init: 5, order: 2}}); none where
   * each run has a seed of its own.
   */
  public List<Factor> factors() {
    return factors;
  }

  private static List<Factor> factors(JsonNode experiment) {
    JsonNode seeds = experiment == null ? null : experiment.get("seeds");
    return seeds == null || !seeds.isObject()
        ? List.of()
        : Factor.ALL.stream().filter(factor -> seeds.has(factor.name())).toList();
  }

  /** What some runs have in common where seeds are crossed. */
  public Crossing crossing(List<RunRecord> some) {
    return factors.isEmpty()
        ? Crossing.NONE
        : Crossing.of(
            factors.stream().map(Factor::name).toList(),
            some.stream()
                .map(run -> factors.stream().map(factor -> factor.level(run)).toList())
                .toList());
  }

  /** What the metrics are. */
  public Words words() {
    return words;
  }

  /** The optimizer under a label. */
  public Optional<Optimizer> optimizer(String label) {
    return optimizers.stream().filter(optimizer -> optimizer.label().equals(label)).findFirst();
  }

  /** The optimizer of a run. */
  public Optimizer optimizerOf(RunRecord run) {
    return optimizer(run.manifest().optimizer()).orElseThrow();
  }

  /** What an optimizer's runs vary along. */
  public Varied varied(Optimizer optimizer) {
    return varied.computeIfAbsent(
        optimizer, key -> new Varied(this, byOptimizer.getOrDefault(key.label(), List.of())));
  }

  /** Whether a run with some of the grid's values belongs to a combination. */
  private static boolean holds(Map<String, JsonNode> combination, Map<String, JsonNode> values) {
    return combination.entrySet().containsAll(values.entrySet());
  }

  /**
   * The runs of one optimizer at one combination of the grid, by seed. A run that does not vary
   * along an axis of the grid (another optimizer's) belongs to every point on it.
   */
  public List<RunRecord> runs(Optimizer optimizer, Variant variant) {
    return groups.computeIfAbsent(
        new Group(optimizer.label(), variant.values()),
        group ->
            byOptimizer.getOrDefault(group.optimizer(), List.of()).stream()
                .filter(run -> holds(group.values(), run.manifest().variant()))
                .toList());
  }

  /**
   * What the runs of an optimizer vary along, started or not: the values of each setting, by full
   * key.
   */
  Set<Map<String, JsonNode>> settings(String label) {
    Set<Map<String, JsonNode>> settings = new LinkedHashSet<>();
    experiment.runs().stream()
        .filter(entry -> label.equals(entry.optimizer()) && entry.variant() != null)
        .forEach(entry -> settings.add(entry.variant()));
    byOptimizer
        .getOrDefault(label, List.of())
        .forEach(run -> settings.add(run.manifest().variant()));
    return settings;
  }

  /** Those of them that numbers and verdicts may rest on. */
  public List<RunRecord> usable(Optimizer optimizer, Variant variant) {
    return runs(optimizer, variant).stream().filter(this::isUsable).toList();
  }

  /** Whether numbers and verdicts may rest on a run. */
  public boolean isUsable(RunRecord run) {
    return anyFinished ? run.state() == State.finished : run.state().isOnItsWay();
  }

  /** All metrics that some run has, in the order in which they were written. */
  public Set<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.metrics().keySet()));
    return names;
  }

  /** Whether some run has a metric. */
  public boolean has(String metric) {
    return runs.stream().anyMatch(run -> run.metrics().containsKey(metric));
  }

  /** The last epoch that every one of some runs has, or NaN. */
  public static double lastCommonEpoch(List<RunRecord> runs) {
    return runs.stream().mapToDouble(RunRecord::lastEpoch).min().orElse(Double.NaN);
  }

  /** A metric of a run; an empty curve if it has none. */
  public static Curve curve(RunRecord run, String metric) {
    return run.metrics().getOrDefault(metric, NOT_MEASURED);
  }
}
