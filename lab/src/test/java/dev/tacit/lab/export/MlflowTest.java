package dev.tacit.lab.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs are sent to a server that breaks off, is busy, fails and refuses. */
class MlflowTest {
  private static final int EPOCHS = 1200; // two metrics each: three requests

  @TempDir Path directory;

  private final List<String> notes = new ArrayList<>();
  private MlflowStub server;

  @BeforeEach
  void start() throws IOException {
    server = new MlflowStub();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void one(String state, String... rows) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("train", Map.of("batch", 16, "note", "x".repeat(7000)));
    settings.put("a key: with, all {kinds}", 1);
    settings.put("empty", "");
    new StudyFixture(directory, "sgd").settings(settings).run("sgd", 3, state, rows).write();
  }

  private static String[] rows() {
    List<String> rows = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      rows.add(epoch + " train/loss " + 1.0 / (epoch + 1));
      rows.add(epoch + " norm/l2 " + epoch);
    }
    return rows.toArray(String[]::new);
  }

  private Mlflow.Sent send() throws IOException, InterruptedException {
    return Mlflow.send(
        directory,
        new MlflowServer(server.uri(), Duration.ofMillis(1), notes::add),
        null,
        notes::add);
  }

  @Test
  void settingsAreParametersAndMeasurementsAreMetricsOverSteps() throws Exception {
    one(
        "finished",
        "0 train/loss 2.5",
        "1 train/loss NaN",
        "1 test/error Infinity",
        "2 a[1] 1e-300");
    Mlflow.Sent sent = send();
    assertEquals(new Mlflow.Sent("fixture", 1, 0, 4), sent);
    MlflowStub.Run run = server.runs.get("run0");
    assertEquals(
        List.of(
            "train/loss 0 2.5 0",
            "train/loss 10 NaN 0",
            "test/error 10 Infinity 0",
            "a_1_ 20 1.0E-300 0"),
        List.copyOf(run.metrics));
    assertEquals("16", run.parameters.get("train.batch"));
    assertEquals(6000, run.parameters.get("train.note").length());
    assertEquals("1", run.parameters.get("a key_ with_ all _kinds_"));
    assertFalse(run.parameters.containsKey("empty"));
    assertEquals("sgd-3-0", run.created.get("run_name").asText());
    assertEquals("3", run.tags.get("tacit.seed"));
    assertEquals("finished", run.tags.get("tacit.state"));
    assertEquals("4", run.tags.get("tacit.rows"));
    assertEquals("FINISHED", run.status);
    assertEquals(List.of(), notes);
  }

  @Test
  void whatWasSentIsNotSentTwice() throws Exception {
    one("finished", rows());
    assertEquals(2 * EPOCHS, send().measurements());
    assertTrue(Collections.max(server.entries) <= 1000, server.entries.toString());
    int before = server.requests.size();
    assertEquals(new Mlflow.Sent("fixture", 0, 1, 0), send());
    assertEquals(
        List.of("experiments/get-by-name", "runs/search"),
        server.requests.subList(before, server.requests.size()));
  }

  @Test
  void faultsThatPassAreTriedAgain() throws Exception {
    one("finished", rows());
    List<Integer> faults =
        List.of(503, MlflowStub.BREAKS_BEFORE, 429, MlflowStub.BREAKS_AFTER, 0, 500, 0, 0);
    for (int request = 0; request < 6; request++) {
      server.faults.addAll(faults);
    }
    send();
    assertEquals(1, server.runs.size(), "a run whose making was not answered is found again");
    assertEquals(2 * EPOCHS, server.runs.get("run0").metrics.size());
    assertTrue(
        notes.get(0).contains("HTTP 503, SOME_ERROR: the words of the server"), notes.get(0));
    assertTrue(notes.get(0).endsWith("; trying again in 0.0 s"), notes.get(0));
  }

  @Test
  void aRunMadeWithoutAnAnswerIsNotMadeTwice() throws Exception {
    one("finished", "0 train/loss 2.5");
    Collections.addAll(server.faults, 0, 0, 0, MlflowStub.BREAKS_AFTER);
    send();
    assertEquals(
        List.of(
            "experiments/get-by-name",
            "experiments/create",
            "runs/search",
            "runs/create",
            "runs/search",
            "runs/log-batch"),
        server.requests.subList(0, 6));
    assertEquals(1, server.runs.size());
  }

  @Test
  void whatIsNeverAnsweredIsGivenUpAndGoneOnWithLater() throws Exception {
    one("finished", rows());
    // The experiment, its making, a search, the run, its settings, the first measurements.
    Collections.addAll(server.faults, 0, 0, 0, 0, 0, 0);
    server.faults.addAll(Collections.nCopies(MlflowServer.TRIES, 503));
    String message = assertThrows(IOException.class, this::send).getMessage();
    assertTrue(message.contains("did not take /api/2.0/mlflow/runs/log-batch in 7 tries"), message);
    assertTrue(message.endsWith("the same command goes on where it stopped"), message);
    assertEquals("998", server.runs.get("run0").tags.get("tacit.rows"));
    Mlflow.Sent sent = send();
    assertEquals(2 * EPOCHS - 998, sent.measurements());
    assertEquals(2 * EPOCHS, server.runs.get("run0").metrics.size());
    assertEquals(1, server.runs.size());
  }

  @Test
  void anyOtherRefusalIsNotTriedAgain() throws Exception {
    one("finished", "0 train/loss 2.5");
    server.faults.add(400);
    String message = assertThrows(IOException.class, this::send).getMessage();
    assertTrue(message.endsWith("HTTP 400, SOME_ERROR: the words of the server"), message);
    assertEquals(1, server.requests.size());
  }

  @Test
  void aRunThatGoesOnIsFollowed() throws Exception {
    one("running", "0 train/loss 2.5", "1 train/loss 2.25");
    assertEquals(1, send().measurements(), "the last row may be half written");
    assertEquals("RUNNING", server.runs.get("run0").status);
    one("running", "0 train/loss 2.5");
    assertEquals(0, send().runs(), "cut to its checkpoint: what is missing is written again");
    one("diverged", "0 train/loss 2.5", "1 train/loss 2.25", "2 train/loss NaN");
    assertEquals(2, send().measurements());
    assertEquals("FINISHED", server.runs.get("run0").status);
    assertEquals("diverged", server.runs.get("run0").tags.get("tacit.state"));
    assertEquals(1, server.runs.size());
  }

  @Test
  void otherMeasurementsAreAnotherRun() throws Exception {
    one("finished", "0 train/loss 2.5");
    send();
    one("finished", "0 train/loss 3.5", "1 train/loss 2");
    assertEquals(2, send().measurements());
    assertEquals(2, server.runs.size());
    assertTrue(notes.get(0).contains("sent as a new run"), notes.get(0));
    assertEquals(0, send().runs());
  }

  @Test
  void aSettingThatChangedStaysAndIsSaid() throws Exception {
    one("finished", "0 train/loss 2.5");
    send();
    Path manifest = directory.resolve("sgd-3-0/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("\"batch\":16", "\"batch\":32"));
    one2("1 train/loss 2");
    send();
    assertEquals("16", server.runs.get("run0").parameters.get("train.batch"));
    assertTrue(notes.get(0).endsWith("as they were first sent stay: train.batch"), notes.get(0));
  }

  private void one2(String row) throws IOException {
    String[] cells = row.split(" ", -1);
    Path metrics = directory.resolve("sgd-3-0/metrics.csv");
    Files.writeString(
        metrics,
        Files.readString(metrics) + "10," + cells[0] + "," + cells[1] + "," + cells[2] + ",\n");
  }

  @Test
  void namesBecomeKeysAndNeverOne() {
    MlflowKeys keys = new MlflowKeys();
    assertEquals("train/loss", keys.of("train/loss"));
    assertEquals("a_b", keys.of("a:b"));
    assertEquals("a_b_2", keys.of("a;b"));
    assertEquals("a_b", keys.of("a:b"), "the same again");
    assertEquals("_/a/_/_/b/_", keys.of("/a//../b/"));
    assertEquals(250, keys.of("é".repeat(300)).length());
    assertEquals(250, keys.of("è".repeat(300)).length());
  }

  @Test
  void aServerThatIsNoneIsSaidToBeNone() throws IOException {
    one("finished", "0 train/loss 2.5");
    MlflowServer none =
        new MlflowServer(server.uri().resolve("/nowhere"), Duration.ofMillis(1), notes::add);
    String message =
        assertThrows(IOException.class, () -> Mlflow.send(directory, none, null, notes::add))
            .getMessage();
    assertTrue(message.contains("HTTP 404, '<h1>404 Not Found</h1>"), message);
  }
}
