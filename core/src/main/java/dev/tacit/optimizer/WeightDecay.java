package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Weight decay around any rule.
 *
 * <ul>
 *   <li>coupled: the rule sees g + λw, as if the loss had the term (λ/2)‖w‖²; PyTorch's {@code
 *       weight_decay} of SGD, RMSprop, Adam and Adagrad;
 *   <li>decoupled: w ← w - ηλw, then the rule's step with g; PyTorch's {@code AdamW} (I.
 *       Loshchilov, F. Hutter, ICLR 2019, arXiv:1711.05101).
 * </ul>
 *
 * @param rule what is decayed
 * @param lambda λ ≥ 0
 * @param decoupled which of the two
 */
public record WeightDecay(UpdateRule rule, double lambda, boolean decoupled) implements UpdateRule {

  /** Checks λ. */
  public WeightDecay {
    Checks.notNegative("weightDecay", lambda);
  }

  /** {@code adamw} for Adam with decoupled decay, else the rule's own name. */
  @Override
  public String name() {
    return decoupled && rule instanceof Adam ? "adamw" : rule.name();
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return rule.newState(layout, placement);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      if (decoupled) {
        w.mul_(new Scalar(1 - learningRate * lambda));
        rule.step(w, gradient, state, learningRate);
      } else {
        rule.step(w, gradient.add(w, new Scalar(lambda)), state, learningRate);
      }
    }
  }

  /**
   * For H + λI with coupled decay: the rule's own. For H with decoupled decay: the rule's own times
   * 1 - ηλ/2, since at the threshold, where w_{n+1} = -w_n, the rule's step is (2 - ηλ)w instead of
   * 2w.
   */
  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    OptionalDouble own = rule.stabilityThreshold(learningRate);
    return decoupled && own.isPresent()
        ? OptionalDouble.of(own.getAsDouble() * (1 - 0.5 * learningRate * lambda))
        : own;
  }
}
