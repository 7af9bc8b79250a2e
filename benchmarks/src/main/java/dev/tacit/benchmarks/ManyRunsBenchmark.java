package dev.tacit.benchmarks;

import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What many runs cost beside their training, as a person waits for it: whole processes, their start
 * included. A sweep of 280 tiny runs is trained; 1,000 long ones and 10,000 finished ones are made
 * up from one that was trained, since only their files matter.
 */
public final class ManyRunsBenchmark {
  private static final String DATA =
      "data: {name: gaussian-mixture, classes: 4, dimension: 8, trainExamples: 200,"
          + " testExamples: 100, labelNoise: {rate: 0.2}}\n"
          + "model: {name: mlp, depth: 2, width: 8}\n";

  private static final String SWEEP =
      "name: sweep\n"
          + DATA
          + "train: {batch: 32, epochs: 5}\nseeds: 20\noptimizers:\n"
          + "  sgd: {lr: 1e-3..1 x 7}\n  adam: {lr: 1e-4..0.1 x 7}\n"
          + "claims: []\n";

  private static final String LONG =
      "name: long\n"
          + DATA
          + "train: {batch: 32, epochs: 300}\nseeds: 20\noptimizers:\n"
          + "  sgd: {lr: 1e-3..1 x 25}\n  adam: {lr: 1e-4..0.1 x 25}\n";

  private static final String FINISHED =
      "name: finished\n"
          + DATA
          + "train: {batch: 32, epochs: 3}\nseeds: 500\noptimizers:\n"
          + "  sgd: {lr: 1e-3..1 x 10}\n  adam: {lr: 1e-4..0.1 x 10}\n";

  private final Path folder;

  private ManyRunsBenchmark(Path folder) {
    this.folder = folder;
  }

  /** What a process took, and how it ended. */
  private record Took(double seconds, int code, String last) {}

  /** Runs it; the argument is an empty folder, else one is made. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Bench.printMachine();
    Path folder =
        args.length > 0
            ? Files.createDirectories(Path.of(args[0]))
            : Files.createTempDirectory("tacit-many");
    ManyRunsBenchmark benchmark = new ManyRunsBenchmark(folder);
    benchmark.sweep();
    benchmark.longRuns();
    benchmark.finished();
  }

  /** 280 runs of five epochs on all cores, and their report. */
  private void sweep() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Path out = folder.resolve("sweep");
    Took run = tacit("-Xmx2g", "run", file.toString(), "--out", out.toString());
    print("280 runs of 5 epochs, trained and drawn", run);
    double training = 0;
    int runs = 0;
    for (Path each : runs(out)) {
      training += RunStatus.read(each).seconds();
      runs++;
    }
    report(out, "-Xmx2g");
    System.out.printf(
        "    %d runs; %.1f s of training and measuring in them, on %d cores%n",
        runs, training, Runtime.getRuntime().availableProcessors());
    startToStep(file);
  }

  /** From a run's start to its first step, once the first run has loaded everything. */
  private void startToStep(Path file) throws IOException, InterruptedException {
    Experiment experiment = Experiment.read(file, List.of("seeds=3"), null);
    Path out = folder.resolve("start");
    long start = System.nanoTime();
    MadeUp.train(experiment, experiment.runs(), out);
    double wall = (System.nanoTime() - start) * 1e-9;
    double inside = 0;
    List<Path> runs = runs(out);
    for (Path each : runs) {
      inside += RunStatus.read(each).seconds();
    }
    System.out.printf(
        "    one worker in this process: %.4f s a run beside training and measuring (%d runs)%n",
        (wall - inside) / runs.size(), runs.size());
  }

  /** 1,000 runs of 300 epochs and some forty metrics. */
  private void longRuns() throws IOException, InterruptedException {
    Path out = folder.resolve("long");
    Experiment experiment = Experiment.read(LONG, "long.yaml", List.of(), null);
    int metrics = MadeUp.write(experiment, out, true);
    System.out.printf("    made up %d runs of %d metrics%n", runs(out).size(), metrics);
    report(out, "-Xmx1g");
    Experiment few =
        Experiment.read(
            LONG,
            "long.yaml",
            List.of(
                "name=few",
                "seeds=166",
                "optimizers={sgd: {lr: [0.01, 0.1, 1]}, adam: {lr:" + " [1e-3, 1e-2, 1e-1]}}"),
            null);
    Path courses = folder.resolve("few");
    MadeUp.write(few, courses, true);
    System.out.printf("    made up %d runs of 6 settings%n", runs(courses).size());
    report(courses, "-Xmx1g");
  }

  /** 10,000 finished runs: nothing to do. */
  private void finished() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("finished.yaml"), FINISHED);
    Path out = folder.resolve("finished");
    MadeUp.write(Experiment.read(file, List.of(), null), out, false);
    System.out.printf("    made up %d finished runs%n", runs(out).size());
    report(out, "-Xmx2g");
    for (int i = 0; i < 3; i++) {
      print(
          "the same command again",
          tacit("-Xmx2g", "run", file.toString(), "--out", out.toString()));
    }
  }

  private void report(Path out, String heap) throws IOException, InterruptedException {
    print("tacit report, " + heap, tacit(heap, "report", out.toString()));
    System.out.printf("    report.html %.2f MB%n", Files.size(out.resolve("report.html")) / 1e6);
  }

  private static List<Path> runs(Path out) throws IOException {
    try (var children = Files.list(out)) {
      return children.filter(child -> Files.exists(child.resolve("status.json"))).toList();
    }
  }

  /** The program in a process of its own, as the launcher starts it. */
  private Took tacit(String heap, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(heap);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // as the launcher does
    command.add("-Djava.awt.headless=true");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.tacit.app.cli.Tacit"));
    command.addAll(List.of(words));
    Path said = folder.resolve("said.txt");
    long start = System.nanoTime();
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    double seconds = (System.nanoTime() - start) * 1e-9;
    List<String> lines = Files.readAllLines(said);
    return new Took(seconds, code, lines.isEmpty() ? "" : lines.get(lines.size() - 1));
  }

  private static void print(String what, Took took) {
    System.out.printf(
        "%-46s %6.2f s, exit code %d: %s%n", what, took.seconds(), took.code(), took.last());
  }
}
