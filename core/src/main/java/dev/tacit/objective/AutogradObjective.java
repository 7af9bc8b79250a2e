package dev.tacit.objective;

import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * An objective given by one differentiable LibTorch expression; its gradient and Hessian-vector
 * product come from reverse-mode differentiation, applied once and twice. The product is exact (no
 * differences): Hv = ∇_w (∇C(w)·v) with v held fixed.
 */
public abstract class AutogradObjective implements Objective {
  private final long dimension;
  private final Placement placement;

  /**
   * @param dimension the number of parameters p
   * @param placement the precision and device of every vector
   */
  protected AutogradObjective(long dimension, Placement placement) {
    this.dimension = dimension;
    this.placement = placement;
  }

  /**
   * The function as an expression that LibTorch can differentiate twice.
   *
   * @param w shape [p]
   * @return C(w), shape []
   */
  protected abstract Tensor expression(Tensor w);

  /**
   * The same for a larger expression to be made of; belongs to the caller's scope.
   *
   * @param w shape [p]
   */
  public final Tensor at(Tensor w) {
    return expression(w);
  }

  @Override
  public final long dimension() {
    return dimension;
  }

  @Override
  public final Placement placement() {
    return placement;
  }

  @Override
  public double value(Tensor w) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return expression(w).item_double();
    }
  }

  @Override
  public double gradient(Tensor w, Tensor gradient) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode on = new AutoGradMode(true)) { // whatever the caller has switched off
      Tensor leaf = w.detach().requires_grad_(true);
      Tensor value = expression(leaf);
      copyInto(gradient, Derivatives.of(value, leaf, false));
      return value.item_double();
    }
  }

  @Override
  public void hessianVector(Tensor w, Tensor v, Tensor product) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode on = new AutoGradMode(true)) {
      Tensor leaf = w.detach().requires_grad_(true);
      Tensor gradient = Derivatives.of(expression(leaf), leaf, true);
      if (!gradient.requires_grad()) { // linear in w: the Hessian is zero
        product.zero_();
        return;
      }
      Tensor slope = torch.dot(gradient, v.detach());
      copyInto(product, Derivatives.of(slope, leaf, false));
    }
  }

  private static void copyInto(Tensor target, Tensor source) {
    try (NoGradGuard guard = new NoGradGuard()) {
      target.copy_(source);
    }
  }
}
