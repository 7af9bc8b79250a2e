package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;

/**
 * The stationary flow of full-batch RMSProp, Adam and AdamW, when the memory has run in:
 *
 * <pre>
 *   ẇ = -u - h { (1/D) ⊙ [β1/(1-β1) - (β2/(1-β2))(1-r)] ⊙ H u + ½ [λu + (r/D) ⊙ H u] },
 *   u = g/D + λw
 * </pre>
 *
 * Without decay it is ẇ = -(1/D) ⊙ [g + h c ⊙ ∇‖g‖_{1,ε}], c = a + b r with a = β1/(1-β1) -
 * β2/(1-β2) and b = β2/(1-β2) + ½. Where |g| is large against ε, c = a, which is <em>negative</em>
 * for β2 > β1: the one-norm of the gradient is anti-penalised. Where ε rules, c = ½(1+β1)/(1-β1) >
 * 0 and this is heavy ball with step h/√ε. c is a field, not a number, so in general there is no
 * modified loss.
 *
 * <p>Global error O(h²) from a zero start with bias correction, O(h) without it; {@link
 * AdaptiveMemoryFlow} is the form for that. Needs T/h above 20/(1-β2) and ε not far below the
 * typical g².
 *
 * <p>M. D. Cattaneo, J. M. Klusowski, B. Shigida, ICML 2024, arXiv:2309.00079; with decay M. D.
 * Cattaneo, B. Shigida, NeurIPS 2025, arXiv:2502.02132.
 */
public final class AdaptiveFlow extends NormalisedFlow {

  /** The flow of the rule with these moments and step size h. */
  public AdaptiveFlow(Objective objective, AdaptiveMoments moments, double h) {
    super("adaptive-stationary", objective, h, moments, coefficients(moments));
  }

  /** (a, b, ½). */
  public static Coefficients coefficients(AdaptiveMoments moments) {
    return withLags(
        moments.beta1() / (1 - moments.beta1()), moments.beta2() / (1 - moments.beta2()));
  }

  /** From the mean lags of the two memories, in steps. */
  static Coefficients withLags(double first, double second) {
    return new Coefficients(first - second, second + 0.5, 0.5);
  }

  /** The leading flow ẇ = -u. */
  public static NormalisedFlow leading(Objective objective, AdaptiveMoments moments) {
    return new NormalisedFlow("adaptive-leading", objective, 1, moments, Coefficients.NONE);
  }
}
