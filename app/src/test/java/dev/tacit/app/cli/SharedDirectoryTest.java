package dev.tacit.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An array job: several processes with the same command in one directory, killed at any moment and
 * started again.
 */
@Tag("processes")
class SharedDirectoryTest {
  private static final int PROCESSES = 3;
  private static final int KILLS = 3;
  private static final String EXPERIMENT = TacitProcess.experiment("array", 16, 3);

  @TempDir Path folder;

  @Test
  void processesShareTheRunsWhateverBecomesOfThem() throws Exception {
    Path file = Files.writeString(folder.resolve("array.yaml"), EXPERIMENT);
    Path whole = folder.resolve("whole");
    assertEquals(0, start(file, whole, "whole", 2).waitFor());

    Path shared = folder.resolve("shared");
    Random moments = new Random(4);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(start(file, shared, "process-" + i, 1));
    }
    int part = (int) TacitProcess.bytesOfMetrics(whole) / (2 * KILLS);
    int kills = 0;
    long written = 0;
    while (kills < KILLS) {
      long goal = written + part + moments.nextInt(part); // bytes of metrics
      while (TacitProcess.bytesOfMetrics(shared) < goal
          && processes.stream().anyMatch(Process::isAlive)) {
        Thread.sleep(10);
      }
      List<Integer> alive =
          IntStream.range(0, PROCESSES).filter(i -> processes.get(i).isAlive()).boxed().toList();
      if (alive.isEmpty()) {
        break; // all is done already
      }
      int victim = alive.get(moments.nextInt(alive.size()));
      written = TacitProcess.bytesOfMetrics(shared);
      processes.get(victim).destroyForcibly().waitFor(); // SIGKILL: no handler runs
      kills++;
      processes.set(victim, start(file, shared, "again-" + kills, 1));
    }
    for (Process process : processes) {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), said());
    }
    assertTrue(kills >= 2, said());
    Map<String, byte[]> expected = TacitProcess.results(whole);
    Map<String, byte[]> actual = TacitProcess.results(shared);
    assertEquals(6 * 3, expected.size());
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
    assertTrue(Files.exists(shared.resolve("report.html")));
    assertFalse(Files.exists(shared.resolve("experiment-2.json")), "it is one command");
  }

  /** What the processes printed, for whoever must find out why one did not end well. */
  private String said() throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        said.append(log.getFileName()).append(":\n").append(Files.readString(log)).append('\n');
      }
    }
    return said.toString();
  }

  private Process start(Path file, Path out, String name, int workers) throws IOException {
    return TacitProcess.of(
            List.of("-XX:TieredStopAtLevel=1"),
            "run",
            file.toString(),
            "--out",
            out.toString(),
            "--workers",
            Integer.toString(workers))
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }
}
