package dev.tacit.benchmarks;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/**
 * What is resident while resnet-8 trains on a few images with the probes that are on by default, in
 * a process without JavaCPP's collector and with a Java heap that is taken whole at its start.
 */
public final class MemoryBenchmark {
  private static final String EXPERIMENT =
      """
      name: memory
      data:   {name: mnist-20k, trainExamples: 96, testExamples: 64, labelNoise: {rate: 0.3}}
      model:  {name: resnet-8}
      train:  {batch: 32, checkpointEvery: 20}
      optimizers: {adam: {rule: adam, lr: 0.001}}
      """;

  private MemoryBenchmark() {}

  /** Runs it; the argument is how many epochs (300). */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 300;
    if (args.length > 1) {
      train(epochs, Path.of(args[1]));
      return;
    }
    Bench.printMachine();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms400m",
                "-Xmx400m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryBenchmark.class.getName(),
                Integer.toString(epochs),
                Files.createTempDirectory("tacit-memory").toString())
            .inheritIO()
            .start();
    System.exit(process.waitFor());
  }

  private static void train(int epochs, Path place) throws IOException, InterruptedException {
    Experiment experiment =
        Experiment.read(EXPERIMENT, "memory.yaml", List.of("train.epochs=" + epochs), null);
    RunListener listener =
        new RunListener() {
          @Override
          public void onProgress(String run, int epoch, int all, Map<String, Double> latest) {
            if (epoch == 20 || epoch % 100 == 0) {
              System.out.printf("    epoch %3d  %8.1f MB%n", epoch, Pointer.physicalBytes() / 1e6);
            }
          }
        };
    try (ExperimentDirectory directory =
        ExperimentDirectory.open(place.resolve("out"), experiment)) {
      new LocalEngine(1, new DataCache(), listener, () -> false).execute(directory);
    }
  }
}
