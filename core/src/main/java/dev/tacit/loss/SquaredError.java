package dev.tacit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * ℓ(f, y) = ½‖f - y‖², y one-hot for classes; ∂ℓ/∂f = f - y. PyTorch's {@code MSELoss} has no ½ and
 * takes the mean over outputs.
 */
final class SquaredError implements Loss {

  @Override
  public String name() {
    return "squared-error";
  }

  @Override
  public boolean takesClassNumbers() {
    return false;
  }

  @Override
  public Tensor perExample(Tensor outputs, Tensor targets) {
    return outputs.sub(targets).square().sum(1).mul(new Scalar(0.5));
  }

  @Override
  public Tensor outputGradient(Tensor outputs, Tensor targets) {
    return outputs.sub(targets);
  }
}
