package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.LinearFilterRule;
import java.util.List;

/**
 * The flow of an adaptive method whose preconditioner P does not change over the time in question,
 * reshuffled batches, velocity carried on:
 *
 * <pre>
 *   ẇ = -P⁻¹ ∇[ C + (hW/4)(1+2τ) ‖∇C‖²_{P⁻¹} + (hW/4) κ_m (1/m) Σ_k ‖∇C_k - ∇C‖²_{P⁻¹} ]
 * </pre>
 *
 * (times W for a filter of total weight W), ‖v‖²_{P⁻¹} = Σ_j v_j²/P_j, P not differentiated: in the
 * coordinates P^{1/2} w it is plain SGD. For RMSProp with P = √s the penalty on batches is (h/4m)
 * Σ_k ‖s^{-1/4} ⊙ ∇C_k‖², with a positive sign; the paper's weight is s^{+2} instead of s^{-1/2}.
 */
public final class FrozenPreconditionerFlow extends PenalisedFlow {

  /**
   * The flow with step size h.
   *
   * @param batches C_k; one of them for full batches
   * @param preconditioner P, length p, all above 0
   * @param filter how past gradients enter the step; {@code GradientDescent} for RMSProp, {@code
   *     ExponentialMovingMomentum} for Adam
   */
  public FrozenPreconditionerFlow(
      List<? extends Objective> batches,
      double[] preconditioner,
      LinearFilterRule filter,
      double h) {
    super(
        "frozen-preconditioner",
        batches,
        h,
        preconditioner,
        0,
        constant(LinearFilterFlow.coefficients(filter, filter.shuffledNoiseShare(batches.size()))));
  }

  /** The leading flow ẇ = -P⁻¹ ∇C. */
  public static PenalisedFlow leading(List<? extends Objective> batches, double[] preconditioner) {
    return new PenalisedFlow(
        "preconditioned-gradient-flow",
        batches,
        1,
        preconditioner,
        0,
        constant(new Coefficients(1, 0, 0)));
  }
}
