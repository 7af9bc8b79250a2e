package dev.tacit.lab.theory.order;

import dev.tacit.flow.GradientFlow;
import dev.tacit.flow.ModifiedGradientFlow;
import dev.tacit.flow.SecondModifiedGradientFlow;
import dev.tacit.lab.theory.check.Check;
import dev.tacit.lab.theory.check.Finding;
import dev.tacit.lab.theory.check.NamedCheck;
import dev.tacit.lab.theory.check.Output;
import dev.tacit.optimizer.GradientDescent;
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
            GradientDescentChecks::fixedTime));
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
}
