package dev.tacit.theory.order;

import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.Lion;
import dev.tacit.optimizer.SignDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.Derivatives;
import dev.tacit.theory.flow.LionFlow;
import dev.tacit.theory.flow.NormalisedFlow;
import dev.tacit.theory.flow.SignFlow;
import java.util.List;
import java.util.Locale;

/** Lion and sign descent. */
public final class LionChecks {
  private static final double TIME = 0.2;
  private static final double[] STEPS = AdaptiveChecks.steps(TIME, 200, 400, 800, 1600);

  private LionChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A19",
            "lion/full-batch",
            true,
            "Lion follows (5.2) to O(h²), and without the memory term to O(h) only",
            LionChecks::lion),
        new NamedCheck(
            "",
            "lion/sign-descent",
            true,
            "while no sign changes, sign descent is its flow: no correction at any order",
            LionChecks::signDescent));
  }

  private static List<Finding> lion(Output output) {
    Bed bed = Bed.tiny();
    double decay = 0.5;
    Lion lion = new Lion(0.9, 0.9, 0.02);
    UpdateRule rule = new WeightDecay(lion, decay, true);
    double[] gradient = Derivatives.of(bed.objective()).gradient(bed.start());
    AdaptiveMoments moments =
        new AdaptiveMoments(0.9, 0.9, 0.02, EpsilonPlacement.INSIDE, true, decay);
    return new OrderTest(
            "lion-full-batch",
            "Lion with smoothed sign, ρ = (0.9, 0.9), λ = 0.5, from m = g",
            STEPS,
            h -> {
              try (Trajectory trajectory =
                  new Trajectory(rule, List.of(bed.objective()), n -> 0, h, bed.start())) {
                return trajectory
                    .remember("momentum", gradient)
                    .advance(AdaptiveChecks.count(TIME, h))
                    .position();
              }
            })
        .claim(
            "lion (5.2)",
            2,
            0.15,
            h -> OrderTest.end(new LionFlow(bed.objective(), lion, decay, h), bed.start(), TIME))
        .control(
            "without the memory term",
            1,
            0.1,
            h ->
                OrderTest.end(
                    LionFlow.withoutMemory(bed.objective(), lion, decay, h), bed.start(), TIME))
        .control(
            "no correction",
            1,
            0.1,
            h ->
                OrderTest.end(
                    new NormalisedFlow(
                        "leading", bed.objective(), h, moments, NormalisedFlow.Coefficients.NONE),
                    bed.start(),
                    TIME))
        .run(output);
  }

  private static List<Finding> signDescent(Output output) {
    Bed bed = Bed.tiny();
    double h = 0.001;
    long steps = 20;
    double[] discrete = Trajectory.end(new SignDescent(), bed.objective(), h, bed.start(), steps);
    double[] flow = OrderTest.end(new SignFlow(bed.objective()), bed.start(), steps * h);
    double error = VectorMath.distance(discrete, flow);
    return List.of(
        Finding.of(
            "sign flow",
            "distance 0",
            "below 1e-14",
            String.format(Locale.ROOT, "%.1e", error),
            error < 1e-14));
  }
}
