package dev.tacit.objective;

import dev.tacit.tensor.Placement;
import org.bytedeco.pytorch.Tensor;

/**
 * A differentiable function C(w) of one flat vector w, shape [p].
 *
 * <p>Everything in Tacit that is not about a network (optimizers, flows, curvature) sees the world
 * through this interface. An implementation neither changes w nor keeps a reference to it, gives
 * the same bits for the same w, and leaves no tensor open.
 */
public interface Objective {

  /** The number of parameters p. */
  long dimension();

  /** The precision and device that every vector passed here must have. */
  Placement placement();

  /** C(w). */
  double value(Tensor w);

  /**
   * C(w) and its gradient.
   *
   * @param w the point, shape [p]
   * @param gradient overwritten with ∇C(w), shape [p]
   * @return C(w)
   */
  double gradient(Tensor w, Tensor gradient);

  /**
   * The exact Hessian-vector product ∇²C(w) v. For piecewise smooth functions (ReLU) this is the
   * product with the Hessian of the smooth piece that holds w.
   *
   * @param w the point, shape [p]
   * @param v the direction, shape [p]
   * @param product overwritten with ∇²C(w) v, shape [p]; may not be v itself
   */
  void hessianVector(Tensor w, Tensor v, Tensor product);

  /**
   * ∇²C(w) for many products at one w. Its products are those of {@link #hessianVector}, to the
   * bit; an objective may keep what they share. The caller closes it.
   *
   * @param w the point, shape [p]; must neither change nor be closed while the operator lives
   */
  default LinearOperator hessian(Tensor w) {
    Objective objective = this;
    return new LinearOperator() {
      @Override
      public long dimension() {
        return objective.dimension();
      }

      @Override
      public Placement placement() {
        return objective.placement();
      }

      @Override
      public void apply(Tensor v, Tensor product) {
        objective.hessianVector(w, v, product);
      }
    };
  }
}
