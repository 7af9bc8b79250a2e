package dev.tacit.network;

import dev.tacit.tensor.Derivatives;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The algebra of a layer from its expression alone: exact, with a graph for each question. What a
 * layer has no kernels of its own for is asked here.
 */
final class Autograd {
  private final Layer layer;
  private final Tensor[] leaves; // a, then the layer's slices

  /**
   * @param w the layer's slices
   * @param a its input
   */
  Autograd(Layer layer, Tensor[] w, Tensor a) {
    this.layer = layer;
    leaves = new Tensor[w.length + 1];
    leaves[0] = a.detach().requires_grad_(true);
    for (int i = 0; i < w.length; i++) {
      leaves[i + 1] = w[i].detach().requires_grad_(true);
    }
  }

  private Tensor output() {
    Tensor[] w = new Tensor[leaves.length - 1];
    System.arraycopy(leaves, 1, w, 0, w.length);
    return layer.express(w, leaves[0]);
  }

  /** ∂⟨Z, D⟩/∂(a, w), a tensor each. */
  Tensor[] gradients(Tensor d) {
    try (AutoGradMode on = new AutoGradMode(true)) {
      return defined(Derivatives.vectorJacobian(output(), d.detach(), false, leaves));
    }
  }

  /**
   * R{Z} along a direction: the slope of u ↦ ⟨∂⟨Z, u⟩/∂(a, w), direction⟩, which is linear in u.
   *
   * @param direction of the input and the slices; null where one does not move
   */
  Tensor tangent(Tensor... direction) {
    try (AutoGradMode on = new AutoGradMode(true)) {
      Tensor z = output();
      Tensor u = torch.zeros_like(z).requires_grad_(true);
      Tensor slope = against(Derivatives.vectorJacobian(z, u, true, leaves), direction);
      return slope == null ? torch.zeros_like(z) : Derivatives.of(slope, u, false);
    }
  }

  /**
   * R{∂⟨Z, D⟩/∂(a, w)} along a direction with D held: the Hessian of ⟨Z, D⟩ times the direction.
   */
  Tensor[] curvature(Tensor d, Tensor... direction) {
    try (AutoGradMode on = new AutoGradMode(true)) {
      Tensor slope =
          against(Derivatives.vectorJacobian(output(), d.detach(), true, leaves), direction);
      Tensor[] found = new Tensor[leaves.length];
      if (slope != null && slope.requires_grad()) {
        found = Derivatives.vectorJacobian(slope, null, false, leaves);
      }
      return defined(found);
    }
  }

  /** Zeros where nothing depends on a leaf. */
  private Tensor[] defined(Tensor[] found) {
    for (int i = 0; i < found.length; i++) {
      found[i] = found[i] == null || !found[i].defined() ? torch.zeros_like(leaves[i]) : found[i];
    }
    return found;
  }

  private static Tensor against(Tensor[] gradients, Tensor[] direction) {
    Tensor sum = null;
    for (int i = 0; i < direction.length; i++) {
      if (direction[i] != null && gradients[i].defined()) {
        sum = Passage.sum(sum, gradients[i].mul(direction[i].detach()).sum());
      }
    }
    return sum;
  }
}
