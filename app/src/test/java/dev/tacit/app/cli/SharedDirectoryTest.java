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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An array job: several processes with the same command in one directory, killed at any moment and
 * started again.
 */
class SharedDirectoryTest {
  private static final int PROCESSES = 3;
  private static final int KILLS = 4;
  private static final String EXPERIMENT =
      """
      name: array
      data:   {name: gaussian-mixture, classes: 4, dimension: 16, trainExamples: 1000,
               testExamples: 200, labelNoise: {rate: 0.3}}
      model:  {name: mlp, depth: 3, width: 32}
      train:  {batch: 16, epochs: 24, checkpointEvery: 2}
      seeds:  3
      optimizers:
        sgd:  {lr: 0.05}
        adam: {lr: 0.001}
      """;

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
    int kills = 0;
    long written = 0;
    while (kills < KILLS) {
      long goal = written + 20_000 + moments.nextInt(20_000); // bytes of metrics
      while (size(shared) < goal && processes.stream().anyMatch(Process::isAlive)) {
        Thread.sleep(10);
      }
      int victim = moments.nextInt(PROCESSES);
      if (!processes.get(victim).isAlive()) {
        break; // all is done already
      }
      written = size(shared);
      processes.get(victim).destroyForcibly().waitFor(); // SIGKILL: no handler runs
      kills++;
      processes.set(victim, start(file, shared, "again-" + kills, 1));
    }
    assertTrue(kills >= 2, kills + " kills");
    for (Process process : processes) {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }
    Map<String, byte[]> expected = results(whole);
    Map<String, byte[]> actual = results(shared);
    assertEquals(12, expected.size());
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
    assertTrue(Files.exists(shared.resolve("report.html")));
    assertFalse(Files.exists(shared.resolve("experiment-2.json")), "it is one command");
  }

  private Process start(Path file, Path out, String name, int workers) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"); // as the launcher starts it
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Tacit.class.getName()));
    command.addAll(List.of("run", file.toString(), "--out", out.toString()));
    command.addAll(List.of("--workers", Integer.toString(workers)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return builder.redirectOutput(folder.resolve(name + ".log").toFile()).start();
  }

  /** Bytes of all metrics; files that come and go while processes write are not looked at. */
  private static long size(Path place) throws IOException {
    long size = 0;
    if (Files.exists(place)) {
      try (Stream<Path> runs = Files.list(place)) {
        for (Path run : runs.toList()) {
          size += run.resolve("metrics.csv").toFile().length();
        }
      }
    }
    return size;
  }

  private static Map<String, byte[]> results(Path place) throws IOException {
    Map<String, byte[]> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file :
          files
              .filter(f -> f.endsWith("metrics.csv") || f.endsWith("checkpoint.safetensors"))
              .toList()) {
        results.put(place.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return results;
  }
}
