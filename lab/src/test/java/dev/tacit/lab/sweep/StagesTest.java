package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.TuningRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of two stages in real directories. */
class StagesTest {
  private static final String TUNED =
      """
      name: tuned
      data:   {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,
               testExamples: 100, validation: 60}
      model:  {name: mlp, depth: 2, width: 8}
      train:  {batch: 32, epochs: 6}
      seeds:  2
      optimizers:
        sgd:     {lr: [0.001, 0.01, 0.1, 1]}
        adam:    {lr: 1e-4..1e-2 x 3}
        rmsprop: {lr: 0.001}
      tune:   {by: validation/loss, at: final, seeds: [100, 101], extend: true}
      claims: [{metric: test/loss, less: sgd, than: adam}]
      """;

  @TempDir Path folder;

  private final List<String> stages = new ArrayList<>();
  private final StageListener noting =
      new StageListener() {
        @Override
        public void onStage(Kind kind, String words, List<PlannedRun> runs, int finished) {
          stages.add(words + " " + runs.size() + " " + finished);
        }
      };

  private Stages.Outcome execute(Path place, BooleanSupplier stop, String... overrides)
      throws IOException, InterruptedException {
    Experiment experiment = Experiment.read(TUNED, "tuned.yaml", List.of(overrides), null);
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      Engine engine = new LocalEngine(2, new DataCache(), RunListener.SILENT, stop);
      return new Stages(engine, noting).execute(directory);
    }
  }

  private static Map<String, String> metrics(Path place) throws IOException {
    Map<String, String> metrics = new TreeMap<>();
    for (String run : ExperimentRecord.read(place).directories()) {
      metrics.put(run, Files.readString(place.resolve(run).resolve("metrics.csv")));
    }
    return metrics;
  }

  /** The criterion by hand: the last validation loss of each run in its own file. */
  @Test
  void trainsTheBestWithTheReportingSeeds() throws Exception {
    Path place = folder.resolve("tuned");
    Stages.Outcome outcome = execute(place, () -> false);
    assertEquals(3 * 2, outcome.runs().size());
    assertFalse(outcome.any(State.failed));
    ExperimentRecord record = ExperimentRecord.read(place);
    assertEquals(6, record.runs().size(), "tuning runs are not among those that report");
    for (TuningRecord.Search search : record.tuning().searches()) {
      Map<Double, TuningRecord.Trial> byLoss = new TreeMap<>();
      for (TuningRecord.Trial trial : search.trials()) {
        double sum = 0;
        for (String run : trial.runs()) {
          RunRecord read = RunRecord.read(place.resolve(run)).orElseThrow();
          assertTrue(read.manifest().seed() >= 100);
          assertEquals(Set.of("validation/loss"), read.metrics().keySet());
          double loss = read.metrics().get("validation/loss").at(6);
          sum += read.state() == State.finished ? loss : 1e9;
        }
        byLoss.put(sum / 2, trial);
      }
      assertEquals(byLoss.values().iterator().next(), search.best(), search.optimizer());
      String chosen = search.best().values().values().iterator().next().asText();
      List<String> reported =
          record.runs().stream()
              .filter(run -> run.optimizer().equals(search.optimizer()))
              .map(ExperimentRecord.Entry::name)
              .toList();
      String label = search.optimizer() + "-lr" + chosen;
      assertEquals(List.of(label + "-seed0", label + "-seed1"), reported);
      RunRecord run = RunRecord.read(place.resolve(record.runs().get(0).directory())).orElseThrow();
      assertTrue(run.metrics().containsKey("implicit/sgd"), "all that the file asks for");
    }
    assertTrue(stages.get(stages.size() - 1).equals("Reporting 6 0"), stages.toString());
  }

  @Test
  void theSameCommandAgainDoesNothing() throws Exception {
    Path place = folder.resolve("tuned");
    execute(place, () -> false);
    String record = Files.readString(place.resolve("experiment.json"));
    Map<String, String> before = metrics(place);
    stages.clear();
    Stages.Outcome again = execute(place, () -> false);
    assertEquals("Tuning 14 14", stages.get(0));
    assertEquals(6, again.runs().size());
    assertEquals(record, Files.readString(place.resolve("experiment.json")));
    assertFalse(Files.exists(place.resolve("experiment-2.json")), "the same command");
    assertEquals(before, metrics(place));
  }

  /** Stopped again and again, at any step of any stage: the same choices, the same numbers. */
  @Test
  void goesOnWhereItWasCut() throws Exception {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    execute(whole, () -> false, "tune.halving={epochs: 2, keep: 2}");
    for (int steps = 40; ; steps += 40) {
      int most = steps;
      AtomicInteger asked = new AtomicInteger();
      Stages.Outcome outcome =
          execute(cut, () -> asked.incrementAndGet() > most, "tune.halving={epochs: 2, keep: 2}");
      if (!outcome.any(State.interrupted)) {
        break;
      }
      assertTrue(steps < 4000, "it comes to an end");
    }
    assertEquals(ExperimentRecord.read(whole).tuning(), ExperimentRecord.read(cut).tuning());
    assertEquals(metrics(whole), metrics(cut));
  }

  /** The first rung, then the two best from their checkpoints. */
  @Test
  void halvingGoesOnFromCheckpoints() throws Exception {
    Path place = folder.resolve("halved");
    execute(place, () -> false, "tune.halving={epochs: 2, keep: 1}", "tune.extend=false");
    assertEquals(List.of("Tuning 14 0", "Tuning goes on 4 0", "Reporting 6 0"), stages);
    Map<Integer, Long> epochs =
        ExperimentRecord.read(place).tuning().searches().stream()
            .flatMap(search -> search.trials().stream())
            .flatMap(trial -> trial.runs().stream())
            .map(run -> RunStatus.read(place.resolve(run)).epoch())
            .collect(Collectors.groupingBy(epoch -> epoch, Collectors.counting()));
    assertEquals(Map.of(2, 10L, 6, 4L), epochs);
  }

  /** Runs that went further before the file had a rule are judged where the rule ends them. */
  @Test
  void aRuleEndsTuningWhereItWouldHave() throws Exception {
    String rule = "train.until={validation/loss: 1.1}";
    Path fresh = folder.resolve("fresh");
    execute(fresh, () -> false, rule);
    Path further = folder.resolve("further");
    execute(further, () -> false);
    List<TuningRecord.Search> whole = ExperimentRecord.read(further).tuning().searches();
    Stages.Outcome outcome = execute(further, () -> false, rule);
    assertTrue(outcome.tuning().values().stream().allMatch(s -> s.state().isEnd()));
    List<TuningRecord.Search> ruled = ExperimentRecord.read(fresh).tuning().searches();
    assertEquals(scores(ruled), scores(ExperimentRecord.read(further, 2).tuning().searches()));
    assertNotEquals(scores(whole), scores(ruled), "some end before their last epoch");
  }

  private static List<Object> scores(List<TuningRecord.Search> searches) {
    return searches.stream()
        .flatMap(search -> search.trials().stream())
        .map(trial -> (Object) List.of(trial.values(), trial.rungs()))
        .toList();
  }

  /** Halving asks for a part of a run that has gone on, or is on its way, already. */
  @Test
  void aRunOnItsWayFurtherHasDoneItsFirstPart() throws Exception {
    Path place = folder.resolve("onward");
    AtomicInteger asked = new AtomicInteger();
    // Of five steps an epoch: one of the two that are open takes at least two epochs, none all six.
    execute(place, () -> asked.incrementAndGet() > 24, "tune.extend=false");
    try (Stream<Path> runs = Files.list(place)) {
      assertTrue(
          runs.map(RunStatus::read)
              .filter(Objects::nonNull)
              .anyMatch(run -> run.state() == State.interrupted && run.epoch() >= 2));
    }
    stages.clear();
    execute(place, () -> false, "tune.halving={epochs: 1, keep: 1}", "tune.extend=false");
    assertNotEquals("Tuning 14 0", stages.get(0), "what went beyond epoch 1 is there");
  }

  /** What tuning led to is deleted with what it began with; another command's runs stay. */
  @Test
  void overwritingDeletesWhatTuningLedToAndNothingElse() throws Exception {
    Path place = folder.resolve("again");
    String[] brief = {"train.epochs=2", "seeds=1", "tune.extend=false"};
    execute(place, () -> false, brief);
    Set<Path> first = runs(place);
    execute(
        place,
        () -> false,
        "train.epochs=2",
        "seeds=[7]",
        "tune=null",
        "optimizers.sgd=null",
        "claims=[]");
    Set<Path> other = runs(place);
    other.removeAll(first);
    assertEquals(3 + 1, other.size(), "three rates of Adam and RMSProp");
    Experiment again = Experiment.read(TUNED, "tuned.yaml", List.of(brief), null);
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, again, true)) {
      assertEquals(other, runs(place));
      assertEquals(1, directory.number(), "the same command");
    }
  }

  private static Set<Path> runs(Path place) throws IOException {
    try (Stream<Path> children = Files.list(place)) {
      return children
          .filter(child -> Files.exists(child.resolve("manifest.json")))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void aCriterionThatNoRunReachesIsSaid() {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> execute(folder.resolve("never"), () -> false, "tune.at=matched train/loss 1e-9"));
    assertTrue(
        e.getMessage()
            .startsWith(
                "--set tune.at: tune.at: no run of sgd has validation/loss at 'matched train/loss"
                    + " 1e-9'"),
        e.getMessage());
  }

  /** At 1e30 the first step is the last. */
  @Test
  void anOptimizerThatOnlyDivergesIsLeftOut() throws Exception {
    Path place = folder.resolve("diverging");
    Stages.Outcome outcome =
        execute(place, () -> false, "optimizers.sgd.lr=[1e30, 1e32]", "tune.extend=false");
    assertEquals(List.of("no run of sgd has validation/loss at 'final'"), outcome.unchosen());
    assertEquals(4, outcome.runs().size(), "of the others");
  }

  /** Each point of the common grid has a choice of its own. */
  @Test
  void choosesAtEveryPoint() throws Exception {
    Path place = folder.resolve("grid");
    execute(place, () -> false, "grid={train.batch: [16, 64]}", "tune.extend=false");
    ExperimentRecord record = ExperimentRecord.read(place);
    assertEquals(4, record.tuning().searches().size());
    assertEquals(2 * 3 * 2, record.runs().size());
    assertEquals(2, record.variants().size());
  }
}
