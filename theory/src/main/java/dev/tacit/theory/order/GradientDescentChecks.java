package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import dev.tacit.theory.flow.SecondModifiedGradientFlow;
import dev.tacit.theory.objective.Quadratic;
import java.util.Arrays;
import java.util.List;

/** Full-batch gradient descent against the plain and the modified flows. */
public final class GradientDescentChecks {
  private static final double TOLERANCE = 0.05;

  private GradientDescentChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A1",
            "gd/one-step",
            true,
            "one step leaves the plain, modified and f2 flows by O(h²), O(h³), O(h⁴)",
            GradientDescentChecks::oneStep),
        new NamedCheck(
            "A2",
            "gd/fixed-time",
            true,
            "in a fixed time the errors are O(h), O(h²), O(h³)",
            GradientDescentChecks::fixedTime),
        new NamedCheck(
            "",
            "gd/rates",
            true,
            "on a quadratic the rates -ln(1-hλ)/h are met to O(h²), with f2 to O(h³)",
            GradientDescentChecks::rates),
        new NamedCheck(
            "A21",
            "gd/relu",
            false,
            "with ReLU no order holds once a unit switches: the slopes are irregular",
            ReluCheck::run));
  }

  private static List<Finding> oneStep(Output output) {
    Bed bed = Bed.tiny();
    double[] steps = {0x1p-6, 0x1p-7, 0x1p-8, 0x1p-9};
    return new OrderTest(
            "gd-one-step",
            "One step of gradient descent",
            steps,
            h -> Trajectory.end(new GradientDescent(), bed.objective(), h, bed.start(), 1))
        .claim(
            "gradient flow",
            2,
            TOLERANCE,
            h -> OrderTest.shortEnd(new GradientFlow(bed.objective()), bed.start(), h))
        .claim(
            "modified flow",
            3,
            TOLERANCE,
            h -> OrderTest.shortEnd(new ModifiedGradientFlow(bed.objective(), h), bed.start(), h))
        .claim(
            "modified flow with f2",
            4,
            TOLERANCE,
            h ->
                OrderTest.shortEnd(
                    new SecondModifiedGradientFlow(bed.objective(), h), bed.start(), h))
        .run(output);
  }

  private static List<Finding> fixedTime(Output output) {
    Bed bed = Bed.tiny();
    double time = 0.5;
    double[] steps = {0.0125, 0.00625, 0.003125, 0.0015625};
    return new OrderTest(
            "gd-fixed-time",
            "Gradient descent after a fixed time",
            steps,
            h ->
                Trajectory.end(
                    new GradientDescent(), bed.objective(), h, bed.start(), Math.round(time / h)))
        .claim(
            "gradient flow",
            1,
            TOLERANCE,
            h -> OrderTest.end(new GradientFlow(bed.objective()), bed.start(), time))
        .claim(
            "modified flow",
            2,
            TOLERANCE,
            h -> OrderTest.end(new ModifiedGradientFlow(bed.objective(), h), bed.start(), time))
        .claim(
            "modified flow with f2",
            3,
            TOLERANCE,
            h ->
                OrderTest.end(
                    new SecondModifiedGradientFlow(bed.objective(), h), bed.start(), time))
        .run(output);
  }

  /** ẇ = -ρw on each mode: the step shrinks it by e^(-ρh), the flow has its own ρ. */
  private static List<Finding> rates(Output output) {
    Objective modes = Quadratic.diagonal(0.5, 1, 2);
    double[] ones = {1, 1, 1};
    return new OrderTest(
            "gd-rates",
            "Decay rates of gradient descent on the modes of a quadratic",
            new double[] {0.04, 0.02, 0.01, 0.005},
            h -> {
              double[] after = Trajectory.end(new GradientDescent(), modes, h, ones, 1);
              return Arrays.stream(after).map(w -> -Math.log(w) / h).toArray();
            })
        .claim("gradient flow", 1, TOLERANCE, h -> rates(new GradientFlow(modes)))
        .claim("modified flow", 2, TOLERANCE, h -> rates(new ModifiedGradientFlow(modes, h)))
        .claim(
            "modified flow with f2",
            3,
            TOLERANCE,
            h -> rates(new SecondModifiedGradientFlow(modes, h)))
        .run(output);
  }

  /** The decay rates of a linear flow without coupling, read off at w = (1, …, 1). */
  static double[] rates(Flow flow) {
    double[] ones = new double[flow.dimension()];
    Arrays.fill(ones, 1);
    double[] velocity = new double[ones.length];
    flow.velocity(0, ones, velocity);
    return VectorMath.scaled(velocity, -1);
  }
}
