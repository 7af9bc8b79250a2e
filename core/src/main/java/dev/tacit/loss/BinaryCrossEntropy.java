package dev.tacit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ℓ(f, y) = Σ_c [softplus(f_c) - y_c f_c] with y_c in [0, 1]: a logistic regression for each
 * output, summed over outputs (PyTorch's {@code BCEWithLogitsLoss} takes the mean over them); ∂ℓ/∂f
 * = σ(f) - y, ∂²ℓ/∂f² = diag(σ(1-σ)).
 */
final class BinaryCrossEntropy implements Loss {

  @Override
  public String name() {
    return "binary-cross-entropy";
  }

  @Override
  public boolean takesClassNumbers() {
    return false;
  }

  @Override
  public Tensor perExample(Tensor outputs, Tensor targets) {
    // max(f,0) - f y + ln(1 + e^{-|f|}) is the same and never overflows.
    Tensor tail = torch.log1p(torch.exp(outputs.abs().neg()));
    return torch.relu(outputs).sub(outputs.mul(targets)).add(tail).sum(1);
  }

  /** The Hessian is diag(σ(1-σ)). */
  @Override
  public Tensor hessianFactor(Tensor outputs, int c) {
    Tensor factor = torch.zeros_like(outputs);
    Tensor sigma = torch.sigmoid(outputs.select(1, c));
    factor.select(1, c).copy_(sigma.mul(torch.sigmoid(outputs.select(1, c).neg())).sqrt_());
    return factor;
  }

  @Override
  public Tensor outputGradient(Tensor outputs, Tensor targets) {
    return torch.sigmoid(outputs).sub_(targets);
  }

  @Override
  public Tensor outputHessianVector(Tensor outputs, Tensor u) {
    Tensor sigma = torch.sigmoid(outputs);
    return sigma.mul(sigma.neg().add_(new Scalar(1.0))).mul_(u);
  }
}
