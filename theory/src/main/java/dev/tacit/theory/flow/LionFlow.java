package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.Lion;

/**
 * The stationary flow of full-batch Lion with the sign smoothed to x/√(x²+ε):
 *
 * <pre>
 *   ẇ = -u - h { (ρ1/(1-ρ2)) J ⊙ H u + ½ (J ⊙ H u + λu) },   u = g/D + λw,   J = ε/D³
 * </pre>
 *
 * Every correction carries J, which vanishes away from g_j = 0: Lion has no memory penalty there,
 * neither for nor against. Meant for a momentum that starts at g(w_0); global error O(h²).
 *
 * <p>Derived as in M. D. Cattaneo, B. Shigida, NeurIPS 2025, arXiv:2502.02132, with the
 * discretisation part added.
 */
public final class LionFlow extends NormalisedFlow {

  /**
   * The flow of Lion.
   *
   * @param rule with ε above 0
   * @param decay λ, decoupled
   * @param h the step size
   */
  public LionFlow(Objective objective, Lion rule, double decay, double h) {
    this("lion", objective, rule, decay, h, rule.beta1() / (1 - rule.beta2()));
  }

  private LionFlow(
      String name, Objective objective, Lion rule, double decay, double h, double lag) {
    super(name, objective, h, moments(rule, decay), new Coefficients(0, lag + 0.5, 0.5));
  }

  /** The flow without the memory's part, for controls: that of smoothed sign descent. */
  public static LionFlow withoutMemory(Objective objective, Lion rule, double decay, double h) {
    return new LionFlow("lion-without-memory", objective, rule, decay, h, 0);
  }

  private static AdaptiveMoments moments(Lion rule, double decay) {
    return new AdaptiveMoments(
        rule.beta1(), rule.beta2(), rule.epsilon(), EpsilonPlacement.INSIDE, true, decay);
  }
}
