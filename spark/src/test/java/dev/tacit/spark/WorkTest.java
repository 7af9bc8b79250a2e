package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Order;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an executor does, without a cluster. */
class WorkTest {
  private static final int STEPS = 8 * 4; // epochs, batches

  @TempDir Path folder;
  private ExperimentDirectory directory;
  private Marker marker;
  private Path own; // the executor's
  private PlannedRun run;

  @BeforeEach
  void open() throws IOException {
    String text =
        """
        name: work
        data:  {name: gaussian-mixture, classes: 2, dimension: 4, trainExamples: 64,
                testExamples: 32}
        model: {name: mlp, depth: 2, width: 4}
        train: {batch: 16, epochs: 8, checkpointEvery: 1}
        optimizers: {sgd: {lr: 0.05}}
        probes: {preset: none, train/loss: every epoch}
        """;
    Experiment experiment = Experiment.read(text, "work.yaml", List.of(), null);
    directory = ExperimentDirectory.open(folder.resolve("work"), experiment);
    run = experiment.runs().get(0);
    marker = Marker.put(directory.path());
    own = Files.createDirectory(folder.resolve("own"));
  }

  @AfterEach
  void close() throws IOException {
    marker.close();
    directory.close();
  }

  private Delivery execute(Marker.Token token, Map<String, byte[]> files, AtomicInteger steps)
      throws IOException {
    return Work.execute(
        Order.of(directory, run).text(),
        token,
        true,
        Files.exists(directory.of(run)),
        files,
        own,
        "host",
        () -> steps.incrementAndGet() < 0);
  }

  /** As an executor has it that does not see the directory. */
  private Marker.Token unseen() {
    Marker.Token token = marker.token();
    return new Marker.Token(folder.resolve("none").toString(), token.name(), token.content());
  }

  private static RunStatus status(Delivery delivery) throws IOException {
    return JsonFiles.JSON.readValue(delivery.status(), RunStatus.class);
  }

  private byte[] metrics() throws IOException {
    return Files.readAllBytes(directory.of(run).resolve("metrics.csv"));
  }

  @Test
  void inTheSharedDirectoryNothingIsCarried() throws IOException {
    Delivery delivery = execute(marker.token(), null, new AtomicInteger());
    assertEquals(Delivery.What.DONE, delivery.what());
    assertEquals("", delivery.obstacle());
    assertEquals(Map.of(), delivery.files());
    assertEquals(State.finished, directory.status(run).state());
    assertEquals(directory.status(run), status(delivery));
  }

  @Test
  void elsewhereTheRunsFilesComeBackAndNothingStays() throws IOException {
    Delivery delivery = execute(unseen(), null, new AtomicInteger());
    assertEquals(State.finished, status(delivery).state());
    assertTrue(delivery.obstacle().contains("no such directory"), delivery.obstacle());
    try (Stream<Path> left = Files.list(own)) {
      assertEquals(0, left.count());
    }
    execute(marker.token(), null, new AtomicInteger());
    assertArrayEquals(metrics(), delivery.files().get("metrics.csv"));
  }

  @Test
  void aRunThatHasBegunIsAskedForAndGoesOnWhereItStood() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (LocalEngine local =
        new LocalEngine(
            1, new DataCache(), RunListener.SILENT, () -> asked.incrementAndGet() > STEPS / 2)) {
      local.execute(directory);
    }
    assertEquals(State.interrupted, directory.status(run).state());
    Delivery without = execute(unseen(), null, new AtomicInteger());
    assertEquals(Delivery.What.NEEDS_FILES, without.what());

    AtomicInteger steps = new AtomicInteger();
    Delivery delivery = execute(unseen(), RunFiles.read(directory.of(run)), steps);
    assertEquals(State.finished, status(delivery).state());
    assertTrue(steps.get() < STEPS, "began anew: " + steps);
    execute(marker.token(), null, new AtomicInteger());
    assertArrayEquals(metrics(), delivery.files().get("metrics.csv"));
  }

  @Test
  void anOrderOfAnotherTacitIsAFailureThatNamesTheMachine() throws IOException {
    String other = Order.of(directory, run).text().replace(run.hash(), "0123abcd");
    Delivery delivery =
        Work.execute(other, marker.token(), true, false, null, own, "host", () -> false);
    assertEquals(State.failed, status(delivery).state());
    assertTrue(status(delivery).reason().startsWith("on host: run "), delivery.status());
    assertTrue(status(delivery).reason().contains("another version"), delivery.status());
  }
}
