package dev.tacit.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program in a process of its own, which can be killed, and what it leaves behind. */
public final class TacitProcess {
  private static final Set<String> RESULTS =
      Set.of("metrics.csv", "checkpoint.safetensors", "clock.csv");

  private TacitProcess() {}

  /**
   * A process that is not started yet, set up as the launcher does.
   *
   * @param flags of its virtual machine
   * @param words what a person types
   */
  public static ProcessBuilder of(List<String> flags, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Djava.awt.headless=true"));
    command.add("-XX:TieredStopAtLevel=1"); // it lives for seconds
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Tacit.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** An experiment of two optimizers, long enough to be killed in. */
  public static String experiment(String name, int epochs, int seeds) {
    return """
        name: %s
        data:   {name: gaussian-mixture, classes: 4, dimension: 16, trainExamples: 1000,
                 testExamples: 200, labelNoise: {rate: 0.3}}
        model:  {name: mlp, depth: 3, width: 32}
        train:  {batch: 16, epochs: %d, checkpointEvery: 2}
        seeds:  %d
        optimizers:
          sgd:  {lr: 0.05}
          adam: {lr: 0.001}
        probes: {preset: none, train/loss: every epoch, implicit/sgd: every epoch,
                 implicit/running: every epoch, gradient/noise_scale: every epoch}
        """
        .formatted(name, epochs, seeds);
  }

  /** Bytes of all metrics; files that come and go while processes write are not looked at. */
  public static long bytesOfMetrics(Path experiment) throws IOException {
    long bytes = 0;
    if (Files.exists(experiment)) {
      try (Stream<Path> runs = Files.list(experiment)) {
        for (Path run : runs.toList()) {
          bytes += run.resolve("metrics.csv").toFile().length(); // 0 where there is none
        }
      }
    }
    return bytes;
  }

  /** The metrics, checkpoints and flow times of all runs, by their places. */
  public static Map<String, byte[]> results(Path experiment) throws IOException {
    Map<String, byte[]> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(experiment)) {
      for (Path file : files.filter(f -> RESULTS.contains(f.getFileName().toString())).toList()) {
        results.put(
            experiment.relativize(file).toString(),
            file.endsWith("clock.csv") ? flowTimes(file) : Files.readAllBytes(file));
      }
    }
    return results;
  }

  /** A clock without the seconds in it. */
  private static byte[] flowTimes(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(row -> row.replaceFirst(",[^,]*,[^,]*$", "\n"))
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }
}
