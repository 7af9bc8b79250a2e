package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.MetricRows;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end by a rule. */
class UntilRunTest {
  private static final String FILE =
      """
      name: until
      data:   {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,
               testExamples: 100, validation: 50}
      model:  {name: mlp, depth: 2, width: 8}
      train:  {batch: 32, epochs: 12, keepWeightsEvery: 1, checkpointEvery: 3}
      probes: {preset: none, train/loss: every epoch, norm/l2: every epoch,
               implicit/sgd: every 5 epochs}
      optimizers:
        sgd: {lr: 0.1}
      """;
  private static final int STEPS = 5; // 150 examples in batches of 32

  @TempDir Path folder;

  private static Experiment experiment(String... overrides) {
    return Experiment.read(FILE, "until.yaml", List.of(overrides), null);
  }

  private RunStatus run(String place, AtomicInteger stepsLeft, String... overrides)
      throws IOException, InterruptedException {
    Experiment experiment = experiment(overrides);
    List<String> trained = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void onFailure(String run, Exception cause) {
            trained.add(cause.toString());
          }
        };
    try (ExperimentDirectory directory =
        ExperimentDirectory.open(folder.resolve(place), experiment)) {
      RunStatus status =
          new LocalEngine(1, new DataCache(), listener, () -> stepsLeft.getAndDecrement() <= 0)
              .execute(directory, experiment.runs())
              .values()
              .iterator()
              .next();
      assertEquals(List.of(), trained);
      return status;
    }
  }

  private RunStatus run(String place, String... overrides) throws Exception {
    return run(place, new AtomicInteger(Integer.MAX_VALUE), overrides);
  }

  private Path only(String place) throws IOException {
    try (var children = Files.list(folder.resolve(place))) {
      return children.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private MetricRows rows(String place) throws IOException {
    return MetricRows.read(only(place).resolve(Run.METRICS));
  }

  private double[] weights(Path file) throws IOException {
    try (Tensor w = SavedWeights.read(file)) {
      return Vectors.toDoubles(w);
    }
  }

  /** The level is what the longer run measured at epoch 7: so there, and at no epoch before. */
  @Test
  void itEndsWhereTheMetricIsWithTheBitsOfALongerRun() throws Exception {
    run("long");
    double level = rows("long").value(7 * STEPS, "train/loss").orElseThrow();
    assertTrue(level < rows("long").value(6 * STEPS, "train/loss").orElseThrow());
    String until = "train.until={train/loss: " + level + "}";
    RunStatus status = run("short", until);
    assertEquals(State.finished, status.state());
    assertEquals(7, status.epoch());
    assertEquals(7 * STEPS, status.step());
    assertTrue(status.reason().startsWith("train/loss "), status.reason());
    assertTrue(status.reason().endsWith(" is at most " + level + " at epoch 7"), status.reason());
    assertEquals(status, RunStatus.read(only("short")));
    assertArrayEquals(
        weights(only("long").resolve("weights-epoch7.safetensors")),
        weights(only("short").resolve(Run.CHECKPOINT)));
    for (int epoch = 0; epoch <= 7; epoch++) {
      for (String metric : List.of("train/loss", "norm/l2")) {
        assertEquals(
            rows("long").value((long) epoch * STEPS, metric),
            rows("short").value((long) epoch * STEPS, metric));
      }
    }
    assertTrue(rows("short").has(7 * STEPS, "implicit/sgd"), "the end is measured whole");
    assertEquals(7, rows("short").only(m -> m.equals("train/loss")).size() - 1);

    RunStatus again = run("short", until);
    assertEquals(status, again, "nothing to do");
  }

  @Test
  void stoppedAnywhereItEndsWithTheSameBits() throws Exception {
    String until = "train.until={metric: validation/loss, patience: 2, improvement: 0.1}";
    RunStatus whole = run("whole", until);
    assertTrue(whole.epoch() < 12, "by its rule: " + whole);
    RunStatus status = null;
    int sittings = 0;
    while (status == null || status.state() == State.interrupted) {
      status = run("cut", new AtomicInteger(4 * STEPS - 1), until);
      sittings++;
    }
    assertTrue(sittings > 1, "it was stopped");
    assertEquals(whole.epoch(), status.epoch());
    assertEquals(whole.reason(), status.reason());
    assertArrayEquals(
        Files.readAllBytes(only("whole").resolve(Run.METRICS)),
        Files.readAllBytes(only("cut").resolve(Run.METRICS)));
    assertArrayEquals(
        weights(only("whole").resolve(Run.CHECKPOINT)),
        weights(only("cut").resolve(Run.CHECKPOINT)));
  }

  /** The rule is no part of what a run is: without it, the same run goes on from its end. */
  @Test
  void anotherRuleGoesOnFromItsEnd() throws Exception {
    run("long");
    double level = rows("long").value(4 * STEPS, "train/loss").orElseThrow();
    String until = "train.until={train/loss: " + level + "}";
    assertEquals(4, run("on", until).epoch());
    RunStatus on = run("on", "train.until=null");
    assertEquals(12, on.epoch());
    assertEquals("", on.reason());
    assertNull(on.until());
    assertArrayEquals(
        weights(only("long").resolve(Run.CHECKPOINT)), weights(only("on").resolve(Run.CHECKPOINT)));
    assertEquals(on, run("on", until), "it went further than that before");
    RunStatus between =
        run(
            "on",
            "train.until={train/loss: "
                + rows("long").value(8 * STEPS, "train/loss").orElse(0)
                + "}");
    assertEquals(12, between.epoch(), "known from what was measured");

    ExperimentRecord first = ExperimentRecord.read(folder.resolve("on"), 1);
    RunRecord seen = RunRecord.read(only("on")).orElseThrow().under(first.runs().get(0));
    assertEquals(4, seen.status().epoch());
    assertTrue(seen.status().reason().endsWith("at epoch 4"), seen.status().reason());
    assertEquals(4, seen.lastEpoch());
  }

  /** A run that never measured what the rule goes by is measured first, and then known. */
  @Test
  void aRuleIsAppliedToARunThatIsFinished() throws Exception {
    run("long", "probes.train/loss=off");
    RunStatus status = run("long", "probes.train/loss=off", "train.until={train/loss: 100}");
    assertEquals(12, status.epoch());
    assertTrue(rows("long").has(STEPS, "train/loss"));
    ExperimentRecord second = ExperimentRecord.read(folder.resolve("long"), 2);
    RunRecord seen = RunRecord.read(only("long")).orElseThrow().under(second.runs().get(0));
    assertEquals(1, seen.status().epoch());
  }
}
