package dev.tacit.lab.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.study.StudyFixture;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A metrics.csv grows, is cut and grows again; processes end and begin between. */
class LiveTensorBoardTest {
  @TempDir Path directory;

  private final List<String> notes = new ArrayList<>();
  private Path run;

  @BeforeEach
  void begin() throws IOException {
    new StudyFixture(directory, "sgd").run("sgd", 0, "running", "0 train/loss 4").write();
    run = directory.resolve("sgd-0-0");
  }

  private void grow(String... rows) throws IOException {
    for (String row : rows) {
      Files.writeString(run.resolve("metrics.csv"), row, StandardOpenOption.APPEND);
    }
  }

  /** A sitting: what is there at its end was followed. */
  private void sit() throws IOException {
    LiveTensorBoard.follow(directory, notes::add).close();
  }

  private Path events() throws IOException {
    try (var files = Files.list(directory.resolve("export/tensorboard/sgd-0-0"))) {
      return files.findFirst().orElseThrow();
    }
  }

  /** As in {@code train/loss 10 0.5}, in the file's order. */
  private List<String> scalars() throws IOException {
    List<String> scalars = new ArrayList<>();
    for (Map<Integer, List<Object>> event : EventReader.read(events())) {
      if (event.containsKey(5)) {
        Map<Integer, List<Object>> value = EventReader.inside(EventReader.inside(event, 5), 1);
        if (value.containsKey(2)) {
          scalars.add(
              EventReader.text(value, 1) + " " + event.get(2).get(0) + " " + value.get(2).get(0));
        }
      }
    }
    return scalars;
  }

  @Test
  void eventsGrowWithTheMetricsWithoutAnyTwice() throws Exception {
    sit();
    assertEquals(List.of("train/loss 0 4.0"), scalars());
    grow("10,1,train/loss,2,\n", "10,1,test/error,NaN,\n", "20,2,train/lo");
    sit();
    assertEquals(List.of("train/loss 0 4.0", "train/loss 10 2.0"), scalars());
    grow("ss,1,\n");
    sit();
    assertEquals(List.of("train/loss 0 4.0", "train/loss 10 2.0", "train/loss 20 1.0"), scalars());
  }

  @Test
  void oneProcessFollowsWhileTheFileGrowsAndIsCut() throws Exception {
    Path metrics = run.resolve("metrics.csv");
    String before = Files.readString(metrics);
    try (LiveTensorBoard live = LiveTensorBoard.follow(directory, notes::add)) {
      grow("10,1,train/loss,2,\n");
      await(1);
      Files.writeString(metrics, before); // back to its checkpoint
      grow("10,1,train/loss,2,\n", "20,2,train/loss,1,\n");
    }
    assertEquals(List.of("train/loss 0 4.0", "train/loss 10 2.0", "train/loss 20 1.0"), scalars());
    assertEquals(List.of(), notes);
  }

  /**
   * The time is for a machine that has much else to do; looks that are minutes apart do not fit.
   */
  private void await(int scalars) throws Exception {
    long end = System.nanoTime() + 15_000_000_000L;
    while (written() < scalars) {
      assertTrue(System.nanoTime() < end, "fewer than " + scalars + " came");
      Thread.sleep(20);
    }
  }

  /** How many scalars there are; 0 while a record is half written. */
  private int written() throws IOException {
    try {
      return scalars().size();
    } catch (NoSuchFileException | NoSuchElementException | BufferUnderflowException e) {
      return 0;
    }
  }

  @Test
  void rowsAreTakenWithinSecondsWhateverTheFirstLookTook() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int epoch = 1; epoch <= 40_000; epoch++) { // enough for a look that is long
      rows.append(10 * epoch).append(',').append(epoch).append(",train/loss,1,\n");
    }
    grow(rows.toString());
    try (LiveTensorBoard live = LiveTensorBoard.follow(directory, notes::add)) {
      await(40_001);
      for (int more = 1; more <= 2; more++) {
        int epoch = 40_000 + more;
        grow(10 * epoch + "," + epoch + ",train/loss,1,\n");
        await(40_001 + more);
      }
    }
    assertEquals(List.of(), notes);
  }

  @Test
  void aRecordThatAKilledProcessLeftIsCutAway() throws Exception {
    grow("10,1,train/loss,2,\n");
    sit();
    byte[] whole = Files.readAllBytes(events());
    for (int lost : new int[] {1, 7, 20, 41}) {
      Files.write(events(), Arrays.copyOf(whole, whole.length - lost));
      sit();
      assertEquals(List.of("train/loss 0 4.0", "train/loss 10 2.0"), scalars(), "without " + lost);
    }
  }

  @Test
  void aRunBegunAnewReplacesWhatItsPredecessorLeft() throws Exception {
    sit();
    Files.copy(
        events(),
        events().resolveSibling("events.out.tfevents.77.tacit"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        run.resolve("metrics.csv"), "step,epoch,metric,value,error\n0,0,train/loss,5,\n");
    sit();
    assertEquals(List.of("train/loss 0 5.0"), scalars());
    assertEquals("events.out.tfevents.0.tacit", events().getFileName().toString());
  }

  @Test
  void rowsAddedAmongOthersAreAddedAlone() throws Exception {
    grow("10,1,train/loss,2,\n");
    sit();
    Files.writeString(
        run.resolve("metrics.csv"),
        """
        step,epoch,metric,value,error
        0,0,train/loss,4,
        0,0,norm/l2,1,
        10,1,train/loss,2,
        10,1,norm/l2,3,
        """);
    sit();
    assertEquals(
        List.of("train/loss 0 4.0", "train/loss 10 2.0", "norm/l2 0 1.0", "norm/l2 10 3.0"),
        scalars());
  }

  @Test
  void theEndIsWhatAnExportWrites() throws Exception {
    try (LiveTensorBoard live = LiveTensorBoard.follow(directory, notes::add)) {
      grow("10,1,train/loss,2,\n");
      assertThrows(
          IOException.class,
          () -> Export.write(directory, Export.Form.TENSORBOARD, null),
          "not two at a time");
      Files.writeString(run.resolve("status.json"), "{\"state\": \"finished\", \"reason\": \"\"}");
      live.complete();
    }
    byte[] live = Files.readAllBytes(events());
    Export.write(directory, Export.Form.TENSORBOARD, null);
    assertEquals(-1, Arrays.mismatch(live, Files.readAllBytes(events())));
    assertEquals(List.of("train/loss 0 4.0", "train/loss 10 2.0"), scalars());
  }

  @Test
  void whatCannotBeWrittenEndsNothing() throws Exception {
    Files.createDirectories(directory.resolve("export/tensorboard"));
    Files.writeString(directory.resolve("export/tensorboard/sgd-0-0"), "in the way");
    sit();
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).endsWith("training goes on"), notes.get(0));
  }
}
