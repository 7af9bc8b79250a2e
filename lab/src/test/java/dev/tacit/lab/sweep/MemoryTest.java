package dev.tacit.lab.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.probe.Probes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native memory is given back by scopes and owners alone: neither JavaCPP's limit nor Java's
 * collector does anything in the processes that this starts.
 */
class MemoryTest {
  private static final String EVERY_PROBE =
      Probes.all().keySet().stream()
          .map(name -> name + ": every epoch")
          .collect(Collectors.joining(", ", "{preset: none, subset: 16, eigenvalues: 2, ", "}"));

  private static final String VECTORS =
      "{name: gaussian-mixture, classes: 3, dimension: 6, trainExamples: 48, testExamples: 16,"
          + " validation: 8, labelNoise: {rate: 0.3}}";

  private static final String RULES =
      """
      sgd: {lr: 0.05}
      heavy-ball: {lr: 0.01}
      rmsprop: {lr: 0.001}
      adam: {lr: 0.001, weightDecay: 0.01}
      muon: {lr: 0.01}
      grafted: {lr: 0.05, direction: {rule: adam}, length: {rule: sgd}}
      swats:
        rule: switch
        phases: [{rule: adam, lr: 0.001, until: {epoch: 2}}, {rule: sgd, lr: 0.05}]
      """;

  /** How MB may differ between two moments of a process that keeps nothing. */
  private static final double SLACK_MB = 5;

  /** Without any collection, JavaCPP's count is of the objects that nobody closed. */
  private static final List<String> NEVER_COLLECTED =
      List.of("-Xmx1g", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC");

  /** Java's heap is taken whole at its start, so that what grows is native. */
  private static final List<String> FIXED_HEAP =
      List.of(
          "-Xms64m",
          "-Xmx64m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-Dorg.bytedeco.javacpp.nopointergc=true");

  @TempDir Path folder;

  /** One line of what the process says. */
  private record Moment(long objects, double megabytes, String what) {
    boolean leaks() {
      return what.contains(" " + MemoryChild.LEAKING);
    }

    static Moment of(String line) {
      String[] words = line.split(" ", 4);
      return new Moment(Long.parseLong(words[1]), Double.parseDouble(words[2]), words[3]);
    }
  }

  @Test
  void everyNativeObjectIsClosedByItsOwner() throws Exception {
    Path images = images();
    List<Path> files =
        List.of(
            file(
                "probes",
                4,
                VECTORS,
                "{name: mlp, widths: [7, 5]}",
                EVERY_PROBE,
                "adam: {lr: 0.001}"),
            file(
                "convolution",
                4,
                "{name: idx, dir: " + images + "}",
                "{layers: [convolution: {channels: 4, padding: 1}, group-norm: {groups: 2}, relu,"
                    + " max-pool, flatten, dense: outputs]}",
                EVERY_PROBE,
                "sgd: {lr: 0.05}"),
            file("rules", 4, VECTORS, "{name: mlp, widths: [7]}", "{preset: cheap}", RULES),
            file(
                MemoryChild.LEAKING,
                4,
                VECTORS,
                "{name: mlp}",
                "{preset: none}",
                "sgd: {lr: 0.05}"),
            file(
                "penalties",
                4,
                VECTORS,
                "{name: mlp, widths: [7], dropout: 0.2}",
                "{preset: cheap}\npenalty: [l2, l1, path, gradient-norm, sharpness-aware, label-noise,"
                    + " gradient-noise, random-direction, implicit]",
                "sgd: {lr: 0.01}"),
            file(
                "residual",
                4,
                "{name: idx, dir: " + images + "}",
                "{name: resnet-8, channels: 2, norm: batch}",
                "{preset: cheap}",
                "adam: {lr: 0.001}"));
    List<Moment> moments = moments(NEVER_COLLECTED, files);
    List<Moment> leaking = moments.stream().filter(Moment::leaks).toList();
    assertEquals(4, complaints(leaking).size(), "vectors left behind are seen");
    assertEquals(List.of(), complaints(moments.stream().filter(m -> !m.leaks()).toList()));
  }

  /** Epochs of a run in which more objects live than before; files whose second pass left some. */
  private static List<String> complaints(List<Moment> moments) {
    List<String> complaints = new ArrayList<>();
    Map<String, List<Moment>> byPlace =
        moments.stream()
            .collect(Collectors.groupingBy(Moment::what, LinkedHashMap::new, Collectors.toList()));
    byPlace.forEach(
        (what, all) -> {
          int half = all.size() / 2; // of the second pass: whatever is made once is there
          for (int i = half + (what.startsWith("end") ? 0 : 2); i < all.size(); i++) {
            if (all.get(i).objects() > all.get(i - 1).objects()) {
              complaints.add(
                  what + ": " + all.get(i - 1).objects() + ", then " + all.get(i).objects());
            }
          }
        });
    return complaints;
  }

  @Test
  void residentMemoryStays() throws Exception {
    Path file = resident("resident");
    Path leaking = resident(MemoryChild.LEAKING);
    List<Moment> moments = moments(FIXED_HEAP, List.of(file, leaking));
    double grown = grown(moments.stream().filter(m -> !m.leaks()).toList());
    assertTrue(grown < SLACK_MB, "grew by " + grown + " MB");
    double left = grown(moments.stream().filter(Moment::leaks).toList());
    assertTrue(left > 2 * SLACK_MB, "vectors left behind are " + left + " MB");
  }

  /** MB from the first third of the second pass to its end. */
  private static double grown(List<Moment> moments) {
    List<Double> all =
        moments.stream().filter(m -> m.what().startsWith("epoch")).map(Moment::megabytes).toList();
    int half = all.size() / 2;
    return least(all.subList(all.size() - 20, all.size()))
        - least(all.subList(half + half / 3, half + half / 3 + 20));
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private Path resident(String name) throws IOException {
    return file(
        name,
        160,
        "{name: gaussian-mixture, classes: 4, dimension: 256, trainExamples: 64,"
            + " testExamples: 32, labelNoise: {rate: 0.3}}",
        "{name: mlp, widths: [160, 64]}", // a vector of p is 0.2 MB
        "{preset: cheap}",
        "adam: {lr: 0.001}");
  }

  private Path file(
      String name, int epochs, String data, String model, String probes, String optimizers)
      throws IOException {
    String text =
        String.join(
            "\n",
            "name: " + name,
            "data: " + data,
            "model: " + model,
            "train: {batch: 16, epochs: " + epochs + ", checkpointEvery: 2}",
            "probes: " + probes,
            "optimizers:",
            optimizers.indent(2));
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  /** A few images of 8 × 8 in three classes. */
  private Path images() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (String set : List.of("train", "t10k")) {
      byte[] pixels = new byte[16 + 32 * 64];
      byte[] labels = new byte[8 + 32];
      System.arraycopy(
          new byte[] {0, 0, 8, 3, 0, 0, 0, 32, 0, 0, 0, 8, 0, 0, 0, 8}, 0, pixels, 0, 16);
      System.arraycopy(new byte[] {0, 0, 8, 1, 0, 0, 0, 32}, 0, labels, 0, 8);
      for (int i = 0; i < 32; i++) {
        labels[8 + i] = (byte) (i % 3);
        for (int j = 0; j < 64; j++) {
          pixels[16 + 64 * i + j] = (byte) (i * j * (i % 3 + 1) + 40 * j);
        }
      }
      Files.write(images.resolve(set + "-images-idx3-ubyte"), pixels);
      Files.write(images.resolve(set + "-labels-idx1-ubyte"), labels);
    }
    return images;
  }

  private List<Moment> moments(List<String> options, List<Path> files) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            MemoryChild.class.getName(),
            Files.createTempDirectory(folder, "out").toString()));
    files.forEach(file -> command.add(file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MALLOC_ARENA_MAX", "1"); // one heap to grow, whatever threads there
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().filter(line -> line.startsWith("AT ")).map(Moment::of).toList();
  }
}
