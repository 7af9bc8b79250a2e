package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.sweep.LocalEngine;
import dev.tacit.lab.weights.WeightFiles;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, whose arrays put together again are the checkpoint's vectors. */
class WeightFilesTest {
  private static final String FILE =
      """
      name: weights
      data:   {name: gaussian-mixture, classes: 3, dimension: 5, trainExamples: 40, testExamples: 10}
      train:  {batch: 20, epochs: 2, keepWeightsEvery: 1}
      optimizers: {sgd: {lr: 0.05}}
      probes: {preset: none, train/loss: every epoch}
      """;

  @TempDir Path folder;

  private Path train(String... more) throws Exception {
    Experiment experiment = Experiment.read(FILE, "weights.yaml", List.of(more), null);
    Path place = folder.resolve("runs");
    DataCache cache = new DataCache();
    try (ExperimentDirectory directory =
        ExperimentDirectory.open(place, experiment.identified(cache))) {
      new LocalEngine(1, cache, RunListener.SILENT, () -> false)
          .execute(directory, directory.experiment().runs());
    }
    return place;
  }

  private static double[] joined(Safetensors.Content content, boolean moments) {
    List<double[]> parts = new ArrayList<>();
    content
        .vectors()
        .forEach(
            (name, array) -> {
              if (name.contains("running") == moments) {
                try (Tensor flat = array.view(-1)) {
                  parts.add(Vectors.toDoubles(flat));
                }
              }
            });
    return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static Map<String, List<Long>> shapes(Safetensors.Content content) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    content
        .vectors()
        .forEach(
            (name, array) -> {
              List<Long> shape = new ArrayList<>();
              for (int i = 0; i < array.dim(); i++) {
                shape.add(array.size(i));
              }
              shapes.put(name, shape);
            });
    return shapes;
  }

  @Test
  void arraysOfAnMlpAreTheSlicesOfItsW() throws Exception {
    Path place = train("model={name: mlp, depth: 2, width: 4}");
    WeightFiles.Written written = WeightFiles.write(place, folder.resolve("out"));
    assertEquals(
        List.of(
            "weights.safetensors",
            "weights-epoch0.safetensors",
            "weights-epoch1.safetensors",
            "weights-epoch2.safetensors"),
        written.files().stream().map(file -> file.getFileName().toString()).toList());
    Path run = Manifest.directories(place).get(0);
    try (Safetensors.Content named = Safetensors.readShaped(written.files().get(0));
        Safetensors.Content checkpoint = Safetensors.read(run.resolve("checkpoint.safetensors"))) {
      assertEquals(
          Map.of(
              "layers.0.weight", List.of(4L, 5L),
              "layers.0.bias", List.of(4L),
              "layers.1.weight", List.of(3L, 4L),
              "layers.1.bias", List.of(3L)),
          shapes(named));
      assertArrayEquals(Vectors.toDoubles(checkpoint.vectors().get("w")), joined(named, false));
      assertEquals("sgd-seed0", named.metadata().get("name"));
      assertEquals("2", named.metadata().get("epoch"));
    }
    try (Safetensors.Content named = Safetensors.readShaped(written.files().get(2));
        Tensor kept = SavedWeights.read(run.resolve("weights-epoch1.safetensors"))) {
      assertArrayEquals(Vectors.toDoubles(kept), joined(named, false));
    }
  }

  @Test
  void runningMomentsAreBesideTheLayerTheyAreOf() throws Exception {
    Path place = train("model={name: mlp, depth: 2, width: 4, norm: batch}");
    Path file = WeightFiles.write(place, folder.resolve("out")).files().get(0);
    try (Safetensors.Content named = Safetensors.readShaped(file);
        Safetensors.Content checkpoint =
            Safetensors.read(
                Manifest.directories(place).get(0).resolve("checkpoint.safetensors"))) {
      assertEquals(List.of(4L), shapes(named).get("layers.1.weight"), "the scale");
      assertEquals(List.of(4L), shapes(named).get("layers.1.running_var"));
      assertArrayEquals(Vectors.toDoubles(checkpoint.vectors().get("w")), joined(named, false));
      assertArrayEquals(
          Vectors.toDoubles(checkpoint.vectors().get(SavedWeights.BUFFERS)), joined(named, true));
    }
  }

  @Test
  void aRunWithoutWeightsIsNamedAndAnotherRunsAreRefused() throws Exception {
    Path place = train("model={name: mlp, depth: 1}", "train.keepWeightsEvery=0", "seeds=2");
    List<Path> runs = Manifest.directories(place);
    Path first = runs.get(0).resolve("checkpoint.safetensors");
    Files.delete(first);
    WeightFiles.Written written = WeightFiles.write(place, folder.resolve("out"));
    assertEquals(1, written.files().size());
    assertEquals(List.of(runs.get(0).getFileName().toString()), written.without());
    Files.copy(runs.get(1).resolve("checkpoint.safetensors"), first);
    String message =
        assertThrows(IOException.class, () -> WeightFiles.write(place, folder.resolve("out")))
            .getMessage();
    assertTrue(message.contains("belongs to a run with other settings"), message);
  }
}
