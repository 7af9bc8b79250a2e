package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Search;
import dev.tacit.lab.experiment.Trial;
import dev.tacit.lab.experiment.Tuning;
import dev.tacit.lab.statistics.Course;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.StageListener.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Carries out an experiment stage by stage: if settings are to be chosen, runs that tune until
 * every choice is made; then the runs that are reported. Everything is read from the runs' own
 * files, so that a plan that was cut short goes on where it stood.
 */
public final class Stages {
  private final Engine engine;
  private final StageListener listener;

  /**
   * What became of it.
   *
   * @param tuning the status of the runs that tuned
   * @param runs the status of the runs that are reported; none if it did not come to them
   * @param unchosen why a setting could not be chosen
   */
  public record Outcome(
      Map<PlannedRun, RunStatus> tuning, Map<PlannedRun, RunStatus> runs, List<String> unchosen) {

    /** Whether a run has some state. */
    public boolean any(State state) {
      return tuning.values().stream().anyMatch(status -> status.state() == state)
          || runs.values().stream().anyMatch(status -> status.state() == state);
    }
  }

  /** A search's next runs. */
  private record Ask(Choosing choosing, Choosing.Wanted wanted, List<PlannedRun> runs) {}

  public Stages(Engine engine, StageListener listener) {
    this.engine = engine;
    this.listener = listener;
  }

  /**
   * Carries out all stages.
   *
   * @throws dev.tacit.lab.experiment.SettingsException if no run at all came to where the settings
   *     are chosen
   */
  public Outcome execute(ExperimentDirectory directory) throws IOException, InterruptedException {
    Experiment experiment = directory.experiment();
    Tuning tuning = experiment.tuning();
    if (tuning == null) {
      listener.onStage(Kind.REPORTING, "", experiment.runs(), 0);
      return new Outcome(Map.of(), engine.execute(directory, experiment.runs()), List.of());
    }
    List<Choosing> all =
        tuning.searches().stream().map(search -> new Choosing(tuning, search)).toList();
    Map<PlannedRun, RunStatus> tuned = tune(directory, tuning, all);
    List<String> unchosen =
        all.stream().map(Choosing::reason).filter(reason -> !reason.isEmpty()).toList();
    boolean over = tuned.values().stream().noneMatch(s -> s.state() == State.interrupted);
    if (!over) {
      return new Outcome(tuned, Map.of(), unchosen);
    }
    Map<Search, Trial> chosen = new LinkedHashMap<>();
    all.forEach(each -> each.chosen().ifPresent(trial -> chosen.put(each.search(), trial)));
    boolean failed = tuned.values().stream().anyMatch(s -> s.state() == State.failed);
    if (chosen.isEmpty() && !failed) {
      throw tuning.unreached(String.join("; ", unchosen));
    }
    all.forEach(each -> listener.onChoice(ChoiceRecords.words(each)));
    Experiment reporting = experiment.choosing(chosen);
    directory.choose(reporting, ChoiceRecords.of(directory, all));
    if (reporting.runs().isEmpty()) {
      return new Outcome(tuned, Map.of(), unchosen);
    }
    listener.onStage(Kind.REPORTING, "Reporting", reporting.runs(), 0);
    return new Outcome(tuned, engine.execute(directory, reporting.runs()), unchosen);
  }

  /** Goes on until every choice is made, or something is interrupted. */
  private Map<PlannedRun, RunStatus> tune(
      ExperimentDirectory directory, Tuning tuning, List<Choosing> all)
      throws IOException, InterruptedException {
    Map<String, PlannedRun> runs = new LinkedHashMap<>();
    Map<String, RunStatus> statuses = new HashMap<>();
    String words = "Tuning";
    while (true) {
      List<Ask> asks = asks(all);
      if (asks.isEmpty()) {
        break;
      }
      Map<String, PlannedRun> wanted = new LinkedHashMap<>();
      for (int i = 0; i < tuning.seeds().size(); i++) {
        for (Ask ask : asks) {
          PlannedRun run = ask.runs().get(i);
          wanted.merge(run.hash(), run, PlannedRun::and);
        }
      }
      runs.putAll(wanted);
      statuses.putAll(finish(directory, words, List.copyOf(wanted.values())));
      if (statuses.values().stream().anyMatch(s -> s.state() == State.interrupted)) {
        break;
      }
      for (Ask ask : asks) {
        take(directory, tuning, ask, statuses);
      }
      directory.choose(directory.experiment(), ChoiceRecords.of(directory, all));
      words = "Tuning goes on";
    }
    Map<PlannedRun, RunStatus> ordered = new LinkedHashMap<>();
    runs.forEach((hash, run) -> ordered.put(run, statuses.get(hash)));
    return ordered;
  }

  private static List<Ask> asks(List<Choosing> all) {
    List<Ask> asks = new ArrayList<>();
    for (Choosing choosing : all) {
      for (Choosing.Wanted wanted : choosing.next()) {
        asks.add(
            new Ask(choosing, wanted, choosing.search().tuned(wanted.trial(), wanted.epochs())));
      }
    }
    return asks;
  }

  /** Trains what is not finished of some runs. */
  private Map<String, RunStatus> finish(
      ExperimentDirectory directory, String words, List<PlannedRun> runs)
      throws InterruptedException {
    Map<String, RunStatus> statuses = new HashMap<>();
    List<PlannedRun> left = new ArrayList<>();
    for (PlannedRun run : runs) {
      directory
          .complete(run, directory.status(run))
          .ifPresentOrElse(status -> statuses.put(run.hash(), status), () -> left.add(run));
    }
    listener.onStage(Kind.TUNING, words, runs, runs.size() - left.size());
    if (!left.isEmpty()) {
      engine.execute(directory, left).forEach((run, status) -> statuses.put(run.hash(), status));
    }
    return statuses;
  }

  /** Reads how a setting did. */
  private static void take(
      ExperimentDirectory directory, Tuning tuning, Ask ask, Map<String, RunStatus> statuses)
      throws IOException {
    List<PlannedRun> failed =
        ask.runs().stream().filter(run -> !statuses.get(run.hash()).state().isEnd()).toList();
    if (!failed.isEmpty()) {
      ask.choosing()
          .end(
              "nothing is chosen for "
                  + ask.choosing().search().words()
                  + ": "
                  + failed.stream().map(PlannedRun::slug).collect(Collectors.joining(", "))
                  + " failed; the same command goes on");
      return;
    }
    List<Double> values = new ArrayList<>();
    for (PlannedRun run : ask.runs()) {
      values.add(value(directory, tuning, run));
    }
    ask.choosing().score(ask.wanted(), new Score(values));
  }

  /** The criterion of a run; NaN if it diverged or never came to the stage. */
  private static double value(ExperimentDirectory directory, Tuning tuning, PlannedRun run)
      throws IOException {
    RunRecord record =
        RunRecord.read(directory.of(run))
            .orElseThrow()
            .asAsked(run.settings().until(), run.settings().epochs());
    if (record.state() != State.finished) {
      return Double.NaN;
    }
    Course course =
        new Course(record.metrics(), record.manifest().stepsPerEpoch(), record.lastEpoch());
    return tuning.at().value(course, tuning.by());
  }
}
