package dev.tacit.probe.complexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.measure.ComplexityMeasures;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.TestProblem;
import dev.tacit.probe.flatness.FlatnessProbes;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ComplexityProbesTest {
  private static final int N = 40;

  /** complexity.csv was made by NumPy; complexity.py beside it says how. */
  @Test
  void equalNumPysNumbers() throws IOException {
    List<String> lines;
    try (InputStream csv = ComplexityProbesTest.class.getResourceAsStream("complexity.csv")) {
      lines = new String(csv.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    int[] labels =
        Arrays.stream(lines.get(0).substring(9).split(" ")).mapToInt(Integer::parseInt).toArray();
    Mlp network = new Mlp(List.of(5, 7, 6, 3), Activation.RELU, true);
    int p = Math.toIntExact(network.layout().dimension());
    float[] x = new float[N * 5];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) wave(i, 0.7, 0.1);
    }
    Map<String, Double> measured = new HashMap<>();
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network, Loss.CROSS_ENTROPY, Placement.CPU_FLOAT64, x, labels);
        Tensor w = waves(p, 1.3, 0.2);
        Tensor initial = waves(p, 2.1, 0.5);
        OptimizerState state = new GradientDescent().newState(p, Placement.CPU_FLOAT64);
        Partition partition = new Partition(new int[][] {{0, 1}}, "cpu");
        Snapshot snapshot =
            new Snapshot(
                new Problem(
                    risk,
                    risk,
                    new Problem.Labels(labels, new int[0], new int[0]),
                    initial,
                    new GradientDescent(),
                    new RandomStreams(0)),
                w,
                state,
                0.1,
                partition)) {
      for (Probe probe : ComplexityProbes.all()) {
        probe.measure(snapshot, (metric, value, error) -> measured.put(metric, value));
      }
    }
    int compared = 0;
    for (String line : lines.subList(2, lines.size())) {
      String[] row = line.split(",", -1);
      double expected = Double.parseDouble(row[1]);
      // Both sides round a few hundred sums of cancelling terms (margins): 1e-12 leaves two digits.
      assertEquals(expected, measured.get(row[0]), 1e-12 * (1 + Math.abs(expected)), row[0]);
      compared++;
    }
    assertEquals(measured.size() - 5, compared, "all but the five of PAC-Bayes sharpness");
  }

  private static double wave(int i, double a, double b) {
    return Math.sin(a * (i + 1) + b);
  }

  private static Tensor waves(int p, double a, double b) {
    return Vectors.of(
        Placement.CPU_FLOAT64, IntStream.range(0, p).mapToDouble(i -> wave(i, a, b)).toArray());
  }

  @Test
  void measuresOverTheMarginAreUnknownWhileThereIsNone() {
    assertTrue(Double.isNaN(ComplexityMeasures.squaredMargin(0)));
    assertTrue(Double.isNaN(ComplexityMeasures.squaredMargin(-1)));
    assertEquals(2 * Math.log(3), ComplexityMeasures.squaredMargin(3));
  }

  @Test
  void aProductBeyondTheRangeOfADoubleHasItsLogarithm() {
    assertEquals(Double.POSITIVE_INFINITY, ComplexityMeasures.perExample(2000, 10));
    assertEquals(Math.exp(500) / Math.sqrt(10), ComplexityMeasures.perExample(1000, 10), 1e205);
  }

  /**
   * Training stops before a probe sees such weights; a probe must not bring it down all the same.
   */
  @Test
  void weightsThatAreNotNumbersGiveMeasurementsThatAreNot() {
    List<Probe> probes = new ArrayList<>(ComplexityProbes.all());
    probes.addAll(FlatnessProbes.all());
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      try (TestProblem training = new TestProblem(activation, true, Placement.CPU_FLOAT32)) {
        training.scale(0, Double.NaN);
        for (Probe probe : probes) {
          assertTrue(
              training.measure(probe).values().stream().anyMatch(v -> v.isNaN()), probe.name());
        }
      }
    }
  }
}
