package dev.tacit.theory.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TinyNetworkTest {
  private static final RandomStreams STREAMS = new RandomStreams(4);

  /** The same problem through LibTorch. */
  static EmpiricalRisk risk(TinyNetwork tiny) {
    int n = tiny.examples();
    float[] x = new float[2 * n];
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      x[2 * i] = (float) tiny.inputs()[i][0];
      x[2 * i + 1] = (float) tiny.inputs()[i][1];
      y[i] = (float) tiny.targets()[i];
    }
    Mlp network = new Mlp(List.of(2, 3, 1), tiny.activation(), true);
    return EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, Placement.CPU_FLOAT64, x, y);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void equalsTheRiskOfTheSameNetwork(Activation activation) {
    TinyNetwork tiny = TinyNetwork.random(activation, 8, STREAMS);
    double[] start = tiny.start(STREAMS);
    assertEquals(13, start.length);
    try (EmpiricalRisk risk = risk(tiny)) {
      assertSame(risk, tiny, start);
      assertSame(risk.batch(6, 1), tiny.batch(6, 1), start);
    }
  }

  /** Both are float64 and a few hundred operations long. */
  private static void assertSame(Objective risk, Objective tiny, double[] start) {
    double[] direction = new RandomStreams(9).stream("direction", 0).doubles(13).toArray();
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, start);
        Tensor v = Vectors.of(Placement.CPU_FLOAT64, direction);
        Tensor expected = Vectors.zeros(13, Placement.CPU_FLOAT64);
        Tensor actual = Vectors.zeros(13, Placement.CPU_FLOAT64)) {
      double value = risk.gradient(w, expected);
      assertEquals(value, tiny.gradient(w, actual), 1e-14 * (1 + value), "value");
      ObjectiveContract.assertClose(expected, actual, 1e-13);
      risk.hessianVector(w, v, expected);
      tiny.hessianVector(w, v, actual);
      ObjectiveContract.assertClose(expected, actual, 1e-13);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void keepsTheContractOfAnObjective(Activation activation) {
    TinyNetwork tiny = TinyNetwork.random(activation, 8, STREAMS);
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, tiny.start(STREAMS))) {
      ObjectiveContract.check(tiny, w);
    }
  }

  @Test
  void batchesKeepTheContractToo() {
    for (Objective batch : LinearGradients.random(2, 3, STREAMS)) {
      try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, 0.3, -1, 2)) {
        ObjectiveContract.check(batch, w);
      }
    }
  }

  @Test
  void theSameSeedIsTheSameProblem() {
    assertArrayEquals(Bed.tiny().start(), Bed.tiny().start());
  }
}
