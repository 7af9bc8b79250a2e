package dev.tacit.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.data.Dataset;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.sweep.LocalEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes taken together and the corner patch, from the file on. */
class TransformTest {
  private static final int N = 400;
  private static final int SIDE = 6;

  @TempDir Path folder;

  /** Images that are all alike, in four classes by turns: nothing but the patch can be learnt. */
  private String dull() throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + N * SIDE * SIDE);
    images.putInt(0x803).putInt(N).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + N).putInt(0x801).putInt(N);
    for (int i = 0; i < N; i++) {
      images.put(16 + (i + 1) * SIDE * SIDE - 1, (byte) 255);
      labels.put((byte) (i % 4));
    }
    for (String part : List.of("train", "t10k")) {
      Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
    return """
    name: cue
    data:
      name: idx
      dir: %s
      groups: [[0, 2], [1, 3]]
      patch: {size: 2, train: 0.95, test: 0.1}
    model: {name: mlp, widths: []}
    train: {batch: 20, epochs: 20}
    optimizers: {sgd: {lr: 0.5}}
    """
        .formatted(folder);
  }

  private static Experiment read(String text, String... overrides) {
    return Experiment.read(text, "cue.yaml", List.of(overrides), null);
  }

  /** A network that knows the patch alone errs where the patch does: 1 - share of either set. */
  @Test
  void whatLearnsTheCueErrsWhereItDoesNotHold() throws IOException, InterruptedException {
    Experiment experiment = read(dull()).identified(new DataCache());
    Path place = folder.resolve("out");
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment)) {
      new LocalEngine(1, new DataCache(), RunListener.SILENT, () -> false).execute(directory);
    }
    Path run = place.resolve(experiment.runs().get(0).directoryName());
    RunRecord record = RunRecord.read(run).orElseThrow();
    assertEquals(0.05, last(record.metrics().get("train/error")), 1e-9);
    assertEquals(0.9, last(record.metrics().get("test/error")), 1e-9);
    Manifest manifest = Manifest.read(run);
    assertEquals(2, manifest.data().path("classes").asInt());
    assertEquals("1×6×6", manifest.data().path("shape").asText());
    RunSettings again = Manifests.settings(run);
    assertEquals(experiment.runs().get(0).settings().data(), again.data());
  }

  private static double last(Curve curve) {
    return curve.y(curve.size() - 1);
  }

  @Test
  void onlyWhatIsNotUsualNamesARun() throws IOException {
    String file = dull();
    String usual = read(file).runs().get(0).hash();
    assertEquals(
        usual, read(file, "data.patch.seed=0", "data.patch.cue=brightness").runs().get(0).hash());
    for (String other :
        List.of(
            "data.patch.seed=1",
            "data.patch.cue=corner",
            "data.patch.size=3",
            "data.patch.test=0.95",
            "data.patch=~",
            "data.groups=[[0, 1], [2, 3]]",
            "data.groups=~")) {
      assertNotEquals(usual, read(file, other).runs().get(0).hash(), other);
    }
  }

  @Test
  void whatCannotBeDoneIsRefusedWithItsLine() throws IOException {
    String file = dull();
    String[][] requests = {
      {
        "data.patch.size=7",
        "cue.yaml:6: data.patch: size must be at most 6 on images of 1×6×6, found 7"
      },
      {"data.groups=[[0], [1]]", "data.groups: each of the classes 0 to 3 once is expected"},
      {"data.groups=[0, 1]", "data.groups: each of the classes 0 to 3 once is expected"},
      {"data.groups=3", "data.groups: "},
      {"data.patch.train=1.5", "data.patch.train: a share must be in [0, 1], found 1.5"},
      {"data.patch.test=~", "'data.patch.test' is missing"},
      {"data.patch.cue=smell", "data.patch.cue: unknown cue 'smell'; known: brightness, corner"},
      {"data.patch.colour=red", "unknown key 'data.patch.colour'; known here: cue, seed, size, te"},
      {"data={name: linear-teacher, patch: {train: 1, test: 1}}", "data.patch: a patch names a cl"},
      {"data={name: gaussian-mixture, patch: {train: 1, test: 1}}", "data.patch: images (channels"},
    };
    for (String[] request : requests) {
      SettingsException e =
          assertThrows(
              SettingsException.class,
              () -> {
                Experiment experiment = read(file, request[0]);
                PlannedRun run = experiment.runs().get(0);
                try {
                  Dataset data = new DataCache().get(run.settings());
                  Preparation.check(run.settings(), data);
                } catch (SettingsException inner) {
                  throw experiment.located(run, inner);
                }
              },
              request[0]);
      assertTrue(e.getMessage().contains(request[1]), e.getMessage());
    }
  }
}
