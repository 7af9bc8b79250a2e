package dev.tacit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * ℓ(f, y) = ln Σ_c e^{f_c} - f_y, with y a class number; ∂ℓ/∂f = s - e_y, ∂²ℓ/∂f² = diag(s) - s sᵀ,
 * s = softmax(f).
 *
 * <p>With smooth labels e_y becomes (1 - α) e_y + (α/K) 1.
 *
 * @param smoothing α in [0, 1)
 */
record SoftmaxCrossEntropy(double smoothing) implements Loss {
  private static final long[] OVER_CLASSES = {1};

  SoftmaxCrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing must be in [0, 1), found " + smoothing);
    }
  }

  @Override
  public String name() {
    return "cross-entropy";
  }

  @Override
  public boolean takesClassNumbers() {
    return true;
  }

  @Override
  public Tensor perExample(Tensor outputs, Tensor targets) {
    return torch.cross_entropy_loss(
        outputs, targets, new TensorOptional(), torch.Reduction.None.value, -100, smoothing);
  }

  /** The Hessian is diag(π) - π πᵀ = Σ_c π_c (e_c - π)(e_c - π)ᵀ with π = softmax(f). */
  @Override
  public Tensor hessianFactor(Tensor outputs, int c) {
    Tensor factor = torch.softmax(outputs, 1);
    Tensor root = factor.select(1, c).sqrt().unsqueeze(1); // [n, 1]
    factor.neg_().select(1, c).add_(new Scalar(1.0));
    return factor.mul_(root);
  }

  @Override
  public Tensor outputGradient(Tensor outputs, Tensor targets) {
    Tensor gradient = torch.softmax(outputs, 1);
    gradient.scatter_add_(
        1,
        targets.unsqueeze(1),
        torch.full(new long[] {targets.size(0), 1}, new Scalar(smoothing - 1), outputs.options()));
    return smoothing == 0 ? gradient : gradient.sub_(new Scalar(smoothing / outputs.size(1)));
  }

  @Override
  public Tensor outputHessianVector(Tensor outputs, Tensor u) {
    Tensor weighted = torch.softmax(outputs, 1); // s, then s ⊙ u
    Tensor s = weighted.clone();
    weighted.mul_(u);
    return weighted.addcmul_(
        s, weighted.sum(OVER_CLASSES, true, new ScalarTypeOptional()), new Scalar(-1.0));
  }
}
