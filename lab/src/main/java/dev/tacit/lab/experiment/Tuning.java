package dev.tacit.lab.experiment;

import dev.tacit.lab.statistics.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first stage of an experiment that tunes: what is tried, and by what it is chosen. What is
 * tried beyond that, because a best lies at a border or goes on after a halving, follows from the
 * runs.
 */
public final class Tuning {
  private final TuneSettings settings;
  private final Planner planner;
  private final Seeds reportingSeeds;
  private final List<Search> searches = new ArrayList<>();
  private List<PlannedRun> runs = List.of();

  /**
   * How many settings go on after how many epochs.
   *
   * @param epochs after which is chosen
   * @param keep how many settings of an optimizer at a point
   */
  public record Halving(int epochs, int keep) {}

  private Tuning(TuneSettings settings, Planner planner, Seeds reportingSeeds) {
    this.settings = settings;
    this.planner = planner;
    this.reportingSeeds = reportingSeeds;
  }

  /**
   * Plans it.
   *
   * @param own the axes that each optimizer has of its own
   * @param combinations of the common grid
   */
  static Tuning of(
      TuneSettings settings,
      Planner planner,
      Seeds reportingSeeds,
      Map<String, List<OwnAxis>> own,
      List<Map<String, Node>> combinations) {
    Tuning tuning = new Tuning(settings, planner, reportingSeeds);
    for (Map<String, Node> combination : combinations) {
      own.forEach(
          (label, axes) -> {
            if (!axes.isEmpty()) {
              tuning.searches.add(new Search(tuning, label, Planner.of(label, combination), axes));
            }
          });
    }
    if (tuning.searches.isEmpty()) {
      throw new SettingsException(
          settings.section().where(),
          "tune: no optimizer has an axis of its own, so that there is nothing to choose; give one"
              + " several values, as in lr: 1e-3..10 x 9");
    }
    return tuning.planned();
  }

  Tuning identified(DataCache cache) {
    Tuning identified = new Tuning(settings, planner.identifying(cache), reportingSeeds);
    searches.forEach(search -> identified.searches.add(search.of(identified)));
    return identified.planned();
  }

  /** The metric that chooses; the lower the better. */
  public String by() {
    return settings.by();
  }

  /** Where in a run it is read. */
  public Stage at() {
    return settings.at();
  }

  /** With which every setting is trained. */
  public List<Long> seeds() {
    return settings.seeds();
  }

  /** Whether an axis is extended beyond a best at its border. */
  public boolean extend() {
    return settings.extend();
  }

  /** How many settings go on after how many epochs; empty for all to the end. */
  public Optional<Halving> halving() {
    return Optional.ofNullable(settings.halving())
        .map(halving -> new Halving(halving.epochs(), halving.keep()));
  }

  /** One for each optimizer with axes of its own and each point of the common grid. */
  public List<Search> searches() {
    return List.copyOf(searches);
  }

  /** The runs with which it begins, each as far as it first goes, without repetitions. */
  public List<PlannedRun> runs() {
    return runs;
  }

  /** Plans them, so that what an optimizer refuses is known before anything is run. */
  private Tuning planned() {
    long trials = searches.stream().mapToLong(search -> search.trials().size()).sum();
    if (trials * seeds().size() > Experiment.MOST_RUNS) {
      throw new SettingsException(
          settings.section().where(),
          "tune: at most "
              + Experiment.MOST_RUNS
              + " runs are expected, found "
              + trials * seeds().size());
    }
    int epochs = settings.halving() == null ? 0 : settings.halving().epochs();
    runs =
        distinct(
            searches.stream()
                .flatMap(s -> s.trials().stream().map(trial -> s.tuned(trial, epochs)))
                .toList());
    return this;
  }

  /** A reporting run of each search, of the first of what it tries. */
  List<PlannedRun> examples() {
    return searches.stream()
        .map(search -> search.reporting(search.trials().get(0)).get(0))
        .toList();
  }

  /** Runs seed by seed, as often as one is computed. */
  static List<PlannedRun> distinct(List<List<PlannedRun>> bySeed) {
    Map<String, PlannedRun> runs = new LinkedHashMap<>();
    int seeds = bySeed.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < seeds; i++) {
      for (List<PlannedRun> some : bySeed) {
        if (i < some.size()) {
          runs.merge(some.get(i).hash(), some.get(i), PlannedRun::and);
        }
      }
    }
    return List.copyOf(runs.values());
  }

  /** Says where it stands in the file that a criterion was reached by no run. */
  public SettingsException unreached(String words) {
    return new SettingsException(settings.section().where(TuneSettings.AT), "tune.at: " + words);
  }

  Planner planner() {
    return planner;
  }

  Seeds reportingSeeds() {
    return reportingSeeds;
  }

  /** The probes that a run needs for the criterion. */
  Set<String> needed(RunSettings run) {
    Set<String> probes = new LinkedHashSet<>();
    for (String metric : settings.metrics()) {
      List<String> recording = Measured.probes(metric, run);
      recording.stream()
          .filter(run.probes().every()::containsKey)
          .findFirst()
          .or(() -> recording.stream().findFirst())
          .ifPresent(probes::add);
    }
    return probes;
  }
}
