package dev.tacit.theory.order;

import dev.tacit.data.DataException;
import dev.tacit.data.Datasets;
import dev.tacit.data.Examples;
import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.LinearFilterFlow;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import dev.tacit.theory.flow.PaperRmsPropFlow;
import dev.tacit.theory.flow.SecondModifiedGradientFlow;
import dev.tacit.theory.flow.ShuffledSgdFlow;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Beyond toys: a tanh network 784-8-8-10 with 6,442 parameters on 256 digits of MNIST, half the
 * squared distance to the one-hot labels, in 4 batches.
 */
public final class DigitsChecks {
  private static final int EXAMPLES = 256;
  private static final int BATCHES = 4;

  private DigitsChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        check("gd/digits", "gradient descent on digits: orders 1, 2, 3", DigitsChecks::gd),
        check(
            "sgd/digits",
            "SGD on digits: order and reverse meet Eq. (1) to O(h³)",
            DigitsChecks::sgd),
        check("momentum/digits", "heavy ball on digits: order 2", DigitsChecks::momentum),
        check(
            "rmsprop/digits",
            "RMSProp on digits: only the derived term has order 2",
            DigitsChecks::rmsprop),
        check(
            "adam/digits",
            "Adam on digits: data return the coefficients of (4.1)",
            DigitsChecks::adam));
  }

  private static Check check(
      String name, String claim, BiFunction<Bed, Output, List<Finding>> body) {
    return new NamedCheck(
        "digits",
        name,
        false,
        claim,
        output -> {
          try (EmpiricalRisk risk = risk()) {
            return body.apply(bed(risk), output);
          }
        });
  }

  private static EmpiricalRisk risk() {
    Mlp network = new Mlp(List.of(784, 8, 8, 10), Activation.TANH, true);
    try {
      Examples digits = Datasets.load("mnist-20k", Map.of("trainExamples", EXAMPLES), null).train();
      return EmpiricalRisk.classification(
          network, Loss.SQUARED_ERROR, Placement.CPU_FLOAT64, digits.inputs(), digits.labels());
    } catch (DataException e) {
      throw new IllegalStateException("the embedded digits cannot be read: " + e.getMessage(), e);
    }
  }

  private static Bed bed(EmpiricalRisk risk) {
    int size = EXAMPLES / BATCHES;
    List<Objective> batches =
        IntStream.range(0, BATCHES)
            .mapToObj(k -> risk.batch(IntStream.range(k * size, (k + 1) * size).toArray()))
            .toList();
    double[] start = Initialiser.GLOROT.draw(risk.network(), new RandomStreams(1), 1);
    return new Bed(risk, batches, start);
  }

  /** Errors here are above 1e-7, and an evaluation takes milliseconds. */
  private static double[] end(Flow flow, double[] start, double time) {
    return OrderTest.end(flow, start, time, 1e-11);
  }

  private static List<Finding> gd(Bed bed, Output output) {
    double time = 0.4;
    return new OrderTest(
            "gd-digits",
            "Gradient descent on digits",
            AdaptiveChecks.steps(time, 16, 32, 64, 128),
            h ->
                Trajectory.end(
                    new GradientDescent(),
                    bed.objective(),
                    h,
                    bed.start(),
                    AdaptiveChecks.count(time, h)))
        .claim(
            "gradient flow", 1, 0.1, h -> end(new GradientFlow(bed.objective()), bed.start(), time))
        .claim(
            "modified flow",
            2,
            0.1,
            h -> end(new ModifiedGradientFlow(bed.objective(), h), bed.start(), time))
        .claim(
            "modified flow with f2",
            3,
            0.1,
            h -> end(new SecondModifiedGradientFlow(bed.objective(), h), bed.start(), time))
        .run(output);
  }

  private static List<Finding> sgd(Bed bed, Output output) {
    List<int[]> pair = Orderings.pair(BATCHES);
    return new OrderTest(
            "sgd-digits",
            "SGD on digits: the mean of an order and its reverse",
            new double[] {1e-3, 5e-4, 2.5e-4, 1.25e-4},
            h -> bed.mean(new GradientDescent(), pair, h))
        .claim(
            "shuffled-sgd",
            3,
            0.1,
            h ->
                OrderTest.shortEnd(new ShuffledSgdFlow(bed.batches(), h), bed.start(), BATCHES * h))
        .control(
            "full-batch penalty only",
            2,
            0.1,
            h ->
                OrderTest.shortEnd(
                    new ModifiedGradientFlow(bed.objective(), h), bed.start(), BATCHES * h))
        .run(output);
  }

  private static List<Finding> momentum(Bed bed, Output output) {
    double time = 0.1;
    LinearFilterRule rule = new HeavyBall(0.8);
    return new OrderTest(
            "momentum-digits",
            "Heavy ball on digits, β = 0.8, from zero velocity",
            AdaptiveChecks.steps(time, 160, 320, 640, 1280),
            h ->
                Trajectory.end(
                    rule, bed.objective(), h, bed.start(), AdaptiveChecks.count(time, h)))
        .claim(
            "linear-filter, shifted start",
            2,
            0.1,
            h ->
                end(
                    new LinearFilterFlow(bed.objective(), rule, h),
                    LinearFilterFlow.shiftedStart(bed.objective(), rule, h, bed.start()),
                    time))
        .control(
            "linear-filter, start not treated",
            1,
            0.1,
            h -> end(new LinearFilterFlow(bed.objective(), rule, h), bed.start(), time))
        .run(output);
  }

  private static List<Finding> rmsprop(Bed bed, Output output) {
    double time = 0.004;
    UpdateRule rule = new RmsProp(0.8, 1e-4, EpsilonPlacement.INSIDE, true);
    AdaptiveMoments moments = AdaptiveMoments.of(rule);
    return new OrderTest(
            "rmsprop-digits",
            "RMSProp on digits, β2 = 0.8, ε = 1e-4",
            AdaptiveChecks.steps(time, 100, 200, 400, 800),
            h ->
                Trajectory.end(
                    rule, bed.objective(), h, bed.start(), AdaptiveChecks.count(time, h)))
        .claim(
            "no correction",
            1,
            0.1,
            h -> end(AdaptiveFlow.leading(bed.objective(), moments), bed.start(), time))
        .claim(
            "derived (4.1)",
            2,
            1.85,
            2.15,
            h -> end(new AdaptiveFlow(bed.objective(), moments, h), bed.start(), time))
        .control(
            "paper, s frozen",
            1,
            0.1,
            h ->
                end(
                    new PaperRmsPropFlow(
                        List.of(bed.objective()), moments, PaperRmsPropFlow.Reading.S_FROZEN, h),
                    bed.start(),
                    time))
        .run(output);
  }

  private static List<Finding> adam(Bed bed, Output output) {
    UpdateRule rule = new Adam(0.5, 0.8, 1e-4, EpsilonPlacement.INSIDE, true);
    return List.of(RecoveryChecks.finding(rule, Recovery.of(bed, rule, 0.004, 2000)));
  }
}
