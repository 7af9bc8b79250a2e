package dev.tacit.penalty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tacit.network.Activation;
import dev.tacit.network.ForeignModules;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import dev.tacit.training.StepGradient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every penalty does to a module of PyTorch what it does to the same layers of ours. */
class ForeignPenaltyTest {
  private static final int N = 13;
  private static final int[][] BATCHES = {
    {3, 0, 7, 5}, {1, 12, 2, 9}, {4, 6, 8, 10, 11},
  };

  /** All but the path norm, which a module lacks. */
  static Stream<String> penalties() {
    return Penalties.all().keySet().stream().filter(name -> !name.equals("path"));
  }

  private static double[] steps(Network network, double[] start, Penalty penalty, UpdateRule rule) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(network, N);
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, start);
        Tensor initial = Vectors.copy(w);
        Tensor gradient = Vectors.zeros(start.length, Placement.CPU_FLOAT64);
        OptimizerState state = rule.newState(network.layout(), Placement.CPU_FLOAT64);
        Partition partition = new Partition(BATCHES, "cpu")) {
      Conditions conditions = new Conditions(rule, network, true, true, N, 4, true);
      assertEquals("", penalty.obstacle(conditions).orElse(""));
      Problem problem =
          new Problem(
              risk,
              risk,
              null,
              initial,
              rule,
              new RandomStreams(3),
              4,
              Sizes.DEFAULT,
              null,
              List.of(penalty));
      try (StepGradient step = StepGradient.of(problem, w, state, gradient)) {
        for (int k = 0; k < BATCHES.length; k++) {
          step.compute(partition, k, state.step(), 0.1);
          rule.step(w, gradient, state, 0.1);
          step.afterStep();
        }
      }
      return Vectors.toDoubles(w);
    }
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void stepsAreThoseOfTheSameLayers(String name) {
    Penalty penalty = Penalties.make(name, Map.of());
    ForeignNetwork module = ForeignModules.network("dense", false, 5);
    Network own = new Mlp(List.of(5, 6, ForeignModules.CLASSES), Activation.TANH, true);
    double[] start = module.module().start();
    for (UpdateRule rule : List.of(new GradientDescent(), new HeavyBall(0.9))) {
      assertArrayEquals(
          steps(own, start, penalty, rule), steps(module, start, penalty, rule), 1e-13);
    }
  }
}
