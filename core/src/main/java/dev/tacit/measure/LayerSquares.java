package dev.tacit.measure;

import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** ‖g‖² of each layer's part of one gradient after another. */
final class LayerSquares implements AutoCloseable {
  private final long[] ends; // where layers end in w
  private final Tensor squares; // [L]
  private final Tensor[] square; // squares[l], 0-dimensional
  private final HostCopy host;
  private final Tensor[] layers; // of the gradient that was looked at last
  private Tensor gradient;

  LayerSquares(EmpiricalRisk risk) {
    ends = risk.network().layerEnds();
    square = new Tensor[ends.length];
    layers = new Tensor[ends.length];
    try (PointerScope scope = new PointerScope()) {
      squares = Vectors.keep(torch.zeros(new long[] {ends.length}, risk.placement().options()));
      for (int layer = 0; layer < square.length; layer++) {
        square[layer] = Vectors.keep(squares.select(0, layer));
      }
    }
    host = new HostCopy(squares);
  }

  /**
   * Fills in one number a layer.
   *
   * @param gradient shape [p]
   */
  @SuppressWarnings("ReferenceEquality") // another tensor may take a closed one's address
  void of(Tensor gradient, double[] target) {
    if (gradient != this.gradient) {
      bind(gradient);
    }
    for (int layer = 0; layer < layers.length; layer++) {
      torch.dot_out(square[layer], layers[layer], layers[layer]);
    }
    System.arraycopy(host.read(), 0, target, 0, target.length);
  }

  /** Cuts a gradient into layers. */
  private void bind(Tensor gradient) {
    this.gradient = gradient;
    try (PointerScope scope = new PointerScope()) {
      long from = 0;
      for (int layer = 0; layer < layers.length; layer++) {
        if (layers[layer] != null) {
          layers[layer].close();
        }
        layers[layer] = Vectors.keep(gradient.narrow(0, from, ends[layer] - from));
        from = ends[layer];
      }
    }
  }

  @Override
  public void close() {
    for (Tensor[] views : new Tensor[][] {square, layers}) {
      for (Tensor view : views) {
        if (view != null) {
          view.close();
        }
      }
    }
    squares.close();
  }
}
