package dev.tacit.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * One network bound to one parameter vector: the forward and backward pass of training, layer by
 * layer, without building a graph.
 *
 * <p>What a caller wants of a layer's input and output gradient it says with a {@link
 * Passage.Visitor}, and the layer does it: training writes weight gradients into views of one flat
 * vector; measurements ask for products and never see a weight gradient. Autograd ({@link
 * Network#express}) gives the same numbers slower: its views and accumulations cost 15 % of an
 * epoch of a fully connected network (docs/decisions.md).
 *
 * <p>The views share w's memory: an optimizer's step on w is seen by the next pass. Not for use by
 * several threads at once.
 */
public final class Backpropagation implements AutoCloseable {

  /** What one forward pass leaves behind; its tensors belong to the scope around it. */
  public static final class Trace {
    private final Passage passage;

    private Trace(Passage passage) {
      this.passage = passage;
    }

    /** f(x, w), shape [n, outputs]. */
    public Tensor outputs() {
      return passage.output();
    }

    /** The passages through layers with parameters, first layer first. */
    public List<WeightedPassage> layers() {
      List<WeightedPassage> layers = new ArrayList<>();
      passage.weighted(layers::add);
      return layers;
    }

    Passage passage() {
      return passage;
    }
  }

  private final Network network;
  private final Slices w;
  private final Layer.Bound body;

  /**
   * @param network the function
   * @param w its parameters, shape [p], contiguous; must outlive this object
   */
  public Backpropagation(Network network, Tensor w) {
    this.network = network;
    this.w = new Slices(network, w);
    body = network.body().bind(network.input(), this.w.cursor());
  }

  /** The network this is bound to. */
  public Network network() {
    return network;
  }

  /** w, cut into layers; not to be closed. */
  public Slices parameters() {
    return w;
  }

  /**
   * f(x, w), with everything the way back needs. Call inside a {@link PointerScope}.
   *
   * @param x shape [n, inputs]; not changed
   */
  public Trace forward(Tensor x) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return new Trace(body.forward(network.shaped(x), false));
    }
  }

  /**
   * Walks back from the output gradient to the first layer.
   *
   * @param trace of {@link #forward}; not changed
   * @param outputGradient ∂ℓ/∂f, shape [n, outputs]
   */
  public void backward(Trace trace, Tensor outputGradient, Passage.Visitor visitor) {
    try (NoGradGuard guard = new NoGradGuard()) {
      trace.passage.backward(outputGradient, visitor, false);
    }
  }

  @Override
  public void close() {
    body.close();
    w.close();
  }
}
