package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  @TempDir Path folder;

  @Test
  void linesHaveTheTimeAndFurtherOnesAreIndented() throws IOException {
    assertEquals(List.of(), RunLog.last(folder, 10));
    RunLog.add(folder, "begins");
    RunLog.add(folder, "fails\nat a\r\nat b\n");
    List<String> lines = RunLog.last(folder, 10);
    assertEquals(4, lines.size());
    assertTrue(
        lines.get(0).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ begins"), lines.get(0));
    assertTrue(lines.get(1).endsWith("Z fails"), lines.get(1));
    assertEquals(List.of("    at a", "    at b"), lines.subList(2, 4));
    assertEquals(List.of("    at b"), RunLog.last(folder, 1));
  }

  @Test
  void onlyWholeLinesOfTheEndOfALongOneAreShown() throws IOException {
    StringBuilder long1 = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      long1.append("line ").append(i).append('\n');
    }
    Files.writeString(folder.resolve(RunLog.FILE), long1);
    List<String> lines = RunLog.last(folder, 100_000);
    assertEquals("line 19999", lines.get(lines.size() - 1));
    assertTrue(lines.get(0).matches("line \\d+"), lines.get(0));
    assertTrue(lines.size() < 20_000);
  }

  @Test
  void bytesThatAreNoTextAreShownAllTheSame() throws IOException {
    Files.write(folder.resolve(RunLog.FILE), new byte[] {(byte) 0xff, 'a', '\n', (byte) 0xc3});
    assertEquals(2, RunLog.last(folder, 10).size());
  }
}
