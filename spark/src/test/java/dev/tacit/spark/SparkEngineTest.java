package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.app.cli.TacitProcess;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.Engine;
import dev.tacit.lab.sweep.Engines;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with threads of this process for executors; {@link ClusterTest} has real ones. */
@Tag("processes")
class SparkEngineTest {
  private static final String EXPERIMENT =
      """
      name: threads
      data:  {name: gaussian-mixture, classes: 2, dimension: 4, trainExamples: 64,
              testExamples: 32}
      model: {name: mlp, depth: 2, width: 4}
      train: {batch: 16, epochs: 4}
      seeds: 2
      optimizers: {sgd: {lr: 0.05}, adam: {lr: 0.01}, blown: {rule: sgd, lr: 1e30}}
      probes: {preset: none, train/loss: every epoch}
      """;

  @TempDir Path folder;

  private final List<String> heard = new CopyOnWriteArrayList<>();

  private final RunListener listener =
      new RunListener() {
        @Override
        public void onStart(String run, int epochs, Map<String, String> notMeasured) {
          heard.add(run + " starts");
        }

        @Override
        public void onEnd(String run, RunStatus status) {
          heard.add(run + " " + status.state());
        }

        @Override
        public void onSkip(String run, RunStatus status) {
          heard.add(run + " skipped");
        }

        @Override
        public void onNote(String sentence) {
          heard.add(sentence);
        }
      };

  private ExperimentDirectory open(String place) throws IOException {
    return ExperimentDirectory.open(
        folder.resolve(place), Experiment.read(EXPERIMENT, "threads.yaml", List.of(), null));
  }

  @Test
  void everyRunEndsOnceWithTheBitsOfThisProcess() throws Exception {
    try (ExperimentDirectory whole = open("whole");
        LocalEngine local = new LocalEngine(2, new DataCache(), RunListener.SILENT, () -> false)) {
      local.execute(whole);
    }
    Execution how =
        new Execution(Integer.MAX_VALUE, new DataCache(), listener, () -> false, true, true);
    try (ExperimentDirectory directory = open("spark");
        Engine engine = Engines.start("spark", "threads", how, Map.of("master", "local[2]"))) {
      List<PlannedRun> runs = directory.experiment().runs();
      Map<PlannedRun, RunStatus> some = engine.execute(directory, runs.subList(0, 2));
      assertEquals(runs.subList(0, 2), List.copyOf(some.keySet()));
      PlannedRun held = runs.get(2);
      DirectoryLock lock =
          DirectoryLock.write(Files.createDirectories(directory.of(held))).orElseThrow();
      CompletableFuture<Map<PlannedRun, RunStatus>> all =
          CompletableFuture.supplyAsync(() -> execute(engine, directory));
      awaitNote("1 run is being trained by other processes");
      lock.close(); // whoever held it was killed before it began
      Map<PlannedRun, RunStatus> statuses = all.get(60, TimeUnit.SECONDS);
      assertEquals(runs, List.copyOf(statuses.keySet()));
      statuses.forEach(
          (run, status) ->
              assertEquals(
                  run.optimizer().equals("blown") ? State.diverged : State.finished,
                  status.state()));
      for (PlannedRun run : runs) {
        assertEquals(1, heard.stream().filter(s -> s.equals(run.slug() + " starts")).count());
      }
      assertTrue(heard.contains(runs.get(0).slug() + " skipped"), heard::toString);
    }
    Map<String, byte[]> expected = TacitProcess.results(folder.resolve("whole"));
    Map<String, byte[]> actual = TacitProcess.results(folder.resolve("spark"));
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  private static Map<PlannedRun, RunStatus> execute(Engine engine, ExperimentDirectory directory) {
    try {
      return engine.execute(directory);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitNote(String words) throws InterruptedException {
    long end = System.currentTimeMillis() + 60_000;
    while (heard.stream().noneMatch(note -> note.contains(words))) {
      assertTrue(System.currentTimeMillis() < end, heard::toString);
      Thread.sleep(10);
    }
  }
}
