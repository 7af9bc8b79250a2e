package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.Inventory;
import dev.tacit.lab.experiment.OwnAxis;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.RunSettings;
import dev.tacit.lab.experiment.Search;
import dev.tacit.lab.experiment.Trial;
import dev.tacit.lab.experiment.Tuning;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What carrying out an experiment will take: its stages, their runs, and the time, from the speed
 * of runs that are there already and, of kinds of which none is, from a short trial of one.
 */
public final class Forecast {
  private static final int MOST_TRIALS = 8;

  private final Inventory inventory;
  private final int workers;
  private final Map<String, Speed> speeds = new LinkedHashMap<>(); // by kind
  private final Map<RunSettings, String> kinds = new HashMap<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private Stage extension;

  /**
   * One stage.
   *
   * @param words as in "Tuning"; empty if it is the only one
   * @param runs all of them
   * @param ended how many of them have ended already
   * @param time that the others take, beside one another as far as there are workers
   */
  public record Stage(String words, int runs, int ended, Span time) {}

  /** A run that is due and how far it is. */
  private record Due(PlannedRun run, int done) {}

  private Forecast(Inventory inventory, int workers) {
    this.inventory = inventory;
    this.workers = workers;
  }

  /**
   * Looks at what is there and tries what is not.
   *
   * @param experiment with the files that it names read
   * @param inventory of its directory
   * @param workers how many runs compute at a time, at least 1
   */
  public static Forecast of(
      Experiment experiment, Inventory inventory, DataCache cache, int workers) throws IOException {
    return of(experiment, inventory, workers, run -> SpeedTrial.of(run, cache.get(run.settings())));
  }

  /** Tries a run. */
  interface Trier {
    /** How fast its kind is. */
    Speed speed(PlannedRun run) throws IOException;
  }

  static Forecast of(Experiment experiment, Inventory inventory, int workers, Trier trier)
      throws IOException {
    Forecast forecast = new Forecast(inventory, workers);
    List<PlannedRun> reporting = reporting(experiment);
    List<PlannedRun> known = new ArrayList<>(reporting);
    Tuning tuning = experiment.tuning();
    if (tuning != null) {
      known.addAll(0, tuning.runs());
    }
    forecast.learn(known, trier);
    if (tuning == null) {
      forecast.stage("", reporting);
    } else {
      forecast.stages(tuning, reporting);
    }
    return forecast;
  }

  /** The runs that are reported; of settings that tuning chooses, those of its first trial. */
  private static List<PlannedRun> reporting(Experiment experiment) {
    List<PlannedRun> reporting = new ArrayList<>(experiment.runs());
    if (experiment.tuning() != null) {
      for (Search search : experiment.tuning().searches()) {
        reporting.addAll(search.reporting(search.trials().get(0)));
      }
    }
    return reporting;
  }

  private void stages(Tuning tuning, List<PlannedRun> reporting) {
    stage("Tuning", tuning.runs());
    Optional<Tuning.Halving> halving = tuning.halving();
    if (halving.isPresent()) {
      List<Due> onward = new ArrayList<>();
      for (Search search : tuning.searches()) {
        for (Trial trial : search.trials().stream().limit(halving.get().keep()).toList()) {
          search.tuned(trial, 0).forEach(run -> onward.add(new Due(run, halving.get().epochs())));
        }
      }
      stages.add(new Stage("Tuning goes on", onward.size(), 0, time(onward)));
    }
    stage("Reporting", reporting);
    if (tuning.extend()) {
      extension = extension(tuning);
    }
  }

  /** Every axis once further at one end. */
  private Stage extension(Tuning tuning) {
    int epochs = tuning.halving().map(Tuning.Halving::epochs).orElse(0);
    List<Due> more = new ArrayList<>();
    for (Search search : tuning.searches()) {
      for (OwnAxis axis : search.axes()) {
        search.trials().stream()
            .limit(2L * search.trials().size() / axis.values().size())
            .forEach(trial -> search.tuned(trial, epochs).forEach(r -> more.add(new Due(r, 0))));
      }
    }
    return new Stage("Each extension, at most", more.size(), 0, time(more));
  }

  private void stage(String words, List<PlannedRun> runs) {
    List<Due> due = new ArrayList<>();
    for (PlannedRun run : runs) {
      RunStatus status = inventory.status(run);
      if (inventory.complete(run, status).isEmpty()) {
        boolean again = inventory.ended(run, status).isPresent(); // for what was not measured
        due.add(new Due(run, status == null || again ? 0 : status.epoch()));
      }
    }
    stages.add(new Stage(words, runs.size(), runs.size() - due.size(), time(due)));
  }

  /** Shared among the workers, and no shorter than the longest. */
  private Span time(List<Due> due) {
    Span sum = Span.NONE;
    Span longest = Span.NONE;
    for (Due each : due) {
      Span left = speeds.get(kind(each.run())).left(each.run().settings(), each.done());
      sum = sum.plus(left);
      longest = longest.or(left);
    }
    return sum.times(1.0 / workers).or(longest);
  }

  private String kind(PlannedRun run) {
    return kinds.computeIfAbsent(run.settings(), RunSettings::kind);
  }

  /** The speed of every kind of run. */
  private void learn(List<PlannedRun> runs, Trier trier) throws IOException {
    Map<String, PlannedRun> untried = new LinkedHashMap<>();
    Map<String, List<Double>> epochs = new HashMap<>();
    Function<String, List<Double>> none = kind -> new ArrayList<>();
    for (PlannedRun run : runs) {
      RunStatus status = inventory.status(run);
      boolean tells =
          status != null
              && status.state() == State.finished
              && status.epoch() > 0
              && inventory.missing(run).isEmpty();
      String kind = kind(run);
      if (tells) {
        epochs.computeIfAbsent(kind, none).add(status.seconds() / status.epoch());
      }
      untried.putIfAbsent(kind, run);
    }
    epochs.forEach((kind, seconds) -> speeds.put(kind, Speed.of(seconds)));
    untried.keySet().removeAll(epochs.keySet());
    long finished = epochs.values().stream().mapToLong(List::size).sum();
    if (finished > 0) {
      sources.add(
          finished == 1 ? "1 run that has finished" : finished + " runs that have finished");
    }
    List<PlannedRun> kinds = List.copyOf(untried.values());
    List<String> tried = new ArrayList<>();
    int trials = Math.min(kinds.size(), MOST_TRIALS);
    for (int i = 0; i < trials; i++) {
      PlannedRun run = kinds.get(i * kinds.size() / trials); // spread evenly over them
      speeds.put(kind(run), trier.speed(run));
      if (!tried.contains(run.name().setting())) {
        tried.add(run.name().setting());
      }
    }
    if (trials > 0) {
      sources.add("a short trial of " + String.join(", ", tried));
    }
    if (trials < kinds.size()) {
      Speed between = Speed.among(List.copyOf(speeds.values()));
      kinds.forEach(run -> speeds.putIfAbsent(kind(run), between));
      sources.add((kinds.size() - trials) + " other kinds are taken to lie between these");
    }
  }

  /** The stages in their order. */
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  /** What is added each time that tuning extends its axes; empty if it does not. */
  public Optional<Stage> extension() {
    return Optional.ofNullable(extension);
  }

  /** All stages, one after the other, without extensions. */
  public Stage all() {
    return new Stage(
        "All",
        stages.stream().mapToInt(Stage::runs).sum(),
        stages.stream().mapToInt(Stage::ended).sum(),
        stages.stream().map(Stage::time).reduce(Span.NONE, Span::plus));
  }

  /** From where the speed is known, in words. */
  public List<String> sources() {
    return List.copyOf(sources);
  }
}
