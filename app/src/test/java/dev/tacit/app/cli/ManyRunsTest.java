package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thousand runs on a clock that the test turns: one second an epoch. */
class ManyRunsTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final AtomicLong clock = new AtomicLong();
  private final List<PlannedRun> runs =
      Experiment.read(
              "{name: many, data: {name: gaussian-mixture}, train: {epochs: 4}, seeds: 1000,"
                  + " optimizers: {sgd: {lr: 0.1}}}",
              "many.yaml",
              List.of(),
              null)
          .runs();

  private static RunStatus ended(State state, String reason) {
    return new RunStatus(state, 0, 4, reason, Map.of(), 4, 0, Map.of());
  }

  private void train(ManyRuns many, PlannedRun run, int from, State state) {
    many.onProgress(run.slug(), from, 4, Map.of());
    for (int epoch = from + 1; epoch <= 4; epoch++) {
      clock.addAndGet(1_000_000_000L);
      many.onProgress(run.slug(), epoch, 4, Map.of());
    }
    many.onEnd(run.slug(), ended(state, state == State.failed ? "no room" : ""));
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aThousandRunsTakeFewLines() {
    ManyRuns many = new ManyRuns(out, false, runs, 0, clock::get);
    for (int i = 0; i < 1000; i++) {
      train(many, runs.get(i), 0, i == 7 ? State.failed : i == 8 ? State.diverged : State.finished);
    }
    many.close();
    assertTrue(lines().size() <= 4000 / 30 + 12, "a line at most every 30 s: " + lines().size());
    assertTrue(lines().contains("sgd-seed7 FAILED: no room"), lines().toString());
    assertEquals(
        "999 of 1000 runs done, 0 running, 1 diverged, 1 failed, 0 left",
        lines().get(lines().size() - 1));
  }

  /** 100 runs of 4 epochs in 400 s leave 900 of them, or 3,600 s. */
  @Test
  void saysHowMuchTimeIsLeft() {
    ManyRuns many = new ManyRuns(out, false, runs, 0, clock::get);
    for (int i = 0; i < 100; i++) {
      train(many, runs.get(i), 0, State.finished);
    }
    String tenth = lines().stream().filter(line -> line.contains("10 % of")).findFirst().orElse("");
    assertEquals(
        "99 of 1000 runs done, 1 running, 0 diverged, 0 failed, 900 left; 10 % of all epochs,"
            + " 1 h 00 min left",
        tenth);
  }

  /** What earlier sittings did took no time of this one. */
  @Test
  void countsWhatWasThereAlready() {
    ManyRuns many = new ManyRuns(out, false, runs, 0, clock::get);
    runs.subList(0, 500).forEach(run -> many.onSkip(run.slug(), ended(State.finished, "")));
    train(many, runs.get(500), 3, State.finished);
    clock.addAndGet(30_000_000_000L);
    many.onProgress(runs.get(501).slug(), 0, 4, Map.of());
    assertEquals(
        "501 of 1000 runs done, 1 running, 0 diverged, 0 failed, 498 left; 50 % of all epochs,"
            + " 17 h 11 min left",
        lines().get(lines().size() - 1), "1,996 epochs at 31 s each");
  }

  @Test
  void saysTheSameRemarkOnce() {
    ManyRuns many = new ManyRuns(out, false, runs, 0, clock::get);
    runs.forEach(run -> many.onRemark(run.slug(), "was trained elsewhere"));
    assertEquals(List.of("sgd-seed0 was trained elsewhere"), lines());
  }
}
