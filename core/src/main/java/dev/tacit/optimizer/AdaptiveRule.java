package dev.tacit.optimizer;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * An optimizer that divides its step, coordinate by coordinate, by the root of an average of
 * squared gradients.
 */
public interface AdaptiveRule extends UpdateRule {

  /** β1, the decay of the mean of gradients; 0 without momentum. */
  double beta1();

  /** β2, the decay of the mean of squared gradients; 1 for a plain sum (AdaGrad). */
  double beta2();

  /** ε. */
  double epsilon();

  /** Where ε is added. */
  EpsilonPlacement placement();

  /**
   * The average s (or v) of squared gradients as the optimizer keeps it, without bias correction.
   */
  Tensor secondMoment(OptimizerState state);

  /**
   * The P by which the last step divided a gradient-like quantity: with momentum off, it was w ← w
   * - η P⁻¹ g. Bias corrections are inside. For Adam, P = (1-β1^t)(√(v/(1-β2^t)) + ε), so that the
   * step is -η P⁻¹ m with m not corrected.
   *
   * @param state after at least one step
   * @param out overwritten with P, shape [p]
   */
  void preconditioner(OptimizerState state, Tensor out);

  /**
   * Why the stationary flow of full-batch RMSProp and Adam (arXiv:2309.00079) does not speak of
   * this rule, as the end of a sentence about it; empty where it does.
   */
  default Optional<String> unlikeItsFlow() {
    return beta2() < 1 ? Optional.empty() : Optional.of("forgets no gradient");
  }

  /** The adaptive rule that a rule is or wraps. */
  static Optional<AdaptiveRule> within(UpdateRule rule) {
    if (rule instanceof AdaptiveRule adaptive) {
      return Optional.of(adaptive);
    }
    return rule instanceof WeightDecay decay ? within(decay.rule()) : Optional.empty();
  }
}
