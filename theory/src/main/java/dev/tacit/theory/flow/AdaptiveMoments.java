package dev.tacit.theory.flow;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;

/**
 * What a flow needs to know of Adam, AdamW or RMSProp, which differ in these numbers only.
 *
 * @param beta1 β1 in [0, 1), the decay of the mean of gradients; 0 for RMSProp
 * @param beta2 β2 in [0, 1), the decay of the mean of squared gradients
 * @param epsilon ε ≥ 0
 * @param placement where ε is added
 * @param biasCorrection whether the means are corrected for their start from zero
 * @param decay λ ≥ 0, the decoupled weight decay
 */
public record AdaptiveMoments(
    double beta1,
    double beta2,
    double epsilon,
    EpsilonPlacement placement,
    boolean biasCorrection,
    double decay) {

  /** Checks every bound. */
  public AdaptiveMoments {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "beta1 and beta2 must be in [0, 1), found " + beta1 + " and " + beta2);
    }
    if (!(epsilon >= 0 && decay >= 0)) {
      throw new IllegalArgumentException(
          "epsilon and decay must be at least 0, found " + epsilon + " and " + decay);
    }
  }

  /**
   * The numbers of an update rule.
   *
   * @throws IllegalArgumentException if it is none of Adam, RMSProp, or one of them with decoupled
   *     weight decay (coupled decay belongs to the objective)
   */
  public static AdaptiveMoments of(UpdateRule rule) {
    AdaptiveRule.within(rule)
        .flatMap(AdaptiveRule::unlikeItsFlow)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(
                  rule.name() + " " + why + ": no modified flow is known for it");
            });
    if (rule instanceof Adam adam) {
      return new AdaptiveMoments(
          adam.beta1(), adam.beta2(), adam.epsilon(), adam.placement(), adam.biasCorrection(), 0);
    }
    if (rule instanceof RmsProp rms) {
      return new AdaptiveMoments(
          0, rms.decay(), rms.epsilon(), rms.placement(), rms.biasCorrection(), 0);
    }
    if (rule instanceof WeightDecay decayed && decayed.decoupled()) {
      AdaptiveMoments bare = of(decayed.rule());
      return new AdaptiveMoments(
          bare.beta1,
          bare.beta2,
          bare.epsilon,
          bare.placement,
          bare.biasCorrection,
          decayed.lambda());
    }
    throw new IllegalArgumentException(
        "adaptive flows are known for adam, adamw and rmsprop, not for " + rule.name());
  }
}
