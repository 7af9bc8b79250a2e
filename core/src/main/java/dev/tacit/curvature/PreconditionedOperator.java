package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * P^{-1/2} M P^{-1/2} for a positive diagonal P: symmetric, with the eigenvalues of P⁻¹M. An
 * infinite element of P counts as a coordinate that never moves.
 */
public final class PreconditionedOperator implements LinearOperator {
  private final LinearOperator operator;
  private final Tensor scale; // P^{-1/2}, [p]
  private final Tensor scaled; // [p]

  /**
   * @param operator M; not closed with this
   * @param preconditioner the diagonal of P, shape [p]; copied
   */
  public PreconditionedOperator(LinearOperator operator, Tensor preconditioner) {
    this.operator = operator;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      scale = Vectors.keep(preconditioner.rsqrt());
    }
    scaled = Vectors.zeros(operator.dimension(), operator.placement());
  }

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
    try (NoGradGuard guard = new NoGradGuard()) {
      scaled.copy_(v).mul_(scale);
      operator.apply(scaled, product);
      product.mul_(scale);
    }
  }

  @Override
  public void close() {
    scale.close();
    scaled.close();
  }
}
