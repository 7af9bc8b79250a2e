package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Polyak's momentum: v ← βv + g, w ← w - ηv, from v = 0.
 *
 * <p>As PyTorch's {@code SGD(momentum=β)} (dampening 0). The effective learning rate is η/(1-β). B.
 * T. Polyak, 1964.
 *
 * @param momentum β in [0, 1)
 */
public record HeavyBall(double momentum) implements LinearFilterRule {
  private static final String VELOCITY = "velocity";

  /** Checks β. */
  public HeavyBall {
    Checks.decay("momentum", momentum);
  }

  @Override
  public String name() {
    return "heavy-ball";
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
      w.add_(v, new Scalar(-learningRate));
    }
    state.advance();
  }

  @Override
  public double weight(int k) {
    return Math.pow(momentum, k);
  }

  @Override
  public double totalWeight() {
    return 1 / (1 - momentum);
  }

  @Override
  public double meanLag() {
    return momentum / (1 - momentum);
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of((2 + 2 * momentum) / learningRate);
  }
}
