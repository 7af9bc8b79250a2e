package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.LinearFilterRule;
import java.util.List;

/**
 * The flow of any linear filter of past gradients (gradient descent, heavy ball, moving-average
 * momentum, Nesterov) once it has run in:
 *
 * <pre>
 *   ẇ = -W ∇[ C + (hW/4)(1+2τ) ‖∇C‖² ]
 * </pre>
 *
 * with W the total weight and τ the mean lag of the filter; 1+2τ is (1+β)/(1-β) for heavy ball. The
 * global error is O(h²), but only if the start is treated: from zero velocity the iterate stays
 * behind by hWτ g(w_0) for good. Start the flow at {@link #shiftedStart}, or give the optimizer the
 * velocity W g(w_0) before its first step, or use {@link LinearFilterStartFlow}.
 *
 * <p>N. B. Kovachki, A. M. Stuart, JMLR 22, 2021, arXiv:1906.04285; A. Ghosh et al., ICLR 2023,
 * arXiv:2302.00849. Valid while hλ keeps the modes real; for heavy ball, hλ &lt; (1-√β)².
 */
public final class LinearFilterFlow extends PenalisedFlow {

  /** The flow of full-batch momentum. */
  public LinearFilterFlow(Objective objective, LinearFilterRule rule, double h) {
    this(List.of(objective), rule, h);
  }

  /** The flow of the mean path with batches drawn with replacement. */
  public LinearFilterFlow(List<? extends Objective> batches, LinearFilterRule rule, double h) {
    super("linear-filter", batches, h, coefficients(rule, 0));
  }

  /** (W, ½W²(1+2τ), ½W²κ). */
  static Coefficients coefficients(LinearFilterRule rule, double kappa) {
    double total = rule.totalWeight();
    return new Coefficients(
        total, 0.5 * total * total * (1 + 2 * rule.meanLag()), 0.5 * total * total * kappa);
  }

  /**
   * w_0 + hWτ g(w_0), from where the flow runs parallel to an optimizer that starts at w_0 with
   * zero velocity.
   */
  public static double[] shiftedStart(
      Objective objective, LinearFilterRule rule, double h, double[] start) {
    double[] g = Derivatives.of(objective).gradient(start);
    double[] shifted = start.clone();
    for (int j = 0; j < shifted.length; j++) {
      shifted[j] += h * rule.totalWeight() * rule.meanLag() * g[j];
    }
    return shifted;
  }
}
