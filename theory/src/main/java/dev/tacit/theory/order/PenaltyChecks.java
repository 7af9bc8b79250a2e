package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.SharpnessAware;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import dev.tacit.theory.flow.PenalisedFlow;
import dev.tacit.theory.flow.SharpnessAwareFlow;
import dev.tacit.training.Penalty;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Explicit penalties on the gradient's norm and sharpness-aware steps: what they add to the flow.
 * The steps are those of the penalties that train networks.
 */
public final class PenaltyChecks {
  static final double TIME = 0.5;
  static final double[] STEPS = {0.0125, 0.00625, 0.003125, 0.0015625};
  static final double TOLERANCE = 0.05;
  private static final UpdateRule DESCENT = new GradientDescent();

  private PenaltyChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "P1",
            "penalty/fixed",
            true,
            "gradient descent with a penalty μ‖∇C‖² follows the flow of C + μ‖∇C‖² to O(h)",
            PenaltyChecks::fixed),
        new NamedCheck(
            "P2",
            "penalty/of-the-steps-size",
            true,
            "a penalty (3h/4)‖∇C‖² is added to the implicit one: (4h/4)‖∇C‖² is met to O(h²)",
            PenaltyChecks::ofTheStepsSize),
        new NamedCheck(
            "P4",
            "penalty/sharpness-unnormalised",
            true,
            "steps along ∇C(w + ρ∇C), ρ = 2h, penalise (ρ/2)‖∇C‖² beside the implicit term",
            output -> sharpness(output, 2, false)),
        new NamedCheck(
            "P5",
            "penalty/sharpness-aware",
            true,
            "steps along ∇C(w + ρ∇C/‖∇C‖), ρ = h, penalise ρ‖∇C‖ beside the implicit term",
            output -> sharpness(output, 1, true)),
        new NamedCheck(
            "P6",
            "penalty/explicit-for-implicit",
            true,
            "the gradient flow with an explicit (h/4)‖∇C_k‖² a batch meets SGD's mean to O(h³)",
            PenaltyChecks::explicitForImplicit));
  }

  private static List<Finding> fixed(Output output) {
    Bed bed = Bed.tiny();
    double mu = 0.1;
    return descent(
            "penalty-fixed",
            "Gradient descent on C + 0.1 ‖∇C‖²",
            bed,
            h -> new GradientNormPenalty(mu, Of.BATCH))
        .claim(
            "flow of C + μ‖∇C‖²",
            1,
            TOLERANCE,
            h -> end(penalised(bed.objective(), 1, 2 * mu), bed))
        .control("flow of C", 0, TOLERANCE, h -> end(new GradientFlow(bed.objective()), bed))
        .run(output);
  }

  private static List<Finding> ofTheStepsSize(Output output) {
    Bed bed = Bed.tiny();
    int k = 3;
    return descent(
            "penalty-of-the-steps-size",
            "Gradient descent on C + (3h/4) ‖∇C‖²",
            bed,
            h -> new GradientNormPenalty(k * h / 4, Of.FULL))
        .claim(
            "flow of C + ((1+k)h/4)‖∇C‖², k = 3",
            2,
            TOLERANCE,
            h -> end(penalised(bed.objective(), h, (1 + k) / 2.0), bed))
        .control(
            "only h/4, the implicit term",
            1,
            TOLERANCE,
            h -> end(new ModifiedGradientFlow(bed.objective(), h), bed))
        .control(
            "only 3h/4, the explicit one",
            1,
            TOLERANCE,
            h -> end(penalised(bed.objective(), h, k / 2.0), bed))
        .run(output);
  }

  /** With ρ = ratio · h. */
  private static List<Finding> sharpness(Output output, int ratio, boolean normalised) {
    Bed bed = Bed.tiny();
    return descent(
            normalised ? "penalty-sharpness-aware" : "penalty-sharpness-unnormalised",
            normalised
                ? "Sharpness-aware descent along ∇C(w + ρ ∇C/‖∇C‖), ρ = h"
                : "Sharpness-aware descent along ∇C(w + ρ ∇C), ρ = 2h",
            bed,
            h -> new SharpnessAware(ratio * h, normalised))
        .claim(
            normalised ? "flow of C + (h/4)‖∇C‖² + ρ‖∇C‖" : "flow of C + (h/4 + ρ/2)‖∇C‖²",
            2,
            TOLERANCE,
            h -> end(new SharpnessAwareFlow(bed.objective(), h, ratio * h, normalised), bed))
        .control(
            "without ρ", 1, TOLERANCE, h -> end(new ModifiedGradientFlow(bed.objective(), h), bed))
        .control(
            normalised ? "(ρ/2)‖∇C‖² instead of ρ‖∇C‖" : "ρ‖∇C‖ instead of (ρ/2)‖∇C‖²",
            1,
            TOLERANCE,
            h -> end(new SharpnessAwareFlow(bed.objective(), h, ratio * h, !normalised), bed))
        .run(output);
  }

  private static List<Finding> explicitForImplicit(Output output) {
    Bed bed = Bed.tiny();
    return new OrderTest(
            "penalty-explicit-for-implicit",
            "The mean of SGD over an epoch and gradient flows with explicit penalties",
            SgdChecks.STEPS,
            h -> bed.mean(DESCENT, Orderings.permutations(bed.batches().size()), h))
        .claim(
            "gradient-norm of each batch, λ = h/4",
            3,
            SgdChecks.TOLERANCE,
            h -> epochEnd(new GradientNormPenalty(h / 4, Of.BATCH), bed, h))
        .control(
            "no penalty",
            2,
            SgdChecks.TOLERANCE,
            h -> epochEnd(new GradientNormPenalty(0, Of.BATCH), bed, h))
        .control(
            "gradient-norm of the full batch, λ = h/4",
            2,
            SgdChecks.TOLERANCE,
            h -> epochEnd(new GradientNormPenalty(h / 4, Of.FULL), bed, h))
        .run(output);
  }

  private static double[] epochEnd(Penalty penalty, Bed bed, double h) {
    return OrderTest.shortEnd(
        new ExplicitFlow(bed.batches(), penalty), bed.start(), bed.batches().size() * h);
  }

  private static OrderTest descent(
      String name, String title, Bed bed, DoubleFunction<Penalty> penalty) {
    return new OrderTest(name, title, STEPS, h -> descentEnd(bed, h, penalty.apply(h)));
  }

  /** Where gradient descent ends at {@link #TIME}. */
  static double[] descentEnd(Bed bed, double h, Penalty... penalties) {
    return Trajectory.end(
        DESCENT, bed.objective(), h, bed.start(), Math.round(TIME / h), penalties);
  }

  /** The flow of C + (h/2) b ‖∇C‖². */
  private static PenalisedFlow penalised(Objective objective, double h, double b) {
    return new PenalisedFlow(
        "penalised", List.of(objective), h, new PenalisedFlow.Coefficients(1, b, 0));
  }

  private static double[] end(Flow flow, Bed bed) {
    return OrderTest.end(flow, bed.start(), TIME);
  }
}
