package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Momentum as an exponential moving average: v ← βv + (1-β)g, w ← w - ηv, from v = 0.
 *
 * <p>Adam's first moment without its second. PyTorch's {@code SGD(momentum=β, dampening=β)} differs
 * in its very first step, where it sets v = g. The effective learning rate is η.
 *
 * @param momentum β in [0, 1)
 */
public record ExponentialMovingMomentum(double momentum) implements LinearFilterRule {
  private static final String VELOCITY = "velocity";

  /** Checks β. */
  public ExponentialMovingMomentum {
    Checks.decay("momentum", momentum);
  }

  @Override
  public String name() {
    return "ema-momentum";
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
      v.mul_(new Scalar(momentum)).add_(gradient, new Scalar(1 - momentum));
      w.add_(v, new Scalar(-learningRate));
    }
    state.advance();
  }

  @Override
  public double weight(int k) {
    return (1 - momentum) * Math.pow(momentum, k);
  }

  @Override
  public double totalWeight() {
    return 1;
  }

  @Override
  public double meanLag() {
    return momentum / (1 - momentum);
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of((2 + 2 * momentum) / ((1 - momentum) * learningRate));
  }
}
