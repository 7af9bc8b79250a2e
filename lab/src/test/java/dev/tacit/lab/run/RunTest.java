package dev.tacit.lab.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.store.Until;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  private static final RandomStreams STREAMS = new RandomStreams(3);

  /** Records one of its two metrics and then finds no memory, except at the start. */
  private static final Probe GREEDY =
      new Probe() {
        @Override
        public String name() {
          return "test/greedy";
        }

        @Override
        public String cost() {
          return "too much";
        }

        @Override
        public List<String> metrics(Problem problem) {
          return List.of("test/greedy", "test/greedy/rest");
        }

        @Override
        public void measure(Snapshot snapshot, Measurements out) {
          out.record("test/greedy", 1);
          if (snapshot.state().step() > 0) {
            throw new OutOfMemoryError("no memory\nfor this");
          }
          out.record("test/greedy/rest", 2);
        }
      };

  @TempDir Path folder;

  private final List<Integer> drawn = new ArrayList<>();

  @Test
  void aMeasurementThatFailsIsMarkedAndTrainingGoesOn() throws IOException {
    List<String> heard = new ArrayList<>();
    RunStatus status = train("with", List.of(GREEDY, Probes.named("train/loss")), heard);
    assertEquals(State.finished, status.state());
    List<String> rows = Files.readAllLines(folder.resolve("with").resolve(Run.METRICS));
    assertEquals("0,0,test/greedy/rest,2.0,", rows.get(2));
    for (int epoch = 1; epoch <= 3; epoch++) {
      int step = 2 * epoch;
      assertEquals(step + "," + epoch + ",test/greedy,1.0,", rows.get(1 + 3 * epoch));
      assertEquals(step + "," + epoch + ",test/greedy/rest,NaN,", rows.get(2 + 3 * epoch));
      assertTrue(rows.get(3 + 3 * epoch).startsWith(step + "," + epoch + ",train/loss,"));
    }
    assertEquals(Map.of("test/greedy", "epoch 1: no memory"), status.failedMeasurements());
    assertEquals(status, RunStatus.read(folder.resolve("with")));
    assertEquals(List.of("test/greedy: epoch 1: no memory"), heard);

    train("without", List.of(), new ArrayList<>());
    assertArrayEquals(weights("without"), weights("with"), 0, "the same bits");
  }

  @Test
  void theBatchesOfAnEpochAreDrawnOnce() throws IOException {
    train("drawn", List.of(Probes.named("train/loss")), new ArrayList<>());
    assertEquals(List.of(1, 2, 3), drawn);
  }

  private double[] weights(String name) throws IOException {
    try (Tensor w = SavedWeights.read(folder.resolve(name).resolve(Run.CHECKPOINT))) {
      return Vectors.toDoubles(w);
    }
  }

  private RunStatus train(String name, List<Probe> probes, List<String> heard) throws IOException {
    Mlp network = new Mlp(List.of(2, 4, 2), Activation.TANH, true);
    float[] x = {0, 1, 1, 0, 2, 1, 1, 2};
    int[] y = {0, 1, 1, 0};
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, y);
        Tensor initial =
            Vectors.of(Placement.CPU_FLOAT64, Initialiser.GLOROT.draw(network, STREAMS, 1))) {
      PreparedRun prepared =
          new PreparedRun(
              new Problem(risk, risk, null, initial, new GradientDescent(), STREAMS),
              epoch -> {
                drawn.add(epoch);
                return new int[][] {{0, 1}, {2, 3}};
              },
              2,
              step -> 0.1,
              new ProbePlan(
                  probes.stream().map(p -> new ProbePlan.Entry(p, epoch -> true)).toList(),
                  Map.of()),
              3,
              Until.NEVER,
              1,
              3,
              () -> {});
      Path directory = Files.createDirectory(folder.resolve(name));
      RunListener listener =
          new RunListener() {
            @Override
            public void onMeasurementFailed(String run, String probe, String why) {
              heard.add(probe + ": " + why);
            }
          };
      return new Run(directory, name, "0".repeat(64), listener, () -> false, Turns.FREE)
          .execute(prepared);
    }
  }
}
