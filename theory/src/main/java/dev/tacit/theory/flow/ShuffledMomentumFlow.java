package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.LinearFilterRule;
import java.util.List;

/**
 * The flow of the mean path of momentum SGD when a fixed partition into m batches is visited in a
 * fresh random order every epoch and the velocity is carried on:
 *
 * <pre>
 *   ẇ = -W ∇[ C + (hW/4)(1+2τ) ‖∇C‖² + (hW/4) κ_m (1/m) Σ_k ‖∇C_k - ∇C‖² ],
 *   κ_m = 2/(m(m-1)W) Σ_{j=1}^{m-1} (m-j) A_j,   A_j = Σ_{i&lt;j} w_i
 * </pre>
 *
 * Momentum does not amplify the penalty on batch noise: κ_m ≤ 1 for heavy ball, about 1 -
 * 2β/((1-β)(m-1)) when m is large against the memory; only the full-batch part has the factor 1+2τ.
 * Without momentum κ_m = 1 and this is {@link ShuffledSgdFlow}. Derived for this project and
 * checked with exact expectations (docs/papers.md).
 */
public final class ShuffledMomentumFlow extends PenalisedFlow {

  /** The flow of momentum SGD with step size h. */
  public ShuffledMomentumFlow(List<? extends Objective> batches, LinearFilterRule rule, double h) {
    this("shuffled-momentum", batches, rule, h, rule.shuffledNoiseShare(batches.size()));
  }

  /** The same with another κ, for controls. */
  public ShuffledMomentumFlow(
      String name,
      List<? extends Objective> batches,
      LinearFilterRule rule,
      double h,
      double kappa) {
    super(name, batches, h, LinearFilterFlow.coefficients(rule, kappa));
  }
}
