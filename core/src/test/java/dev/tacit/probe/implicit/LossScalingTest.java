package dev.tacit.probe.implicit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import dev.tacit.training.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * RMSProp with ε = 0 takes the same path when the loss is multiplied by a. Its implicit term must
 * then grow like a, as the loss does: the derived ones do, the paper's grows like a⁶.
 *
 * <p>Least squares, with inputs and targets doubled: the loss is multiplied by a = 4, and by powers
 * of two nothing rounds.
 */
class LossScalingTest {
  private static final int N = 8;
  private static final int[][] BATCHES = {{0, 5, 2, 7}, {3, 4, 6, 1}};
  private static final RmsProp RULE = new RmsProp(0.9, 0, EpsilonPlacement.OUTSIDE, true);

  private static Map<String, Double> run(float factor) {
    UniformRandomProvider random = new RandomStreams(2).stream("data", 0);
    float[] inputs = new float[3 * N];
    float[] targets = new float[N];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = factor * (float) (2 * random.nextDouble() - 1);
    }
    for (int i = 0; i < targets.length; i++) {
      targets[i] = factor * (float) (2 * random.nextDouble() - 1);
    }
    Mlp network = new Mlp(List.of(3, 1), Activation.IDENTITY, false);
    Placement placement = Placement.CPU_FLOAT64;
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, placement, inputs, targets);
        Tensor w = Vectors.of(placement, 0.5, -0.25, 1);
        Tensor g = Vectors.zeros(3, placement);
        Partition partition = new Partition(BATCHES, "cpu");
        OptimizerState state = RULE.newState(3, placement);
        LossGradient batch = new LossGradient(risk, w, g)) {
      for (int step = 0; step < 20; step++) {
        batch.compute(partition, step % 2);
        RULE.step(w, g, state, 0.01);
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      Problem problem = new Problem(risk, risk, null, w, RULE, new RandomStreams(0));
      try (Snapshot snapshot = new Snapshot(problem, w, state, 0.01, partition)) {
        for (Probe probe :
            List.of(
                new ShuffledSgdTerm(),
                new PaperRmsPropTerm(),
                new FrozenPreconditionerTerm(),
                new StepTerm(),
                new AdaptiveOneNormTerm(),
                new AdaptiveCorrection())) {
          probe.measure(snapshot, (metric, value, error) -> metrics.put(metric, value));
        }
      }
      double[] end = Vectors.toDoubles(w);
      for (int j = 0; j < end.length; j++) {
        metrics.put("w" + j, end[j]);
      }
      return metrics;
    }
  }

  @Test
  void theDerivedTermsGrowLikeTheLossAndThePapersLikeItsSixthPower() {
    Map<String, Double> plain = run(1);
    Map<String, Double> scaled = run(2);
    for (int j = 0; j < 3; j++) {
      assertEquals(plain.get("w" + j), scaled.get("w" + j), 0, "the path is the same");
    }
    assertGrowth(4, "implicit/rmsprop_frozen", plain, scaled);
    assertGrowth(4, "implicit/adaptive_one_norm", plain, scaled);
    assertGrowth(4, "implicit/omega", plain, scaled);
    assertGrowth(Math.pow(4, 6), "implicit/rmsprop_paper", plain, scaled);
    assertGrowth(16, "implicit/sgd", plain, scaled);
    assertGrowth(1, "implicit/step", plain, scaled);
    assertGrowth(1, "implicit/chi", plain, scaled);
  }

  private static void assertGrowth(
      double factor, String metric, Map<String, Double> plain, Map<String, Double> scaled) {
    double expected = factor * plain.get(metric);
    assertEquals(expected, scaled.get(metric), 1e-15 * Math.abs(expected), metric);
  }
}
