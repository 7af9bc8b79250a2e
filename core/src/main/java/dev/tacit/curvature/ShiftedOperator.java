package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * M + cI, as the Hessian of a loss with the term (c/2)‖w‖².
 *
 * @param operator M; not closed with this
 * @param shift c
 */
public record ShiftedOperator(LinearOperator operator, double shift) implements LinearOperator {

  @Override
  public long dimension() {
    return operator.dimension();
  }

  @Override
  public Placement placement() {
    return operator.placement();
  }

  @Override
  public void apply(Tensor v, Tensor product) {
    operator.apply(v, product);
    if (shift != 0) {
      try (NoGradGuard guard = new NoGradGuard()) {
        product.add_(v, new Scalar(shift));
      }
    }
  }
}
