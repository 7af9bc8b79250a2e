package dev.tacit.training;

import dev.tacit.risk.EmpiricalRisk;
import org.bytedeco.pytorch.Tensor;

/**
 * What the steps of a training with penalties use again and again. Fresh vectors and views at every
 * step would cost a tenth of it; what nobody asks for is not made.
 */
final class Workspace implements AutoCloseable {
  private final EmpiricalRisk risk;
  private final Tensor w;
  private final LossGradient loss;
  private ProductSink products;
  private Elsewhere elsewhere;

  /**
   * @param w of training, shape [p]
   * @param gradient that {@link #loss} writes, shape [p]
   */
  Workspace(EmpiricalRisk risk, Tensor w, Tensor gradient) {
    this.risk = risk;
    this.w = w;
    loss = new LossGradient(risk, w, gradient);
  }

  /** The plain gradient at w. */
  LossGradient loss() {
    return loss;
  }

  /** Products with Hessians. */
  ProductSink products() {
    if (products == null) {
      products = new ProductSink(risk.network(), w);
    }
    return products;
  }

  /** Gradients at other places. */
  Elsewhere elsewhere() {
    if (elsewhere == null) {
      elsewhere = new Elsewhere(risk);
    }
    return elsewhere;
  }

  @Override
  public void close() {
    if (elsewhere != null) {
      elsewhere.close();
    }
    if (products != null) {
      products.close();
    }
    loss.close();
  }
}
