package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.Addition;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes that are added to finished runs: the bytes are those of runs that had them. */
class AdditionTest {
  private static final String FEW =
      "probes={preset: none, implicit/sgd: every epoch, norm/l2: every epoch}";
  private static final String WEIGHTS_SUFFICE =
      "probes={preset: none, train/loss: every 2 epochs, implicit/sgd: every epoch, norm/l2: every"
          + " epoch, curvature/lambda_max: every 2 epochs, curvature/trace: every 3 epochs}";
  private static final String ALL_KINDS =
      "probes={preset: none, train/loss: every epoch, implicit/sgd: every epoch, implicit/running:"
          + " every epoch, implicit/rmsprop_frozen: every epoch, gradient/noise_scale: every 2"
          + " epochs, norm/l2: every epoch, curvature/lambda_max: every 2 epochs,"
          + " curvature/lambda_max_preconditioned: every 3 epochs}";

  @TempDir Path folder;

  private final List<String> remarks = new ArrayList<>();
  private final RunListener remarking =
      new RunListener() {
        @Override
        public synchronized void onRemark(String run, String remark) {
          remarks.add(run + " " + remark);
        }
      };

  private static Experiment experiment(String... overrides) {
    return LocalEngineTest.experiment(overrides);
  }

  private Map<PlannedRun, RunStatus> execute(Path place, Experiment experiment) throws Exception {
    return execute(place, experiment, () -> false, true);
  }

  private Map<PlannedRun, RunStatus> execute(
      Path place, Experiment experiment, BooleanSupplier stop, boolean again) throws Exception {
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      return new LocalEngine(2, new DataCache(), remarking, stop, again).execute(directory);
    }
  }

  private static void assertFinished(Map<PlannedRun, RunStatus> statuses) {
    statuses.forEach(
        (run, status) -> assertEquals(State.finished, status.state(), status.reason()));
  }

  /**
   * Of each run: its metrics and flow times, the numbers of its checkpoint, what its manifest says
   * of them.
   */
  private static Map<String, Object> contents(Path place) throws IOException {
    Map<String, Object> contents = new LinkedHashMap<>();
    for (Path run : runs(place)) {
      String name = run.getFileName().toString();
      Manifest manifest = Manifest.read(run);
      contents.put(name + " rows", Files.readString(run.resolve(Run.METRICS)));
      contents.put(name + " flow times", LocalEngineTest.flowTimes(run));
      contents.put(name + " words", manifest.metrics());
      contents.put(name + " probes", manifest.probes());
      contents.put(name + " settings", manifest.settings());
      byte[] checkpoint = Files.readAllBytes(run.resolve(Run.CHECKPOINT));
      contents.put(name + " checkpoint", Arrays.toString(checkpoint));
      assertFalse(Files.exists(run.resolve(Addition.FOLDER)), "nothing is left");
    }
    return contents;
  }

  private static List<Path> runs(Path place) throws IOException {
    try (Stream<Path> children = Files.list(place)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  private void assertAsFromTheStart(Path place, Experiment full) throws Exception {
    execute(folder.resolve("start"), full);
    Map<String, Object> expected = contents(folder.resolve("start"));
    Map<String, Object> found = contents(place);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((what, value) -> assertEquals(value, found.get(what), what));
  }

  @Test
  void aProbeThatNeedsOnlyWeightsIsMeasuredFromThoseThatWereKept() throws Exception {
    Path place = folder.resolve("kept");
    execute(place, experiment(FEW, "train.keepWeightsEvery=1"));
    assertEquals(List.of(), remarks);
    AtomicInteger steps = new AtomicInteger();
    Experiment full = experiment(WEIGHTS_SUFFICE, "train.keepWeightsEvery=1");
    assertFinished(execute(place, full, () -> steps.incrementAndGet() > 3 * 7, true));
    assertEquals(3, remarks.size());
    assertTrue(
        remarks.get(0).contains("train/loss, curvature/lambda_max, curvature/trace"),
        remarks.get(0));
    assertTrue(
        remarks.get(0).contains("the weights kept of epochs 1, 2, 3, 4, 5 and its checkpoint"),
        remarks.get(0));
    assertAsFromTheStart(place, full);
    remarks.clear();
    execute(place, full);
    assertEquals(List.of(), remarks, "once");
  }

  @Test
  void whereWeightsDoNotSufficeTheRunIsTrainedAgainToTheSameBits() throws Exception {
    Path place = folder.resolve("again");
    execute(place, experiment(FEW));
    Path clock = runs(place).get(0).resolve(Clock.FILE);
    String times = Files.readString(clock);
    Experiment full = experiment(ALL_KINDS);
    assertFinished(execute(place, full));
    assertEquals(times, Files.readString(clock), "seconds are those of the training");
    assertTrue(
        remarks.stream().anyMatch(r -> r.contains("trained again to measure this, since")),
        remarks.toString());
    assertEquals(
        3,
        remarks.stream()
            .filter(r -> r.contains("to the same bits (the norm of w after 7 epochs"))
            .count(),
        remarks.toString());
    assertAsFromTheStart(place, full);
  }

  @Test
  void theStartAndTheCheckpointServeWhatReadsTheOptimizersMemory() throws Exception {
    Path place = folder.resolve("ends");
    execute(place, experiment(FEW));
    Experiment full =
        experiment(
            FEW,
            "probes.implicit/rmsprop_frozen=every 6 epochs",
            "probes.curvature/lambda_max_preconditioned=every 6 epochs");
    assertFinished(execute(place, full));
    assertTrue(
        remarks.stream()
            .allMatch(
                r ->
                    r.contains("from its start and its checkpoint at epoch 6")
                        || r.contains("not measured: the rule sgd has no preconditioner")),
        remarks.toString());
    assertAsFromTheStart(place, full);
  }

  @Test
  void aStopOnTheWayLeavesARunWholeAndTheSameCommandGoesOn() throws Exception {
    Path place = folder.resolve("stopped");
    execute(place, experiment(FEW));
    Map<String, Object> before = contents(place);
    Experiment full = experiment(ALL_KINDS);
    int sittings = 0;
    boolean over = false;
    while (!over) {
      AtomicInteger asked = new AtomicInteger();
      Map<PlannedRun, RunStatus> statuses =
          execute(place, full, () -> asked.incrementAndGet() > 45, true);
      over = statuses.values().stream().allMatch(status -> status.state() == State.finished);
      for (Path run : runs(place)) {
        assertEquals(State.finished, RunStatus.read(run).state());
        if (Files.exists(run.resolve(Addition.FOLDER))) {
          assertEquals(
              before.get(run.getFileName() + " rows"),
              Files.readString(run.resolve(Run.METRICS)),
              "untouched until all is there");
        }
      }
      sittings++;
      assertTrue(sittings < 100, () -> "no progress: " + statuses.values());
    }
    assertTrue(sittings > 2, sittings + " sittings");
    assertAsFromTheStart(place, full);
  }

  /** As after a kill between two of the files. */
  @Test
  void aKillBetweenTwoFilesIsMended() throws Exception {
    for (String late : List.of(Manifest.FILE, RunStatus.FILE, Run.CHECKPOINT)) {
      for (String[] keep : new String[][] {{}, {"train.keepWeightsEvery=1"}}) {
        Path place = folder.resolve(late + keep.length);
        String[] few = Stream.concat(Stream.of(FEW), Stream.of(keep)).toArray(String[]::new);
        String[] most =
            Stream.concat(Stream.of(WEIGHTS_SUFFICE), Stream.of(keep)).toArray(String[]::new);
        execute(place, experiment(few));
        Map<Path, byte[]> old = new LinkedHashMap<>();
        for (Path run : runs(place)) {
          // written after metrics.csv, in this order
          List<String> files = List.of(Run.CHECKPOINT, RunStatus.FILE, Manifest.FILE);
          for (String file : files.subList(files.indexOf(late), files.size())) {
            old.put(run.resolve(file), Files.readAllBytes(run.resolve(file)));
          }
        }
        execute(place, experiment(most));
        Map<String, Object> expected = contents(place);
        for (Map.Entry<Path, byte[]> file : old.entrySet()) {
          Files.write(file.getKey(), file.getValue());
        }
        assertFinished(execute(place, experiment(most)));
        assertEquals(expected, contents(place), late);
      }
    }
  }

  @Test
  void aRunThatIsNotTheSameWhenTrainedAgainIsNotMixed() throws Exception {
    Path place = folder.resolve("other");
    Experiment few = experiment(FEW, "optimizers={sgd: {lr: 0.05}}");
    execute(place, few);
    Path run = runs(place).get(0);
    Path metrics = run.resolve(Run.METRICS);
    List<String> rows = new ArrayList<>(Files.readAllLines(metrics));
    String norm =
        rows.stream().filter(r -> r.startsWith("14,2,norm/l2,")).findFirst().orElseThrow();
    rows.replaceAll(row -> row.equals(norm) ? "14,2,norm/l2,1.5," : row);
    Files.write(metrics, rows);
    Map<String, Object> before = contents(place);
    Experiment full = experiment(ALL_KINDS, "optimizers={sgd: {lr: 0.05}}");
    RunStatus status = execute(place, full).values().iterator().next();
    assertEquals(State.failed, status.state());
    assertTrue(status.reason().contains("differs at epoch 2 (norm/l2 is"), status.reason());
    assertTrue(status.reason().contains("Nothing was changed or mixed"), status.reason());
    assertEquals(before, contents(place));
    assertEquals(State.finished, RunStatus.read(run).state());

    Path clock = run.resolve(Clock.FILE);
    String times = Files.readString(clock);
    Files.writeString(clock, times.replaceFirst("\n2,14,[^,]*,", "\n2,14,0.4,"));
    rows.replaceAll(row -> row.startsWith("14,2,norm/l2,") ? norm : row);
    Files.write(metrics, rows);
    status = execute(place, full).values().iterator().next();
    assertTrue(status.reason().contains("it has another flow time"), status.reason());
    Files.writeString(clock, times);

    Files.write(
        metrics, Files.readAllLines(metrics).stream().filter(r -> !r.contains("l2")).toList());
    execute(folder.resolve("another"), experiment(FEW, "optimizers={sgd: {lr: 0.06}}"));
    Path another = runs(folder.resolve("another")).get(0).resolve(Run.CHECKPOINT);
    String mine = Manifest.read(run).hash();
    byte[] forged =
        new String(Files.readAllBytes(another), StandardCharsets.ISO_8859_1)
            .replace(Manifest.read(another.getParent()).hash(), mine)
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(run.resolve(Run.CHECKPOINT), forged);
    status = execute(place, full).values().iterator().next();
    assertEquals(State.failed, status.state());
    assertTrue(status.reason().contains("it has another w or memory at epoch 6"), status.reason());
    assertArrayEquals(forged, Files.readAllBytes(run.resolve(Run.CHECKPOINT)));
  }

  @Test
  void twoShellsDoNotBothMeasure() throws Exception {
    Path place = folder.resolve("two");
    execute(place, experiment(FEW, "optimizers={sgd: {lr: 0.05}}"));
    Experiment full = experiment(ALL_KINDS, "optimizers={sgd: {lr: 0.05}}");
    try (DirectoryLock other = DirectoryLock.write(runs(place).get(0)).orElseThrow()) {
      RunStatus status = execute(place, full).values().iterator().next();
      assertEquals(State.running, status.state());
      assertTrue(status.reason().contains("another process"), status.reason());
      assertEquals(State.finished, RunStatus.read(runs(place).get(0)).state());
    }
    assertFinished(execute(place, full));
  }

  @Test
  void aProbeThatIsTakenOutAgainKeepsItsNumbers() throws Exception {
    Path place = folder.resolve("out");
    execute(place, experiment(FEW));
    execute(place, experiment(WEIGHTS_SUFFICE));
    Map<String, Object> all = contents(place);
    remarks.clear();
    execute(place, experiment(FEW));
    assertEquals(all, contents(place));
    assertEquals(List.of(), remarks);
    execute(place, experiment(WEIGHTS_SUFFICE));
    assertEquals(all, contents(place));
    assertEquals(List.of(), remarks, "they are there");
  }

  @Test
  void aRunThatGoesOnHasWhatWasAddedFromItsStart() throws Exception {
    Path place = folder.resolve("longer");
    execute(place, experiment(FEW));
    Experiment full = experiment(ALL_KINDS, "train.epochs=12");
    assertFinished(execute(place, full));
    assertAsFromTheStart(place, full);
  }

  /** It ends as it was begun; what was added in between is measured then. */
  @Test
  void aProbeAddedToAnUnfinishedRunIsMeasuredWhenThatIsOver() throws Exception {
    Path place = folder.resolve("unfinished");
    AtomicInteger asked = new AtomicInteger();
    execute(place, experiment(FEW), () -> asked.incrementAndGet() > 60, true);
    Experiment full = experiment(ALL_KINDS);
    assertFinished(execute(place, full));
    assertAsFromTheStart(place, full);
  }

  @Test
  void aDivergedRunIsTrainedAgainAsFarAsItWent() throws Exception {
    Path place = folder.resolve("diverged");
    String[] one = {"optimizers={sgd: {lr: 1e5}}", "train.checkpointEvery=1"};
    execute(place, experiment(FEW, one[0], one[1]));
    RunStatus before = RunStatus.read(runs(place).get(0));
    assertEquals(State.diverged, before.state());
    execute(place, experiment(ALL_KINDS, one[0], one[1]));
    RunStatus after = RunStatus.read(runs(place).get(0));
    assertEquals(before.step(), after.step());
    execute(folder.resolve("start"), experiment(ALL_KINDS, one[0], one[1]));
    assertArrayEquals(
        Files.readAllBytes(runs(folder.resolve("start")).get(0).resolve(Run.METRICS)),
        Files.readAllBytes(runs(place).get(0).resolve(Run.METRICS)));
  }

  @Test
  void whoWantsNoTrainingIsGivenWhatWasKeptAndToldWhatIsNot() throws Exception {
    Path place = folder.resolve("only");
    String[] one = {"optimizers={sgd: {lr: 0.05}}", "train.keepWeightsEvery=3"};
    execute(place, experiment(FEW, one[0], one[1]));
    Experiment full = experiment(ALL_KINDS, one[0], one[1]);
    assertFinished(execute(place, full, () -> false, false));
    List<String> rows = Files.readAllLines(runs(place).get(0).resolve(Run.METRICS));
    assertEquals(3, rows.stream().filter(r -> r.contains(",train/loss,")).count(), "0, 3, 6");
    assertEquals(0, rows.stream().filter(r -> r.contains(",implicit/running,")).count());
    assertTrue(
        remarks.stream()
            .anyMatch(
                r -> r.contains("train/loss is due at epoch 1, of which no weights were kept")),
        remarks.toString());
    assertTrue(
        remarks.stream().anyMatch(r -> r.contains("implicit/running follows the steps")),
        remarks.toString());
    assertFinished(execute(place, full));
    rows = Files.readAllLines(runs(place).get(0).resolve(Run.METRICS));
    assertEquals(7, rows.stream().filter(r -> r.contains(",train/loss,")).count(), "all");
  }
}
