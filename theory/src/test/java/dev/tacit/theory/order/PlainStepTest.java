package dev.tacit.theory.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.penalty.GradientNoise;
import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.ImplicitDial;
import dev.tacit.penalty.LabelNoisePenalty;
import dev.tacit.penalty.PathNormPenalty;
import dev.tacit.penalty.SharpnessAware;
import dev.tacit.penalty.SquaredNormPenalty;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import dev.tacit.training.StepGradient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bench takes the very steps of a training. */
class PlainStepTest {
  private static final RandomStreams STREAMS = new RandomStreams(4);
  private static final double RATE = 0.05;
  private static final int STEPS = 8;
  private static final int[][] BATCHES = {{0, 5}, {3, 2}, {7, 6}, {4, 1}};
  private static final int[][] ALL = {{0, 1, 2, 3, 4, 5, 6, 7}};

  static Stream<Arguments> penalised() {
    UpdateRule sgd = new GradientDescent();
    Penalty dial = new ImplicitDial(-0.7);
    return Stream.of(
        Arguments.of(sgd, BATCHES, new GradientNormPenalty(0.1, Of.BATCH)),
        Arguments.of(sgd, BATCHES, new GradientNormPenalty(-0.1, Of.FULL)),
        Arguments.of(sgd, ALL, new GradientNormPenalty(0.1, Of.FULL)),
        Arguments.of(sgd, BATCHES, new SharpnessAware(0.1, true)),
        Arguments.of(sgd, BATCHES, new SharpnessAware(0.1, false)),
        Arguments.of(new HeavyBall(0.5), BATCHES, new SquaredNormPenalty(0.1)),
        Arguments.of(sgd, BATCHES, dial),
        Arguments.of(sgd, ALL, dial),
        Arguments.of(new HeavyBall(0.5), BATCHES, dial),
        Arguments.of(new Nesterov(0.5), BATCHES, dial),
        Arguments.of(new HeavyBall(0.5), ALL, dial),
        Arguments.of(new RmsProp(0.8, 0.02, EpsilonPlacement.INSIDE, false), ALL, dial),
        Arguments.of(new Adam(0.6, 0.8, 0.05, EpsilonPlacement.OUTSIDE, true), ALL, dial));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("penalised")
  void isTheStepOfATraining(UpdateRule rule, int[][] batches, Penalty penalty) {
    TinyNetwork network = TinyNetwork.random(Activation.TANH, 8, STREAMS);
    double[] start = network.start(STREAMS);
    List<Objective> losses = Arrays.stream(batches).map(network::batch).toList();
    double[] plain =
        Trajectory.end(rule, losses, n -> (int) n % batches.length, RATE, start, STEPS);
    double[] benched =
        Trajectory.end(rule, losses, n -> (int) n % batches.length, RATE, start, STEPS, penalty);
    double[] trained = trained(network, rule, batches, penalty);
    // Eight steps of a few hundred operations in float64; they do not amplify.
    assertArrayEquals(trained, benched, 1e-13);
    assertTrue(VectorMath.distance(plain, benched) > 1e-5, "the penalty is felt");
  }

  private static double[] trained(
      TinyNetwork network, UpdateRule rule, int[][] batches, Penalty penalty) {
    Placement placement = Placement.CPU_FLOAT64;
    double[] start = network.start(STREAMS);
    try (EmpiricalRisk risk = TinyNetworkTest.risk(network);
        Tensor w = Vectors.of(placement, start);
        Tensor initial = Vectors.copy(w);
        Tensor gradient = Vectors.zeros(start.length, placement);
        OptimizerState state = rule.newState(start.length, placement);
        Partition partition = new Partition(batches, "cpu");
        StepGradient pass =
            StepGradient.of(
                new Problem(
                    risk,
                    risk,
                    null,
                    initial,
                    rule,
                    STREAMS,
                    batches[0].length,
                    Sizes.DEFAULT,
                    null,
                    List.of(penalty)),
                w,
                state,
                gradient)) {
      for (int n = 0; n < STEPS; n++) {
        pass.compute(partition, n % batches.length, n, RATE);
        rule.step(w, gradient, state, RATE);
        pass.afterStep();
      }
      return Vectors.toDoubles(w);
    }
  }

  @Test
  void refusesWhatNeedsANetworkOrChance() {
    for (Penalty penalty :
        List.of(new PathNormPenalty(1), new LabelNoisePenalty(0.1, 0.1), new GradientNoise(1))) {
      Bed bed = Bed.tiny();
      assertThrows(
          UnsupportedOperationException.class,
          () ->
              Trajectory.end(
                  new GradientDescent(), bed.objective(), RATE, bed.start(), 1, penalty));
    }
  }
}
