package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTest {
  private static final String HEADER = "epoch,step,flow_time,seconds,measuring_seconds\n";

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("clock.csv"), text);
  }

  private String text() throws IOException {
    return Files.readString(directory.resolve("clock.csv"));
  }

  private void status(State state) throws IOException {
    new RunStatus(state, 0, 0, "", Map.of(), 0, 0, Map.of()).write(directory);
  }

  private Clock read() throws IOException {
    return Clock.read(directory).orElseThrow();
  }

  @Test
  void aRunWithoutAFileHasNone() throws IOException {
    assertEquals(Optional.empty(), Clock.read(directory));
    assertEquals(Optional.empty(), Clock.read(directory.resolve("none")));
  }

  @ParameterizedTest
  @CsvSource({"'\n'", "'\r\n'"})
  void timesAreCurvesInEpochs(String end) throws IOException {
    file((HEADER + "0,0,0.0,0.5,0.5\n1,4,0.4,2.5,0.75\n3,12,1.2,4.5,1.0\n").replace("\n", end));
    Clock clock = read();
    assertEquals(3, clock.flowTime().size());
    assertEquals(0.4, clock.flowTime().measuredAt(1));
    assertEquals(1.2, clock.flowTime().measuredAt(3));
    assertEquals(3.5, clock.seconds().at(2));
    assertEquals(0.75, clock.measuringSeconds().measuredAt(1));
  }

  @Test
  void aLastLineThatWasCutIsPassedOverUnlessTheRunHasEnded() throws IOException {
    file(HEADER + "0,0,0.0,0.5,0.5\n1,4,0.4,2.");
    assertEquals(1, read().flowTime().size());
    status(State.running);
    assertEquals(1, read().flowTime().size());
    status(State.finished);
    IOException e = assertThrows(IOException.class, this::read);
    assertTrue(e.getMessage().contains("line 3: expected five cells"), e.getMessage());
  }

  @Test
  void aHeaderThatIsBeingWrittenIsNoClockYetButOneOfNoRows() throws IOException {
    for (String text : new String[] {"", "epoch,st", HEADER}) {
      file(text);
      assertEquals(0, read().flowTime().size());
    }
    file("epoch,st");
    status(State.finished);
    IOException e = assertThrows(IOException.class, this::read);
    assertTrue(e.getMessage().contains("line 1: expected the header epoch,"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,8,0.8,3.0       | five cells",
        "x,8,0.8,3.0,1.0   | an epoch (a whole number, not negative)",
        "1,8,0.8,3.0,1.0   | a later epoch than the one before",
        "2,-1,0.8,3.0,1.0  | a step (a whole number, not negative)",
        "2,4,0.8,3.0,1.0   | a later step than the one before",
        "2,8,NaN,3.0,1.0   | flow time (a finite number)",
        "2,8,0.8,soon,1.0  | seconds (a finite number)",
        "2,8,0.8,2.0,1.0   | seconds of at least 2.5",
        "2,8,0.8,3.0,      | measuring seconds (a finite number)",
        "2,8,0.8,3.0,0.5   | measuring seconds of at least 0.75"
      })
  void aDamagedRowIsRefusedWithItsLineAndWhatWasExpected(String row, String expected)
      throws IOException {
    Path file = file(HEADER + "1,4,0.4,2.5,0.75\n" + row + "\n");
    IOException e = assertThrows(IOException.class, this::read);
    assertEquals(
        file + ", line 3: expected " + expected(expected) + ", found '" + row + "'",
        e.getMessage());
  }

  private static String expected(String words) {
    return words.equals("five cells") ? words + ", " + HEADER.strip() : words;
  }

  @Test
  void whatGoesOnIsCutToItsEpochAndAddsToTheTimesThere() throws IOException {
    try (ClockFile clock = ClockFile.begin(directory)) {
      clock.add(0, 0, 0, 0.25, 0.25);
      clock.add(1, 4, 0.1, 1.5, 0.5);
      clock.add(2, 8, 0.2, 2.5, 0.75);
    }
    String two = text();
    assertEquals(
        HEADER + "0,0,0.0,0.25,0.25\n1,4,0.1,1.5,0.5\n", two.substring(0, two.indexOf("2,8")));
    assertTrue(
        two.endsWith("\n2,8,0.30000000000000004,2.5,0.75\n"), "0.1 + 0.2 as doubles: " + two);
    Files.writeString(directory.resolve("clock.csv"), "3,12,0.4", StandardOpenOption.APPEND);
    try (ClockFile clock = ClockFile.resume(directory, 1)) {
      assertEquals(1.5, clock.seconds());
      assertEquals(0.5, clock.measuringSeconds());
      clock.add(2, 8, 0.2, 2.5, 0.75);
    }
    assertEquals(two, text(), "as if never interrupted");
  }

  @Test
  void aNewClockReplacesTheOneThere() throws IOException {
    file(HEADER + "0,0,0.0,1.0,1.0\n1,4,0.4,2.5,0.75\n");
    ClockFile.begin(directory).close();
    assertEquals(HEADER, text());
  }

  @Test
  void aRunThatHasNoneGoesOnWithoutOne() throws IOException {
    try (ClockFile clock = ClockFile.resume(directory, 3)) {
      clock.add(4, 16, 0.4, 1, 1);
      assertEquals(0, clock.seconds());
    }
    assertFalse(Files.exists(directory.resolve("clock.csv")));
  }

  @ParameterizedTest
  @CsvSource({"'0,0,0.0,1.0,1.0\n1,4,0.4,2.5,1.0\n'", "'2,8,0.8,3.5,1.0'", "'21,84,8.4,3.5,1.0\n'"})
  void aClockWithoutTheCheckpointsEpochIsRefusedAndKept(String rows) throws IOException {
    Path file = file(HEADER + rows);
    IOException e = assertThrows(IOException.class, () -> ClockFile.resume(directory, 2));
    assertTrue(
        e.getMessage().startsWith(file + ": expected a whole row of epoch 2"), e.getMessage());
    assertEquals(HEADER + rows, text());
  }

  @Test
  void flowTimesAreComparedWhereBothHaveThem() throws IOException {
    file(HEADER + "0,0,0.0,1.0,1.0\n1,4,0.4,2.0,1.0\n2,8,0.8,3.0,1.0\n");
    final Clock one = read();
    file(HEADER + "0,0,0.0,7.0,7.0\n1,4,0.4,8.0,7.0\n");
    assertTrue(one.hasFlowTimeOf(read()));
    file(HEADER + "0,0,0.0,7.0,7.0\n1,4,0.4000000000000001,8.0,7.0\n");
    assertFalse(one.hasFlowTimeOf(read()));
  }
}
