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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with SIGKILL while it trains, and started again with the same command. */
class KillTest {
  private static final String EXPERIMENT =
      """
      name: kill
      data:   {name: gaussian-mixture, classes: 4, dimension: 16, trainExamples: 1000,
               testExamples: 200, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 32}
      train:  {batch: 16, epochs: 24, checkpointEvery: 2}
      optimizers:
        sgd:  {lr: 0.05}
        adam: {lr: 0.001}
      probes: {preset: none, train/loss: every epoch, implicit/sgd: every epoch,
               implicit/running: every epoch, gradient/noise_scale: every epoch}
      """;

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
    assertEquals(4, expected.size());
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  private static Process start(Path file, Path out) throws IOException {
    return TacitProcess.of(List.of(), "run", file.toString(), "--out", out.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
