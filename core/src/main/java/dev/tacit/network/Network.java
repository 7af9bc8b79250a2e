package dev.tacit.network;

import dev.tacit.network.Layer.Ability;
import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A pure function f(x, w) of an example x and a flat vector w of all parameters. Its outputs are
 * vectors.
 */
public interface Network {

  /** The shape of an example. */
  Shape input();

  /** The function as a layer. */
  Layer body();

  /** Layers with parameters, in the order of the forward pass. */
  List<Unit> units();

  /** Slices {@code layer1.weight}, {@code layer1.bias}, …: the parameters of {@link #units}. */
  ParameterLayout layout();

  /** The length of an output f(x, w). */
  int outputs();

  /** Whether the first layer with parameters takes examples as they are. */
  default boolean takesDataFirst() {
    return body() instanceof Chain chain && chain.layers().get(0) instanceof ParametricLayer;
  }

  /** The number of layers with parameters. */
  default int depth() {
    return units().size();
  }

  /** The number of layers that measurements may speak of: 0 where they are not known. */
  default int knownLayers() {
    return lacks(Ability.LAYERS).isPresent() ? 0 : depth();
  }

  /** The length of an input x. */
  default int inputs() {
    return input().size();
  }

  /** Where each layer with parameters ends in w, all its slices together; the first begins at 0. */
  default long[] layerEnds() {
    long[] ends = new long[units().size()];
    long end = 0;
    for (int layer = 0; layer < ends.length; layer++) {
      for (Unit.Slot slot : units().get(layer).slots()) {
        end += Arrays.stream(slot.extents()).reduce(1, Math::multiplyExact);
      }
      ends[layer] = end;
    }
    return ends;
  }

  /**
   * Whether autograd is all there is of it, so that a product with the Hessian is cheapest through
   * one graph of the loss.
   */
  default boolean isExpressionAlone() {
    return false;
  }

  /** How many multiplications of a weight with a number one example's forward pass takes. */
  default long multiplications() {
    long sum = 0;
    for (Unit unit : units()) {
      int weight = unit.slot(Role.WEIGHT);
      if (weight >= 0) {
        long[] extents = unit.slots().get(weight).extents();
        long perOutput = Arrays.stream(extents).skip(1).reduce(1, (a, b) -> a * b);
        sum += perOutput * unit.layer().output(unit.input()).size();
      }
    }
    return sum;
  }

  /**
   * f(x, w) for a block of inputs, as an expression that LibTorch can differentiate twice.
   *
   * @param w shape [p]
   * @param x shape [n, inputs], rows in row-major order of {@link #input}
   * @return shape [n, outputs]
   */
  default Tensor express(Tensor w, Tensor x) {
    return body().express(layout().split(w), shaped(x));
  }

  /** A block of rows in the shape of an example; shares their memory. */
  default Tensor shaped(Tensor x) {
    return input().extents().size() == 1 ? x : x.view(input().batch(x.size(0)));
  }

  /**
   * The network as it is evaluated, with the same parameters and for each example its own output;
   * itself if training knows no other.
   *
   * @param buffers of this network, read at every pass; they must outlive what is made here
   */
  default Network evaluating(Buffers buffers) {
    return this;
  }

  /**
   * Makes buffers that were read with given weights part of the function, where they are: a module
   * of another program, evaluated with weights of its own training. Nothing for other networks,
   * which are {@link #evaluating} with them.
   *
   * @param buffers of this network
   */
  default void adopt(Buffers buffers) {}

  /**
   * The network as it trains, with the same parameters and its dropouts at work; itself if it has
   * none.
   *
   * @param masks fresh ones; they must outlive what is made here
   */
  default Network dropping(Masks masks) {
    return this;
  }

  /** Whether an example's loss depends on the others of its batch while training. */
  default boolean mixesExamples() {
    return lacks(Ability.SINGLE_EXAMPLES).isPresent();
  }

  /** Whether a batch may go through in blocks of its examples. */
  default boolean takesBlocks() {
    return lacks(Ability.BLOCKS).isEmpty();
  }

  /**
   * Refuses what looks at the gradients of single examples.
   *
   * @throws IllegalStateException if they have none of their own
   */
  default void requireSingleExamples() {
    lacks(Ability.SINGLE_EXAMPLES)
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
  }

  /** Why a measurement cannot be had of this network; empty if it can. */
  default Optional<String> lacks(Ability ability) {
    return body().lacks(ability);
  }
}
