package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings among which one optimizer's best at one point of the common grid is sought: every
 * combination of the values along its own axes. Immutable.
 */
public final class Search {
  private final Tuning tuning;
  private final String optimizer;
  private final Map<String, Node> point;
  private final List<OwnAxis> axes;
  private final List<Trial> trials;

  Search(Tuning tuning, String optimizer, Map<String, Node> point, List<OwnAxis> axes) {
    this.tuning = tuning;
    this.optimizer = optimizer;
    this.point = point;
    this.axes = List.copyOf(axes);
    this.trials = crossed(axes);
  }

  private static List<Trial> crossed(List<OwnAxis> axes) {
    List<Trial> trials = List.of(new Trial(Map.of()));
    for (OwnAxis axis : axes) {
      List<Trial> longer = new ArrayList<>();
      for (Trial trial : trials) {
        for (Object value : axis.values()) {
          Map<String, Object> values = new LinkedHashMap<>(trial.values());
          values.put(axis.path(), value);
          longer.add(new Trial(values));
        }
      }
      trials = longer;
    }
    return trials;
  }

  /** The same of another plan. */
  Search of(Tuning other) {
    return new Search(other, optimizer, point, axes);
  }

  /** The optimizer's label. */
  public String optimizer() {
    return optimizer;
  }

  /** The values of the common grid, by dotted key; empty without a grid. */
  public Map<String, Object> point() {
    return Experiment.plain(point);
  }

  /** The optimizer's own axes. */
  public List<OwnAxis> axes() {
    return axes;
  }

  /** What is tried; of two axes the second varies first. */
  public List<Trial> trials() {
    return trials;
  }

  /** As in {@code adam} or {@code adam at train.batch 16}. */
  public String words() {
    StringBuilder words = new StringBuilder(optimizer);
    String before = " at ";
    for (Map.Entry<String, Object> value : point().entrySet()) {
      words.append(before).append(value.getKey()).append(' ').append(value.getValue());
      before = ", ";
    }
    return words.toString();
  }

  /**
   * The same with two more values beyond an end of one axis; empty if its values have no common
   * step or ratio.
   *
   * @throws SettingsException if the optimizer refuses a value there
   */
  public Optional<Search> extended(OwnAxis axis, boolean up) {
    return axis.longer(up)
        .map(
            longer -> {
              List<OwnAxis> others = new ArrayList<>(axes);
              others.set(axes.indexOf(axis), longer);
              Search extended = new Search(tuning, optimizer, point, others);
              extended.trials().stream()
                  .filter(trial -> !trials.contains(trial))
                  .forEach(trial -> extended.tuned(trial, 0));
              return extended;
            });
  }

  /**
   * The runs that try a setting, one for each tuning seed: they measure what the criterion needs
   * and keep no weights.
   *
   * @param epochs how far they go; 0 for as far as the reporting runs
   */
  public List<PlannedRun> tuned(Trial trial, int epochs) {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("train.keepWeightsEvery", 0);
    if (epochs > 0) {
      others.put("train.epochs", epochs);
    }
    Map<String, Node> combination = combination(trial);
    RunSettings read =
        tuning.planner().settings(optimizer, combination, others, tuning.seeds().get(0));
    RunSettings settings = read.measuring(tuning.needed(read));
    PlannedRun.Name name =
        new PlannedRun.Name(optimizer, Experiment.plain(combination), settings.epochs());
    return tuning.seeds().stream()
        .map(seed -> tuning.planner().planned(name, settings.with(new Seeds.Seed(seed))))
        .toList();
  }

  /** The runs that report on a setting that was chosen, one for each reporting seed. */
  public List<PlannedRun> reporting(Trial trial) {
    List<Seeds.Seed> seeds = tuning.reportingSeeds().all();
    RunSettings settings =
        tuning.planner().settings(optimizer, combination(trial), Map.of(), seeds.get(0).run());
    PlannedRun.Name name =
        new PlannedRun.Name(optimizer, point(), trial.values(), settings.epochs());
    return seeds.stream().map(seed -> tuning.planner().planned(name, settings.with(seed))).toList();
  }

  /** How far the reporting runs go. */
  public int epochs() {
    return tuned(trials.get(0), 0).get(0).settings().epochs();
  }

  private Map<String, Node> combination(Trial trial) {
    Map<String, Node> combination = new LinkedHashMap<>(point);
    axes.forEach(
        axis ->
            combination.put(axis.path(), Node.of(trial.values().get(axis.path()), axis.where())));
    return combination;
  }
}
