package dev.tacit.network;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes weight gradients straight into views of one flat vector: ∂ℓ/∂W_l = D_lᵀ A_l and ∂ℓ/∂b_l =
 * D_lᵀ 1, either in place of what was there or added to it.
 */
public final class WeightGradients implements Backpropagation.Visitor, AutoCloseable {
  private final LayerViews gradient;
  private boolean accumulate;

  /**
   * @param network whose layout the gradient has
   * @param gradient shape [p], contiguous; must outlive this object
   */
  public WeightGradients(Mlp network, Tensor gradient) {
    this.gradient = new LayerViews(network, gradient);
  }

  /** Whether the next pass adds to the gradient (true) or replaces it (false, the default). */
  public WeightGradients accumulate(boolean add) {
    accumulate = add;
    return this;
  }

  @Override
  public void visit(int layer, Tensor input, Tensor outputGradient) {
    if (accumulate) {
      gradient.weight(layer).addmm_(outputGradient.t(), input, new Scalar(1.0), new Scalar(1.0));
      if (gradient.hasBiases()) {
        gradient.bias(layer).add_(outputGradient.sum(0));
      }
    } else {
      torch.mm_out(gradient.weight(layer), outputGradient.t(), input);
      if (gradient.hasBiases()) {
        torch.sum_out(
            gradient.bias(layer),
            outputGradient,
            SUM_OVER_EXAMPLES,
            false,
            new ScalarTypeOptional());
      }
    }
  }

  /** Adds D_lᵀ A_l to the weights of a layer and nothing to its biases. */
  void addToWeights(int layer, Tensor input, Tensor outputGradient) {
    gradient.weight(layer).addmm_(outputGradient.t(), input, new Scalar(1.0), new Scalar(1.0));
  }

  private static final long[] SUM_OVER_EXAMPLES = {0};

  @Override
  public void close() {
    gradient.close();
  }
}
