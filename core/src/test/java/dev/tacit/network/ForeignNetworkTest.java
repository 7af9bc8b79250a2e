package dev.tacit.network;

import static dev.tacit.network.PyTorchValues.ramp;
import static dev.tacit.tensor.Placement.CPU_FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.Lanczos;
import dev.tacit.loss.Loss;
import dev.tacit.measure.BatchStatistics;
import dev.tacit.network.Layer.Ability;
import dev.tacit.objective.LinearOperator;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules of PyTorch against PyTorch's own numbers (modules.csv, by modules.py). */
class ForeignNetworkTest {
  private static final int N = 9;
  private static final double CLOSE = 1e-12;
  private static final RandomStreams STREAMS = new RandomStreams(5);

  private static EmpiricalRisk risk(Network network, boolean whole) {
    int size = N * network.inputs();
    double[] ramp = ramp(size, Math::sin, 0.7, 0.3, 1);
    float[] x = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] = (float) (whole ? (ramp[i] > 0 ? 1 : 0) + (ramp[i] > 0.8 ? 1 : 0) : ramp[i]);
    }
    int[] y = IntStream.range(0, N).map(i -> i % network.outputs()).toArray();
    return EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, CPU_FLOAT64, x, y);
  }

  @ParameterizedTest
  @CsvSource({
    "dense, 5, 1, 1",
    "group-norm, 2, 6, 6",
    "batch-norm, 2, 6, 6",
    "traced, 2, 6, 6",
    "attention, 6, 1, 1",
    "tied, 5, 1, 1",
    "words, 5, 1, 1"
  })
  void hasPyTorchsNumbers(String name, int channels, int height, int width) throws IOException {
    Map<String, double[]> expected = PyTorchValues.of("modules.csv", name);
    int[] input = height == 1 ? new int[] {channels} : new int[] {channels, height, width};
    ForeignNetwork network = ForeignModules.network(name, false, input);
    double[] start = network.module().start();
    int p = start.length;
    try (EmpiricalRisk risk = risk(network, name.equals("words"));
        Tensor w = Vectors.of(CPU_FLOAT64, start);
        Tensor v = Vectors.of(CPU_FLOAT64, ramp(p, Math::cos, 0.7, 0, 0.1));
        Tensor found = Vectors.zeros(p, CPU_FLOAT64)) {
      double loss = expected.get("loss")[0];
      assertEquals(loss, risk.value(w), CLOSE);
      assertEquals(loss, risk.gradient(w, found), CLOSE);
      assertArrayEquals(expected.get("gradient"), Vectors.toDoubles(found), CLOSE);
      risk.hessianVector(w, v, found);
      assertArrayEquals(expected.get("product"), Vectors.toDoubles(found), CLOSE);
      assertArrayEquals(expected.get("outputs"), outputs(network, risk, w), CLOSE);
    }
  }

  private static double[] outputs(Network network, EmpiricalRisk risk, Tensor w) {
    try (PointerScope scope = new PointerScope();
        Backpropagation pass = new Backpropagation(network, w)) {
      return Vectors.toDoubles(pass.forward(risk.inputs()).outputs());
    }
  }

  @Test
  void parametersHaveTheModulesNamesAndTiedOnesAreOne() {
    ForeignNetwork attention = ForeignModules.network("attention", false, 6);
    assertEquals(
        List.of(
            "scale",
            "q.weight",
            "q.bias",
            "k.weight",
            "k.bias",
            "norm.weight",
            "norm.bias",
            "out.weight",
            "out.bias"),
        attention.layout().slices().stream().map(Slice::name).toList());
    assertEquals(
        List.of(
            Role.SCALE,
            Role.WEIGHT,
            Role.BIAS,
            Role.WEIGHT,
            Role.BIAS,
            Role.SCALE,
            Role.BIAS,
            Role.WEIGHT,
            Role.BIAS),
        attention.layout().slices().stream().map(Slice::role).toList());
    ForeignNetwork tied = ForeignModules.network("tied", false, 5);
    assertEquals(List.of("a.weight", "b.weight"), tied.module().parameters().get(0).names());
    assertEquals(25 + 5 + 5 + 3, tied.layout().dimension());
    assertEquals(List.of("frozen.weight"), tied.module().constants());
  }

  /** The same function as layers of our own. */
  @ParameterizedTest
  @CsvSource({"FLOAT64, 1e-13", "FLOAT32, 1e-5"})
  void equalsOurOwnLayers(Precision precision, double close) {
    Placement placement = new Placement(precision, "cpu");
    ForeignNetwork module = ForeignModules.network("dense", false, 5);
    Network own = new Mlp(List.of(5, 6, ForeignModules.CLASSES), Activation.TANH, true);
    float[] x = EmpiricalRiskTest.inputs(40, 5);
    int[] y = EmpiricalRiskTest.labels(40, ForeignModules.CLASSES);
    int[][] batches = {IntStream.range(0, 16).toArray(), IntStream.range(16, 40).toArray()};
    double[] start = module.module().start();
    try (EmpiricalRisk one =
            EmpiricalRisk.classification(module, Loss.CROSS_ENTROPY, placement, x, y);
        EmpiricalRisk other =
            EmpiricalRisk.classification(own, Loss.CROSS_ENTROPY, placement, x, y);
        Tensor w = Vectors.of(placement, start);
        Partition partition = new Partition(batches, "cpu");
        BatchStatistics statistics = BatchStatistics.at(one, w, partition);
        BatchStatistics expected = BatchStatistics.at(other, w, partition);
        LinearisedRisk linear = one.linearise(w);
        LinearisedRisk ours = other.linearise(w)) {
      assertEquals(other.value(w), one.value(w), close);
      assertEquals(expected.meanSquaredNorm(), statistics.meanSquaredNorm(), close);
      assertEquals(expected.batchVariance(), statistics.batchVariance(), close);
      assertEquals(top(ours.hessian(), w), top(linear.hessian(), w), close);
    }
  }

  private static double top(LinearOperator operator, Tensor w) {
    try (Eigenpairs pairs =
        new Lanczos(1, Lanczos.End.LARGEST, 60, 1e-10).of(operator, w, STREAMS.stream("top", 0))) {
      return pairs.value(0);
    }
  }

  /** A module that counts its passes and overwrites its input is the same function every time. */
  @Test
  void noPassLeavesATraceInTheNext() {
    ForeignNetwork network = ForeignModules.network("counting", false, 5);
    try (EmpiricalRisk risk = risk(network, false);
        Tensor w = Vectors.of(CPU_FLOAT64, network.module().start())) {
      double[] before = Vectors.toDoubles(risk.inputs());
      double first = risk.value(w);
      assertEquals(first, risk.value(w), 0);
      assertArrayEquals(before, Vectors.toDoubles(risk.inputs()), 0);
    }
  }

  @Test
  void trainedAsPyTorchTrainsItGathersBuffersByItsMomentum() throws IOException {
    ForeignNetwork network = ForeignModules.network("batch-norm", true, 2, 6, 6);
    double[] expected = PyTorchValues.of("modules.csv", "batch-norm").get("buffers");
    assertTrue(network.differsInTraining());
    assertTrue(network.drawsInTraining());
    assertTrue(network.mixesExamples());
    assertTrue(network.lacks(Ability.SINGLE_EXAMPLES).isPresent());
    try (EmpiricalRisk risk = risk(network, false);
        Tensor w = Vectors.of(CPU_FLOAT64, network.module().start());
        Buffers buffers = new Buffers(network, CPU_FLOAT64)) {
      assertArrayEquals(new double[] {0, 0, 0, 0, 1, 1, 1, 1}, Vectors.toDoubles(buffers.vector()));
      Network evaluated = network.evaluating(buffers);
      assertFalse(evaluated.mixesExamples());
      try (PointerScope scope = new PointerScope();
          Backpropagation pass = new Backpropagation(network, w)) {
        buffers.follow(pass.forward(risk.inputs()));
      }
      assertArrayEquals(expected, Vectors.toDoubles(buffers.vector()), 1e-6);
    }
  }

  /** A step's passes go through the same dropout, steps through different ones. */
  @Test
  void drawsByStep() {
    ForeignNetwork network = ForeignModules.network("group-norm", true, 2, 6, 6);
    assertFalse(network.mixesExamples());
    try (EmpiricalRisk risk = risk(network, false);
        Tensor w = Vectors.of(CPU_FLOAT64, network.module().start());
        Masks masks = new Masks(STREAMS, CPU_FLOAT64);
        Masks again = new Masks(STREAMS, CPU_FLOAT64)) {
      Network dropping = network.dropping(masks);
      assertThrows(IllegalStateException.class, () -> outputs(dropping, risk, w));
      masks.begin(3);
      double[] first = outputs(dropping, risk, w);
      assertArrayEquals(first, outputs(dropping, risk, w), 0);
      masks.begin(4);
      assertFalse(Arrays.equals(first, outputs(dropping, risk, w)));
      again.begin(3);
      assertArrayEquals(first, outputs(network.dropping(again), risk, w), 0);
      assertFalse(Arrays.equals(first, outputs(network, risk, w)), "as evaluated");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "random | draws at random in evaluation",
        "deep | shape [4, 3, 1]; expected [4, outputs]",
        "mixing | depends on the others of its batch in evaluation",
        "detached | does not depend on its parameters",
        "failing | the sum is not small enough",
        "pair | returns a tuple",
        "frozen | torch.jit.freeze",
      })
  void saysWhatIsWrong(String name, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ForeignModules.network(name, false, 5))
            .getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.startsWith(name + ".pt"), message);
  }

  @Test
  void saysWhatDoesNotFit() {
    String input =
        assertThrows(ForeignFault.class, () -> ForeignModules.network("dense", false, 7))
            .getMessage();
    assertTrue(input.contains("4x7 and 5x6"), input);
    String outputs =
        assertThrows(
                ForeignFault.class,
                () -> new ForeignNetwork(ForeignModules.module("dense"), Shape.of(5), 4, false))
            .getMessage();
    assertTrue(outputs.contains("3 outputs, and the data need 4"), outputs);
    String average =
        assertThrows(ForeignFault.class, () -> ForeignModules.network("cumulative", true, 2, 6, 6))
            .getMessage();
    assertTrue(average.contains("norm.running_mean") && average.contains("mode: eval"), average);
  }

  @Test
  void whatCannotBeDifferentiatedTwiceSaysSoBeforehand() {
    String why =
        ForeignModules.network("once", false, 5).lacks(Ability.SECOND_DERIVATIVES).orElseThrow();
    assertTrue(why.contains("grid_sampler_2d_backward"), why);
    assertTrue(
        ForeignModules.network("dense", false, 5).lacks(Ability.SECOND_DERIVATIVES).isEmpty());
  }

  @Test
  void buffersCanBeGiven() {
    ForeignModule module = ForeignModules.module("batch-norm");
    module.set("norm.running_var", 4, 4, 4, 4);
    ForeignNetwork network = new ForeignNetwork(module, Shape.of(2, 6, 6), 3, false);
    ForeignNetwork before = ForeignModules.network("batch-norm", false, 2, 6, 6);
    try (EmpiricalRisk risk = risk(network, false);
        EmpiricalRisk other = risk(before, false);
        Tensor w = Vectors.of(CPU_FLOAT64, module.start())) {
      assertTrue(Math.abs(risk.value(w) - other.value(w)) > 1e-3);
    }
    assertThrows(IllegalArgumentException.class, () -> module.set("norm.running", 1));
  }
}
