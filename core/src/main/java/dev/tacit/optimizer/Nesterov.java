package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Nesterov's momentum in PyTorch's form: v ← βv + g, w ← w - η(g + βv), from v = 0.
 *
 * <p>As PyTorch's {@code SGD(momentum=β, nesterov=True)}. The effective learning rate is η/(1-β).
 * The look-ahead form, with the gradient at w + β(w - w_prev), is the same method in other
 * variables.
 *
 * @param momentum β in [0, 1)
 */
public record Nesterov(double momentum) implements LinearFilterRule {
  private static final String VELOCITY = "velocity";

  /** Checks β. */
  public Nesterov {
    Checks.decay("momentum", momentum);
  }

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return OptimizerState.of(layout, placement, VELOCITY);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor v = state.slot(VELOCITY); // [p]
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      v.mul_(new Scalar(momentum)).add_(gradient);
      w.add_(gradient, new Scalar(-learningRate));
      w.add_(v, new Scalar(-learningRate * momentum));
    }
    state.advance();
  }

  @Override
  public double weight(int k) {
    return k == 0 ? 1 + momentum : Math.pow(momentum, k + 1);
  }

  @Override
  public double totalWeight() {
    return 1 / (1 - momentum);
  }

  @Override
  public double meanLag() {
    return momentum * momentum / (1 - momentum);
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of(2 * (1 + momentum) / ((1 + 2 * momentum) * learningRate));
  }
}
