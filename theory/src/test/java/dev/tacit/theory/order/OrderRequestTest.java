package dev.tacit.theory.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.AdaGrad;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Lion;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.check.Verdict;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.NormalisedFlow;
import dev.tacit.theory.objective.Quadratic;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderRequestTest {
  private static final UpdateRule ADAM = new Adam(0.6, 0.8, 0.02, EpsilonPlacement.INSIDE, true);

  private static String refusal(Executable request) {
    return assertThrows(IllegalArgumentException.class, request).getMessage();
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(new GradientDescent(), Activation.GELU),
        Arguments.of(new HeavyBall(0.5), Activation.SOFTPLUS),
        Arguments.of(ADAM, Activation.TANH),
        Arguments.of(new WeightDecay(ADAM, 0.3, true), Activation.GELU),
        Arguments.of(new Lion(0.9, 0.9, 0.02), Activation.TANH));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyKnownFlowHasItsOrderOnOtherNetworksToo(UpdateRule rule, Activation activation) {
    List<Finding> findings = OrderRequest.of(rule, activation, 3).run(Output.NONE);
    assertTrue(findings.size() >= 2);
    for (Finding finding : findings) {
      assertTrue(finding.verdict().asExpected(), finding.toString());
    }
  }

  @Test
  void refusesANetworkWithKinks() {
    assertSays(
        refusal(() -> OrderRequest.of(new GradientDescent(), Activation.RELU, 1)),
        "relu",
        "three continuous derivatives",
        "tanh");
  }

  @Test
  void refusesStepsOutsideTheSeriesOfGradientDescent() {
    assertSays(
        refusal(() -> new OrderRequest(new GradientDescent(), Activation.TANH, 1, 1, 0.5, 0.25)),
        "h λ",
        "below 1.00",
        "would work");
  }

  @Test
  void refusesStepsAtWhichMomentumRings() {
    assertSays(
        refusal(() -> new OrderRequest(new HeavyBall(0.9), Activation.TANH, 1, 1, 0.01, 0.005)),
        "do not ring",
        "would work");
  }

  @Test
  void refusesTooFewStepsForTheMemory() {
    UpdateRule adam = new Adam(0.9, 0.999, 0.02, EpsilonPlacement.INSIDE, true);
    assertSays(
        refusal(() -> new OrderRequest(adam, Activation.TANH, 1, 0.2, 0.001, 0.0005)),
        "T/h = 200",
        "20000",
        "at most 1.00e-05");
  }

  @Test
  void refusesRulesWithoutAFlow() {
    assertSays(
        refusal(() -> OrderRequest.of(new AdaGrad(1e-3), Activation.TANH, 1)), "adagrad", "adamw");
    assertSays(
        refusal(() -> OrderRequest.of(new Lion(0.9, 0.99, 0), Activation.TANH, 1)), "epsilon");
    assertSays(
        refusal(
            () ->
                OrderRequest.of(
                    new WeightDecay(new GradientDescent(), 0.1, false), Activation.TANH, 1)),
        "weight decay");
  }

  @Test
  void refusesStepsThatAreNone() {
    UpdateRule gd = new GradientDescent();
    assertSays(
        refusal(() -> new OrderRequest(gd, Activation.TANH, 1, 1, 0.03, 0.015)), "whole number");
    assertSays(
        refusal(() -> new OrderRequest(gd, Activation.TANH, 1, 1, 0.01, Double.NaN)), "falling");
    assertSays(refusal(() -> new OrderRequest(gd, Activation.TANH, 1, 1, 0.01)), "two or more");
    assertSays(
        refusal(() -> new OrderRequest(gd, Activation.TANH, 1, Double.NaN, 0.01, 0.005)), "time");
  }

  @Test
  void aWrongFlowThatClaimsAnOrderIsFound() {
    Bed bed = Bed.tiny();
    AdaptiveMoments moments = AdaptiveMoments.of(ADAM);
    OrderTest test =
        new OrderTest(
                "wrong",
                "",
                AdaptiveChecks.steps(0.2, 100, 200),
                h ->
                    Trajectory.end(
                        ADAM, bed.objective(), h, bed.start(), AdaptiveChecks.count(0.2, h)))
            .claim(
                "flipped",
                2,
                0.15,
                h ->
                    OrderTest.end(
                        new NormalisedFlow(
                            "flipped",
                            bed.objective(),
                            h,
                            moments,
                            AdaptiveFlow.coefficients(moments).negated()),
                        bed.start(),
                        0.2))
            .claim(
                "not even the right direction",
                2,
                0.15,
                h -> OrderTest.end(new GradientFlow(bed.objective()), bed.start(), 0.2))
            .control(
                "a control that is right",
                1,
                0.15,
                h ->
                    OrderTest.end(new AdaptiveFlow(bed.objective(), moments, h), bed.start(), 0.2));
    for (Finding finding : test.run(Output.NONE)) {
      assertEquals(Verdict.DOES_NOT_HOLD, finding.verdict(), finding.toString());
    }
  }

  @Test
  void powerIterationFindsTheLargestCurvature() {
    assertEquals(
        3, Validity.largestCurvature(Quadratic.diagonal(0.5, 3, 1), new double[] {1, 1, 1}), 1e-9);
  }
}
