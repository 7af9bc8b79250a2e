package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;

/**
 * The flow of full-batch, bias-corrected RMSProp, Adam and AdamW from their first step on: {@link
 * AdaptiveFlow} with, on the interval of step n, the lags
 *
 * <pre>
 *   L(β, n) = β/(1-β) - (n+1) β^{n+1}/(1-β^{n+1})
 * </pre>
 *
 * in the place of β/(1-β). L(β, 0) = 0, and L ≈ n/2 while n is small against 1/(1-β): the
 * anti-penalty grows during the first 1/(1-β2) steps.
 */
public final class AdaptiveWarmUpFlow extends NormalisedFlow {

  /**
   * The flow of the rule with these moments and step size h.
   *
   * @throws IllegalArgumentException without bias correction, where the leading field changes too;
   *     use {@link AdaptiveMemoryFlow}
   */
  public AdaptiveWarmUpFlow(Objective objective, AdaptiveMoments moments, double h) {
    super(
        "adaptive-warm-up",
        objective,
        h,
        moments,
        h,
        n -> AdaptiveFlow.withLags(lag(moments.beta1(), n), lag(moments.beta2(), n)));
    if (!moments.biasCorrection()) {
      throw new IllegalArgumentException(
          "this flow needs bias correction; without it use AdaptiveMemoryFlow");
    }
  }

  /** L(β, n), the mean age of a gradient in a bias-corrected average after step n. */
  static double lag(double beta, long n) {
    double forgotten = Math.pow(beta, n + 1.0);
    return beta == 0 ? 0 : beta / (1 - beta) - (n + 1.0) * forgotten / (1 - forgotten);
  }
}
