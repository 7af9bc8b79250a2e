package dev.tacit.network;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One network bound to one parameter vector: the forward and backward pass of training, layer by
 * layer, without building a graph.
 *
 * <p>For layer l with input A_l [n, in], output gradient D_l = ∂ℓ/∂Z_l [n, out],
 *
 * <pre>
 *   Z_l = A_l W_lᵀ + b_l      D_{l-1} = (D_l W_l) ⊙ φ'(Z_{l-1})
 *   ∂ℓ/∂W_l = D_lᵀ A_l        ∂ℓ/∂b_l = D_lᵀ 1
 * </pre>
 *
 * What a caller wants of (A_l, D_l) it says with a {@link Visitor}: training writes the weight
 * gradients into views of one flat vector; measurements form products of their own and never see a
 * weight gradient. Autograd ({@link Mlp#forward}) gives the same numbers slower: its views and
 * accumulations cost 15 % of an epoch (docs/decisions.md).
 *
 * <p>The views share w's memory: an optimizer's step on w is seen by the next pass. Not for use by
 * several threads at once.
 */
public final class Backpropagation implements AutoCloseable {

  /** What happens with a layer's input and output gradient on the way back. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called once a layer, last layer first, outside autograd.
     *
     * @param layer counting from 0
     * @param input A_l, shape [n, in]
     * @param outputGradient D_l, shape [n, out]
     */
    void visit(int layer, Tensor input, Tensor outputGradient);
  }

  /** What one forward pass leaves behind; its tensors belong to the scope around it. */
  public static final class Trace {
    private final Tensor[] inputs; // A_l, each [n, in]
    private final Tensor[] preActivations; // Z_l, each [n, out]; φ(Z_l) where φ overwrites
    private final Tensor outputs;

    private Trace(Tensor[] inputs, Tensor[] preActivations, Tensor outputs) {
      this.inputs = inputs;
      this.preActivations = preActivations;
      this.outputs = outputs;
    }

    /** f(x, w), shape [n, outputs]. */
    public Tensor outputs() {
      return outputs;
    }

    /** A_l, the input of a dense layer, counting from 0; shape [n, in]. */
    public Tensor input(int layer) {
      return inputs[layer];
    }

    /** Z_l, shape [n, out]; φ(Z_l) where φ overwrites. */
    Tensor preActivation(int layer) {
      return preActivations[layer];
    }
  }

  private final Mlp network;
  private final LayerViews w;

  /**
   * @param network the function
   * @param w its parameters, shape [p], contiguous; must outlive this object
   */
  public Backpropagation(Mlp network, Tensor w) {
    this.network = network;
    this.w = new LayerViews(network, w);
  }

  /** The network this is bound to. */
  public Mlp network() {
    return network;
  }

  /**
   * f(x, w), with everything the way back needs. Call inside a {@link PointerScope}.
   *
   * @param x shape [n, inputs]
   */
  public Trace forward(Tensor x) {
    try (NoGradGuard guard = new NoGradGuard()) {
      int depth = network.depth();
      Tensor[] inputs = new Tensor[depth];
      Tensor[] preActivations = new Tensor[depth];
      Tensor a = x;
      for (int layer = 0; layer < depth; layer++) {
        inputs[layer] = a;
        Tensor z =
            w.hasBiases()
                ? torch.addmm(w.bias(layer), a, w.transposed(layer))
                : torch.mm(a, w.transposed(layer));
        preActivations[layer] = z;
        a = layer + 1 < depth ? network.activation().overwrite(z) : z;
      }
      return new Trace(inputs, preActivations, a);
    }
  }

  /**
   * Walks back from the output gradient to the first layer.
   *
   * @param trace of {@link #forward}; not changed
   * @param outputGradient ∂ℓ/∂f, shape [n, outputs]
   */
  public void backward(Trace trace, Tensor outputGradient, Visitor visitor) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor d = outputGradient;
      for (int layer = network.depth() - 1; layer >= 0; layer--) {
        visitor.visit(layer, trace.inputs[layer], d);
        if (layer > 0) {
          d =
              network
                  .activation()
                  .pullBack(
                      torch.mm(d, w.weight(layer)),
                      trace.preActivations[layer - 1],
                      trace.inputs[layer]);
        }
      }
    }
  }

  /** W_l and b_l. */
  LayerViews parameters() {
    return w;
  }

  @Override
  public void close() {
    w.close();
  }
}
