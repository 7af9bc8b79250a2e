package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A fully connected network, f(x, w) = W_L φ(… φ(W_1 x + b_1) …) + b_L: dense layers with one
 * activation between them and none after the last.
 *
 * @param widths the number of units from the input to the output, as in (784, 256, 256, 10); one
 *     more than there are weight layers
 * @param activation φ
 * @param bias whether layers have biases
 */
public record Mlp(List<Integer> widths, Activation activation, boolean bias) {

  /** Checks and copies the widths. */
  public Mlp {
    widths = List.copyOf(widths);
    if (widths.size() < 2) {
      throw new IllegalArgumentException(
          "a network needs an input and an output width, found " + widths);
    }
    for (int width : widths) {
      if (!(width >= 1)) {
        throw new IllegalArgumentException("widths must be at least 1, found " + widths);
      }
    }
  }

  /** The number of weight layers L. */
  public int depth() {
    return widths.size() - 1;
  }

  /** The length of an input x. */
  public int inputs() {
    return widths.get(0);
  }

  /** The length of an output f(x, w). */
  public int outputs() {
    return widths.get(depth());
  }

  /** Slices {@code layer1.weight} [out, in], {@code layer1.bias} [out], … in this order. */
  public ParameterLayout layout() {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    for (int layer = 1; layer <= depth(); layer++) {
      builder.add("layer" + layer + ".weight", widths.get(layer), widths.get(layer - 1));
      if (bias) {
        builder.add("layer" + layer + ".bias", widths.get(layer));
      }
    }
    return builder.build();
  }

  /**
   * f(x, w) for a block of inputs, as an expression that LibTorch can differentiate twice.
   *
   * @param w shape [p]
   * @param x shape [n, inputs]
   * @return shape [n, outputs]
   */
  public Tensor forward(Tensor w, Tensor x) {
    return forwardFrom(0, w, x);
  }

  /**
   * The upper part of the network, from the input of a dense layer to the outputs, differentiable
   * twice.
   *
   * @param first that layer, counting from 0
   * @param w shape [p]
   * @param input A of that layer, shape [n, in]
   * @return shape [n, outputs]
   */
  public Tensor forwardFrom(int first, Tensor w, Tensor input) {
    Tensor[] parameters = layout().split(w);
    Tensor a = input;
    for (int layer = first; layer < depth(); layer++) {
      Tensor z = torch.linear(a, weight(parameters, layer), bias(parameters, layer));
      a = layer + 1 < depth() ? activation.apply(z) : z;
    }
    return a;
  }

  public Tensor weight(Tensor[] parameters, int layer) {
    return parameters[bias ? 2 * layer : layer];
  }

  private TensorOptional bias(Tensor[] parameters, int layer) {
    return bias ? new TensorOptional(parameters[2 * layer + 1]) : new TensorOptional();
  }

  /** The widths as a file writes them, as in {@code 784-256-10}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    widths.forEach(width -> parts.add(Integer.toString(width)));
    return "mlp " + String.join("-", parts) + " " + activation + (bias ? "" : " without biases");
  }
}
