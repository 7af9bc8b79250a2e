package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * w ← w - η g. Gradient descent with full batches, SGD with mini-batches; as PyTorch's {@code SGD}
 * without momentum.
 */
public record GradientDescent() implements LinearFilterRule {

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return OptimizerState.of(layout, placement);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      w.add_(gradient, new Scalar(-learningRate));
    }
    state.advance();
  }

  @Override
  public double weight(int k) {
    return k == 0 ? 1 : 0;
  }

  @Override
  public double totalWeight() {
    return 1;
  }

  @Override
  public double meanLag() {
    return 0;
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of(2 / learningRate);
  }
}
