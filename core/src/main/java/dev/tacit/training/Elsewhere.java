package dev.tacit.training;

import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Gradients of batches at other places than training's w, again and again. */
final class Elsewhere implements AutoCloseable {
  private final Tensor place; // [p]
  private final Tensor gradient; // [p]
  private final LossGradient loss; // bound to both

  Elsewhere(EmpiricalRisk risk) {
    place = Vectors.zeros(risk.dimension(), risk.placement());
    gradient = Vectors.zeros(risk.dimension(), risk.placement());
    loss = new LossGradient(risk, place, gradient);
  }

  /** ∇Ĉ_k there, shape [p], until the next call. */
  Tensor gradient(Tensor there, Partition partition, int k) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      place.copy_(there);
    }
    loss.compute(partition, k);
    return gradient;
  }

  @Override
  public void close() {
    loss.close();
    gradient.close();
    place.close();
  }
}
