package dev.tacit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ℓ(f, y) = ½‖f - y‖², y one-hot for classes; ∂ℓ/∂f = f - y, ∂²ℓ/∂f² = I. PyTorch's {@code MSELoss}
 * has no ½ and takes the mean over outputs.
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

  /** The Hessian is I. */
  @Override
  public Tensor hessianFactor(Tensor outputs, int c) {
    Tensor factor = torch.zeros_like(outputs);
    factor.select(1, c).fill_(new Scalar(1.0));
    return factor;
  }

  @Override
  public Tensor outputGradient(Tensor outputs, Tensor targets) {
    return outputs.sub(targets);
  }

  @Override
  public Tensor outputHessianVector(Tensor outputs, Tensor u) {
    return u.clone();
  }
}
