package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * a C(w).
 *
 * @param inner C
 * @param factor a
 */
record ScaledObjective(Objective inner, double factor) implements Objective {

  @Override
  public long dimension() {
    return inner.dimension();
  }

  @Override
  public Placement placement() {
    return inner.placement();
  }

  @Override
  public double value(Tensor w) {
    return factor * inner.value(w);
  }

  @Override
  public double gradient(Tensor w, Tensor gradient) {
    double value = factor * inner.gradient(w, gradient);
    scale(gradient);
    return value;
  }

  @Override
  public void hessianVector(Tensor w, Tensor v, Tensor product) {
    inner.hessianVector(w, v, product);
    scale(product);
  }

  private void scale(Tensor vector) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      vector.mul_(new Scalar(factor));
    }
  }
}
