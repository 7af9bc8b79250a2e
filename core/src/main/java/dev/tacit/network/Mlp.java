package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A fully connected network, f(x, w) = W_L φ(… φ(W_1 x + b_1) …) + b_L: dense layers with one
 * activation between them and none after the last.
 *
 * @param widths the number of units from the input to the output, as in (784, 256, 256, 10); one
 *     more than there are weight layers
 * @param activation φ
 * @param bias whether layers have biases
 */
public record Mlp(List<Integer> widths, Activation activation, boolean bias) implements Network {

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

  @Override
  public Shape input() {
    return Shape.of(widths.get(0));
  }

  @Override
  public Chain body() {
    List<Layer> layers = new ArrayList<>();
    for (int layer = 1; layer < widths.size(); layer++) {
      layers.add(new Dense(widths.get(layer), bias));
      if (layer + 1 < widths.size()) {
        layers.add(new Activate(activation));
      }
    }
    return new Chain(layers);
  }

  @Override
  public List<Unit> units() {
    return body().units(input());
  }

  @Override
  public ParameterLayout layout() {
    return Sequential.layout(units());
  }

  @Override
  public int depth() {
    return widths.size() - 1;
  }

  @Override
  public int inputs() {
    return widths.get(0);
  }

  @Override
  public int outputs() {
    return widths.get(depth());
  }

  /** The widths as a file writes them, as in {@code 784-256-10}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    widths.forEach(width -> parts.add(Integer.toString(width)));
    return "mlp " + String.join("-", parts) + " " + activation + (bias ? "" : " without biases");
  }
}
