package dev.tacit.model;

import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes weight gradients straight into views of one flat vector: ∂ℓ/∂W_l = D_lᵀ A_l and ∂ℓ/∂b_l =
 * D_lᵀ 1, either in place of what was there or added to it.
 */
public final class WeightGradients implements Backpropagation.Visitor, AutoCloseable {
  private final boolean bias;
  private final Tensor[] weights; // [out, in] each
  private final Tensor[] biases; // [out] each
  private boolean accumulate;

  /**
   * @param network whose layout the gradient has
   * @param gradient shape [p], contiguous; must outlive this object
   */
  public WeightGradients(Mlp network, Tensor gradient) {
    bias = network.bias();
    weights = new Tensor[network.depth()];
    biases = new Tensor[bias ? network.depth() : 0];
    try (PointerScope scope = new PointerScope()) {
      Tensor[] slices = network.layout().split(gradient.detach());
      for (int layer = 0; layer < weights.length; layer++) {
        weights[layer] = Vectors.keep(network.weight(slices, layer));
        if (bias) {
          biases[layer] = Vectors.keep(slices[2 * layer + 1]);
        }
      }
    }
  }

  /** Whether the next pass adds to the gradient (true) or replaces it (false, the default). */
  public WeightGradients accumulate(boolean add) {
    accumulate = add;
    return this;
  }

  @Override
  public void visit(int layer, Tensor input, Tensor outputGradient) {
    if (accumulate) {
      weights[layer].addmm_(outputGradient.t(), input, new Scalar(1.0), new Scalar(1.0));
      if (bias) {
        biases[layer].add_(outputGradient.sum(0));
      }
    } else {
      torch.mm_out(weights[layer], outputGradient.t(), input);
      if (bias) {
        torch.sum_out(
            biases[layer], outputGradient, SUM_OVER_EXAMPLES, false, new ScalarTypeOptional());
      }
    }
  }

  private static final long[] SUM_OVER_EXAMPLES = {0};

  @Override
  public void close() {
    for (Tensor view : weights) {
      view.close();
    }
    for (Tensor view : biases) {
      view.close();
    }
  }
}
