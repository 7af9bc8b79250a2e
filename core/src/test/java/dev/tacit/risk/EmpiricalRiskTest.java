package dev.tacit.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class EmpiricalRiskTest {
  private static final int N = 13;
  private static final int CLASSES = 3;
  private static final RandomStreams STREAMS = new RandomStreams(7);

  static Stream<Arguments> combinations() {
    return Stream.concat(Loss.ALL.stream(), Stream.of(Loss.smoothed(Loss.CROSS_ENTROPY, 0.3)))
        .flatMap(
            loss ->
                Stream.of(Activation.values())
                    .flatMap(
                        activation ->
                            Stream.of(true, false)
                                .map(bias -> Arguments.of(loss, activation, bias))));
  }

  public static float[] inputs(int n, int features) {
    UniformRandomProvider random = STREAMS.stream("inputs", 0);
    float[] x = new float[n * features];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * random.nextDouble() - 1);
    }
    return x;
  }

  public static int[] labels(int n, int classes) {
    UniformRandomProvider random = STREAMS.stream("labels", 0);
    return random.ints(n, 0, classes).toArray();
  }

  public static EmpiricalRisk risk(
      Loss loss, Activation activation, boolean bias, Placement placement) {
    Mlp network = new Mlp(List.of(4, 6, 5, CLASSES), activation, bias);
    return EmpiricalRisk.classification(network, loss, placement, inputs(N, 4), labels(N, CLASSES));
  }

  /** Of a network's own classes, by cross-entropy in float64. */
  public static EmpiricalRisk risk(Network network, int n) {
    return EmpiricalRisk.classification(
        network,
        Loss.CROSS_ENTROPY,
        Placement.CPU_FLOAT64,
        inputs(n, network.inputs()),
        labels(n, network.outputs()));
  }

  public static Tensor start(EmpiricalRisk risk, Placement placement) {
    return Vectors.of(placement, Initialiser.PYTORCH.draw(risk.network(), STREAMS, 1));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void keepsTheContractOfAnObjective(Loss loss, Activation activation, boolean bias) {
    try (EmpiricalRisk risk = risk(loss, activation, bias, Placement.CPU_FLOAT64);
        Tensor w = start(risk, Placement.CPU_FLOAT64)) {
      ObjectiveContract.check(risk, w);
      ObjectiveContract.check(risk.batch(3, 1, 4, 1), w);
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void handMadeBackwardPassEqualsAutograd(Loss loss, Activation activation, boolean bias) {
    try (EmpiricalRisk risk = risk(loss, activation, bias, Placement.CPU_FLOAT64);
        Tensor w = start(risk, Placement.CPU_FLOAT64);
        Tensor g = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64);
        Tensor expected = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64);
        Partition partition = new Partition(new int[][] {{0, 5, 2}, {7, 8}}, "cpu");
        LossGradient batch = new LossGradient(risk, w, g)) {
      Objective autograd = risk.expression(IntStream.range(0, N).toArray());
      double value = autograd.gradient(w, expected);
      assertEquals(value, risk.gradient(w, g), 1e-14 * Math.abs(value));
      assertEquals(value, risk.value(w), 1e-14 * Math.abs(value));
      ObjectiveContract.assertClose(expected, g, 1e-13);

      risk.batch(7, 8).gradient(w, expected);
      batch.compute(partition, 1);
      ObjectiveContract.assertClose(expected, g, 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void handMadeHessianVectorProductEqualsAutograd(Loss loss, Activation activation, boolean bias) {
    try (EmpiricalRisk risk = risk(loss, activation, bias, Placement.CPU_FLOAT64);
        Tensor w = start(risk, Placement.CPU_FLOAT64);
        Tensor v = Vectors.of(Placement.CPU_FLOAT64, direction(risk.dimension()));
        Tensor hv = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64);
        Tensor expected = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64)) {
      risk.expression(IntStream.range(0, N).toArray()).hessianVector(w, v, expected);
      risk.hessianVector(w, v, hv);
      ObjectiveContract.assertClose(expected, hv, 1e-13);
      try (LinearOperator prepared = risk.hessian(w)) {
        prepared.apply(v, expected);
        assertArrayEquals(Vectors.toDoubles(expected), Vectors.toDoubles(hv), 0, "same bits");
        prepared.apply(v, expected);
        assertArrayEquals(Vectors.toDoubles(expected), Vectors.toDoubles(hv), 0, "once more");
      }

      risk.expression(4, 4, 2).hessianVector(w, v, expected);
      risk.batch(4, 4, 2).hessianVector(w, v, hv);
      ObjectiveContract.assertClose(expected, hv, 1e-13);
    }
  }

  static double[] direction(long p) {
    UniformRandomProvider random = STREAMS.stream("direction", 0);
    return random.doubles(p, -1, 1).toArray();
  }

  @Test
  void theMeanOverBlocksIsTheMeanOverExamples() {
    int n = 2 * EmpiricalRisk.BLOCK + 17;
    Mlp network = new Mlp(List.of(4, 6, CLASSES), Activation.TANH, true);
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.CROSS_ENTROPY,
                Placement.CPU_FLOAT64,
                inputs(n, 4),
                labels(n, CLASSES));
        Tensor w = start(risk, Placement.CPU_FLOAT64);
        Tensor g = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64);
        Tensor mean = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT64)) {
      double value = 0;
      for (int i = 0; i < n; i++) {
        value += risk.batch(i).gradient(w, g) / n;
        mean.add_(g, new org.bytedeco.pytorch.Scalar(1.0 / n));
      }
      assertEquals(value, risk.gradient(w, g), 1e-12);
      ObjectiveContract.assertClose(mean, g, 1e-12);
    }
  }

  @Test
  void namesTheLabelThatDoesNotFit() {
    Mlp network = new Mlp(List.of(4, CLASSES), Activation.RELU, true);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                EmpiricalRisk.classification(
                    network,
                    Loss.CROSS_ENTROPY,
                    Placement.CPU_FLOAT32,
                    new float[8],
                    new int[] {0, 3}));
    assertTrue(e.getMessage().contains("label 3 of example 1"), e.getMessage());
  }

  @Test
  void givesBothShapesWhenInputsDoNotFit() {
    Mlp network = new Mlp(List.of(4, CLASSES), Activation.RELU, true);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                EmpiricalRisk.classification(
                    network,
                    Loss.CROSS_ENTROPY,
                    Placement.CPU_FLOAT32,
                    new float[7],
                    new int[] {0, 1}));
    assertTrue(e.getMessage().contains("8") && e.getMessage().contains("7"), e.getMessage());
  }

  @Test
  void refusesAnExampleThatIsNotThere() {
    try (EmpiricalRisk risk =
        risk(Loss.CROSS_ENTROPY, Activation.RELU, true, Placement.CPU_FLOAT32)) {
      assertThrows(IllegalArgumentException.class, () -> risk.batch(N));
      assertThrows(IllegalArgumentException.class, () -> risk.batch());
    }
  }
}
