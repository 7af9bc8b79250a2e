package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL while it trains, and started again with the same command. */
@Tag("processes")
class KillTest {
  private static final String EXPERIMENT = TacitProcess.experiment("kill", 24, 1);

  @TempDir Path folder;

  @Test
  void aKilledProcessGoesOnAndEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    Path file = Files.writeString(folder.resolve("kill.yaml"), EXPERIMENT);
    Path whole = folder.resolve("whole");
    assertEquals(0, start(file, whole).waitFor());

    Path killed = folder.resolve("killed");
    int kills = 0;
    for (long moment = 1; moment <= 3; moment++) {
      Process process = start(file, killed);
      long rows = moment * TacitProcess.bytesOfMetrics(whole) / 4;
      while (process.isAlive() && TacitProcess.bytesOfMetrics(killed) < rows) {
        Thread.sleep(5);
      }
      if (process.isAlive()) {
        process.destroyForcibly(); // SIGKILL: no handler runs
        kills++;
      }
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
    assertTrue(kills >= 2, "was killed " + kills + " times while training");
    assertEquals(0, start(file, killed).waitFor());
    Map<String, byte[]> expected = TacitProcess.results(whole);
    Map<String, byte[]> actual = TacitProcess.results(killed);
    assertEquals(2 * 3, expected.size());
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  private static Process start(Path file, Path out) throws IOException {
    return TacitProcess.of(List.of(), "run", file.toString(), "--out", out.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
