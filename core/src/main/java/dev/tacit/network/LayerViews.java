package dev.tacit.network;

import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights and biases of each layer as views into one flat vector; they share its memory, so
 * that what is written to one is seen through the other.
 */
final class LayerViews implements AutoCloseable {
  private final Tensor[] weights; // [out, in] each
  private final Tensor[] transposed; // [in, out] each
  private final Tensor[] biases; // [out] each; null without biases

  /**
   * @param network whose layout the vector has
   * @param flat shape [p], contiguous; must outlive this object
   */
  LayerViews(Mlp network, Tensor flat) {
    int depth = network.depth();
    weights = new Tensor[depth];
    transposed = new Tensor[depth];
    biases = network.bias() ? new Tensor[depth] : null;
    try (PointerScope scope = new PointerScope()) {
      Tensor[] slices = network.layout().split(flat.detach());
      for (int layer = 0; layer < depth; layer++) {
        weights[layer] = Vectors.keep(network.weight(slices, layer));
        transposed[layer] = Vectors.keep(weights[layer].t());
        if (biases != null) {
          biases[layer] = Vectors.keep(slices[2 * layer + 1]);
        }
      }
    }
  }

  /** Whether there are biases. */
  boolean hasBiases() {
    return biases != null;
  }

  /** [out, in]. */
  Tensor weight(int layer) {
    return weights[layer];
  }

  /** [in, out]. */
  Tensor transposed(int layer) {
    return transposed[layer];
  }

  /** [out]. */
  Tensor bias(int layer) {
    return biases[layer];
  }

  @Override
  public void close() {
    for (int layer = 0; layer < weights.length; layer++) {
      transposed[layer].close();
      weights[layer].close();
      if (biases != null) {
        biases[layer].close();
      }
    }
  }
}
