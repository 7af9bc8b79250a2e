package dev.tacit.network;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Shape;
import java.util.List;

/** A network that is layers one after the other. */
public final class Sequential implements Network {
  private final String name;
  private final Shape input;
  private final Chain body;
  private final List<Unit> units;
  private final ParameterLayout layout;
  private final int outputs;

  /**
   * @param name in words, as in {@code lenet5}
   * @param input the shape of an example
   * @throws IllegalArgumentException if a layer does not fit its input, or the last one's output is
   *     no vector, or there is nothing to train
   */
  public Sequential(String name, Shape input, List<Layer> layers) {
    this.name = name;
    this.input = input;
    body = new Chain(layers);
    Shape output = body.output(input);
    if (output.extents().size() != 1) {
      throw new IllegalArgumentException(
          "a network's outputs are a vector, found " + output + "; flatten it");
    }
    outputs = output.size();
    units = body.units(input);
    if (units.isEmpty()) {
      throw new IllegalArgumentException("a network needs a layer with parameters");
    }
    layout = layout(units);
  }

  static ParameterLayout layout(List<Unit> units) {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    for (int i = 0; i < units.size(); i++) {
      for (Unit.Slot slot : units.get(i).slots()) {
        builder.add("layer" + (i + 1) + "." + slot.name(), slot.role(), slot.extents());
      }
    }
    return builder.build();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public Layer body() {
    return body;
  }

  /** The layers, the first taking the input. */
  public List<Layer> layers() {
    return body.layers();
  }

  @Override
  public List<Unit> units() {
    return units;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public Network evaluating(Buffers buffers) {
    return with(body.evaluating(buffers.pairs().iterator()));
  }

  @Override
  public Network dropping(Masks masks) {
    return with(body.dropping(masks));
  }

  private Network with(Chain other) {
    return other.equals(body) ? this : new Sequential(name, input, other.layers());
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sequential that && input.equals(that.input) && body.equals(that.body);
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + body.hashCode();
  }

  /** The name and what it takes. */
  @Override
  public String toString() {
    return name + " on " + input + ": " + body;
  }
}
