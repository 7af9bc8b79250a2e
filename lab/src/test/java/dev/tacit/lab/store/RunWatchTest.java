package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWatchTest {
  @TempDir Path folder;
  private Path directory;
  private Path metrics;
  private RunWatch watch;

  @BeforeEach
  void begin() throws IOException {
    directory = folder.resolve("run");
    metrics = directory.resolve("metrics.csv");
    watch = new RunWatch(directory);
    assertFalse(watch.refresh(), "there is no directory yet");
    Files.createDirectory(directory);
    Files.writeString(
        directory.resolve(Manifest.FILE),
        "{\"format\": 2, \"optimizer\": \"sgd\", \"stepsPerEpoch\": 4}");
    Files.writeString(metrics, MetricsFile.HEADER);
    assertTrue(watch.refresh());
  }

  private void append(String text) throws IOException {
    Files.writeString(metrics, text, StandardOpenOption.APPEND);
  }

  private Curve loss() {
    return watch.run().orElseThrow().metrics().get("loss");
  }

  private void status(State state) throws IOException {
    new RunStatus(state, 4, 1, "", Map.of(), 1, 0, Map.of()).write(directory);
  }

  @Test
  void rowsAreTakenAsTheyCome() throws IOException {
    append("4,1,loss,0.5,\n8,2,loss,0.25,\n");
    assertTrue(watch.refresh());
    assertEquals(0.25, loss().at(2));
    assertFalse(watch.refresh(), "nothing has changed");
    append("12,3,loss,0.125,\n");
    assertTrue(watch.refresh());
    assertEquals(3, loss().size());
    assertEquals(0.5, loss().at(1), "what was there before stays");
  }

  @Test
  void aLineThatIsHalfWrittenWaitsForItsOtherHalf() throws IOException {
    append("4,1,loss,0.5,\n8,2,lo");
    watch.refresh();
    assertEquals(1, loss().size());
    assertEquals("", watch.fault());
    append("ss,0.25,\n");
    watch.refresh();
    assertEquals(0.25, loss().at(2));
  }

  @Test
  void afterTheFileIsCutItIsReadAfresh() throws IOException {
    append("4,1,loss,0.5,\n8,2,loss,0.25,\n12,3,loss,0.1,\n");
    watch.refresh();
    Files.writeString(metrics, MetricsFile.HEADER + "4,1,loss,0.5,\n");
    assertTrue(watch.refresh());
    assertEquals(1, loss().size());
  }

  @Test
  void anotherFileThatIsLongerIsReadAfresh() throws IOException {
    append("4,1,loss,0.5,\n");
    watch.refresh();
    Files.writeString(metrics, MetricsFile.HEADER + "4,1,loss,0.7,\n8,2,loss,0.6,\n");
    assertTrue(watch.refresh());
    assertEquals(0.7, loss().at(1), "though it is the same file on disk");
    Path fresh = folder.resolve("fresh.csv");
    Files.writeString(fresh, MetricsFile.HEADER + "4,1,loss,0.9,\n8,2,loss,0.6,\n");
    Files.move(fresh, metrics, StandardCopyOption.REPLACE_EXISTING);
    assertTrue(watch.refresh());
    assertEquals(0.9, loss().at(1));
  }

  @Test
  void aDamagedLineIsAFaultAndWhatWasReadStays() throws IOException {
    append("4,1,loss,0.5,\n");
    watch.refresh();
    append("8,2,loss,zero,\n");
    assertTrue(watch.refresh());
    assertTrue(watch.fault().contains("line 3"), watch.fault());
    assertEquals(0.5, loss().at(1));
    assertFalse(watch.refresh(), "the same fault is no news");
    Files.writeString(metrics, MetricsFile.HEADER + "4,1,loss,0.5,\n8,2,loss,0,\n");
    assertTrue(watch.refresh());
    assertEquals("", watch.fault());
    assertEquals(0, loss().at(2));
  }

  @Test
  void aRunThatHasEndedMayGoOn() throws IOException {
    append("4,1,loss,0.5,\n");
    status(State.finished);
    assertTrue(watch.refresh());
    assertEquals(State.finished, watch.run().orElseThrow().state());
    assertFalse(watch.refresh());
    status(State.running);
    assertTrue(watch.refresh());
    append("8,2,loss,0.25,\n");
    assertTrue(watch.refresh());
    assertEquals(0.5, loss().at(1));
    assertEquals(0.25, loss().at(2));
  }

  @Test
  void aRunThatIsDeletedIsGone() throws IOException {
    append("4,1,loss,0.5,\n");
    watch.refresh();
    Files.delete(metrics);
    assertTrue(watch.refresh());
    assertTrue(watch.run().orElseThrow().metrics().isEmpty());
    Files.delete(directory.resolve(Manifest.FILE));
    Files.delete(directory);
    assertTrue(watch.refresh());
    assertTrue(watch.run().isEmpty());
    assertFalse(watch.refresh());
  }
}
