package dev.tacit.lab.fuzz;

import dev.tacit.data.CifarReader;
import dev.tacit.data.Datasets;
import dev.tacit.data.IdxReader;
import dev.tacit.data.NpyReader;
import dev.tacit.data.NpzReader;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.Manifests;
import dev.tacit.lab.fetch.TarGz;
import dev.tacit.lab.store.Checkpoint;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.ClockFile;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.MetricsFile;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.store.WeightsFile;
import dev.tacit.network.Activation;
import dev.tacit.network.Buffers;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.probe.ProbeMemory;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * Every reader of files, one line each. A new one is added here, with inputs in a folder of its
 * name beside the others: at least one that it accepts and one that it refuses.
 */
final class FuzzTargets {
  private static final int MOST_VALUES = 1 << 20;
  private static final int PARAMETERS = 3;
  private static final Network NETWORK = new Mlp(List.of(2, 1), Activation.RELU, true);

  private static final Map<String, Object> TABLE =
      Map.of("testExamples", 1, "types", Map.of("colour", "category", "id", "ignore"));
  private static final Map<String, Object> NUMBERS =
      Map.of("testExamples", 1, "header", false, "separator", ";", "task", "regression");
  private static final Map<String, Object> LABELS =
      Map.of("trainInputs", "y_train.npy", "testInputs", "", "testTargets", "", "testExamples", 1);

  private static final List<FuzzTarget> ALL = new ArrayList<>();

  static {
    add("experiment", "fuzz.yaml", file -> Experiment.read(file, List.of(), null).runs());
    add("override", "data", FuzzTargets::override);
    add("idx", "images-idx3-ubyte", file -> idx(file, 3));
    add("idx-labels", "labels-idx1-ubyte", file -> idx(file, 1));
    add("idx-numbers", "any-idx", file -> with(file, IdxReader::readNumbers));
    add("npy", "x.npy", file -> with(file, NpyReader::read));
    add("npz", "data.npz", file -> with(file, FuzzTargets::npz));
    add("cifar", "data_batch_1.bin", file -> with(file, FuzzTargets::cifar));
    add("csv", "train.csv", file -> set("csv", TABLE, file));
    add("csv-numbers", "train.csv", file -> set("csv", NUMBERS, file));
    add("npy-labels", "y_train.npy", file -> set("npy", LABELS, file));
    add("tar", "set.tar.gz", FuzzTargets::tar);
    add("safetensors", "weights-epoch1.safetensors", file -> SavedWeights.read(file).close());
    add("weights", "weights.safetensors", FuzzTargets::weights);
    add("checkpoint", "checkpoint.safetensors", FuzzTargets::checkpoint);
    inRun("metrics", "metrics.csv", file -> RunRecord.read(file.getParent()));
    inRun("status", "status.json", file -> status(file.getParent()));
    add("resumed-metrics", "metrics.csv", FuzzTargets::resumedMetrics);
    add("clock", "clock.csv", file -> Clock.read(file.getParent()));
    add("resumed-clock", "clock.csv", file -> ClockFile.resume(file.getParent(), 1).close());
    add("manifest", "manifest.json", file -> RunRecord.read(file.getParent()));
    add("manifest-settings", "manifest.json", file -> Manifests.settings(file.getParent()));
    add("experiment-record", "experiment.json", file -> ExperimentRecord.read(file.getParent()));
  }

  private FuzzTargets() {}

  static List<FuzzTarget> all() {
    return List.copyOf(ALL);
  }

  static FuzzTarget named(String name) {
    return ALL.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown target '"
                        + name
                        + "'; known: "
                        + ALL.stream().map(FuzzTarget::name).toList()));
  }

  private static void tar(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      TarGz.read(
          "set.tar.gz",
          in,
          Set.of("set/a.bin"),
          MOST_VALUES,
          (path, bytes, member) -> member.transferTo(OutputStream.nullOutputStream()));
    }
  }

  /** Another program's, of either format. */
  private static void weights(Path file) throws IOException {
    try (WeightsFile weights = WeightsFile.open(file)) {
      for (Map.Entry<String, WeightsFile.Entry> array : weights.entries().entrySet()) {
        if (array.getValue().size() <= MOST_VALUES) {
          weights.read(array.getKey());
        }
      }
    }
  }

  private static void add(String name, String file, FuzzTarget.Reader reader) {
    ALL.add(new FuzzTarget(name, file, reader));
  }

  /** A file of a run's directory, which has a manifest. */
  private static void inRun(String name, String file, FuzzTarget.Reader reader) {
    ALL.add(
        new FuzzTarget(
            name,
            file,
            directory ->
                Files.writeString(
                    directory.resolve("manifest.json"),
                    "{\"format\": 1, \"optimizer\": \"sgd\", \"stepsPerEpoch\": 4}"),
            reader));
  }

  private static void idx(Path file, int dimensions) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      IdxReader.read(file.toString(), in, dimensions, MOST_VALUES);
    }
  }

  /** A reader of a stream. */
  private interface Stream {
    Object read(String name, InputStream in, int maxValues) throws IOException;
  }

  private static void with(Path file, Stream reader) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      reader.read(file.toString(), in, MOST_VALUES);
    }
  }

  private static Object npz(String name, InputStream in, int maxValues) throws IOException {
    return NpzReader.read(name, in, Set.of("x", "y"), maxValues);
  }

  private static Object cifar(String name, InputStream in, int maxValues) throws IOException {
    return CifarReader.read(name, in, 2);
  }

  /** From the file to the examples, options and all. */
  private static void set(String name, Map<String, Object> options, Path file) throws IOException {
    Datasets.load(name, options, file.getParent());
  }

  /** The value of {@code --set data=...}: complaints name the key, as the file is called. */
  private static void override(Path file) throws IOException {
    String value = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    Experiment.read(
        "name: a\ndata: {name: mnist-20k}\noptimizers: {sgd: {lr: 0.1}}\n",
        "data.yaml",
        List.of("data=" + value),
        null);
  }

  private static void checkpoint(Path file) throws IOException {
    try (Tensor w = Vectors.zeros(PARAMETERS, Placement.CPU_FLOAT64);
        OptimizerState state =
            UpdateRules.make("adam", Map.of()).newState(PARAMETERS, Placement.CPU_FLOAT64);
        Buffers buffers = new Buffers(NETWORK, Placement.CPU_FLOAT64);
        ProbeMemory memory = new ProbeMemory(Placement.CPU_FLOAT64)) {
      Checkpoint.load(file, "a1b2", w, buffers, state, memory);
    }
  }

  private static void status(Path directory) throws IOException {
    RunStatus.read(directory); // says nothing of a damaged one
    RunRecord.read(directory);
  }

  private static void resumedMetrics(Path file) throws IOException {
    try (MetricsFile metrics = new MetricsFile(file, Files.size(file))) {
      metrics.latest();
    }
  }
}
