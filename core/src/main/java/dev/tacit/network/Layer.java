package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A part of a network that owns its algebra: what it makes of its input, and every product of its
 * gradients that a measurement may ask for.
 *
 * <p>It is given twice. {@link #express} is the function itself, for LibTorch to differentiate as
 * often as wanted: the witness. {@link #bind} gives the kernels of training and measuring, which
 * build no graph.
 */
public interface Layer {

  /** What some measurements need of every layer. */
  enum Ability {
    /** An example's gradient does not depend on the other examples of its batch. */
    SINGLE_EXAMPLES,
    /** A batch may go through in blocks of its examples. */
    BLOCKS,
    /** A sum over paths, as the path norm wants it. */
    PATHS,
    /** Its input and output are vectors and it is linear in the matrix between them. */
    RELATIVE_FLATNESS,
    /** It is known which parameters make which layer, and what the layer does. */
    LAYERS,
    /** Its output can be differentiated twice. */
    SECOND_DERIVATIVES
  }

  /**
   * The shape of an output.
   *
   * @throws IllegalArgumentException if the layer does not fit, saying what it wants and what it is
   *     given
   */
  Shape output(Shape input);

  /** The layers in here that have parameters, in the order of the forward pass. */
  default List<Unit> units(Shape input) {
    return List.of();
  }

  /**
   * The function, differentiable twice.
   *
   * @param w the slices of {@link #units}, one after the other, each in its own shape
   * @param a shape [n, input…]
   * @return shape [n, output…]
   */
  Tensor express(Tensor[] w, Tensor a);

  /**
   * The layer with its parameters, ready for pass after pass.
   *
   * @param input of one example
   * @param w hands out the slices of {@link #units} in order; they must outlive what is made here
   */
  Bound bind(Shape input, Slices.Cursor w);

  /** Why this layer stands in the way of a measurement; empty if it does not. */
  default Optional<String> lacks(Ability ability) {
    return ability == Ability.RELATIVE_FLATNESS
        ? Optional.of("relative flatness is defined for dense layers, and " + this + " is none")
        : Optional.empty();
  }

  /**
   * The layer as it is evaluated when training is over; itself if that is no difference.
   *
   * @param moments running means and variances of the batch normalisations in here, in the order of
   *     the forward pass; must outlive what is made here
   */
  default Layer evaluating(Iterator<Tensor[]> moments) {
    return this;
  }

  /**
   * The layer as it trains, which may draw at random; itself if that is no difference.
   *
   * @param masks numbers the dropouts in here in the order of the forward pass and draws for them;
   *     must outlive what is made here
   */
  default Layer dropping(Masks masks) {
    return this;
  }

  /** About how many numbers a block keeps for one example, for products of second order. */
  default long numbersPerExample(Shape input) {
    return 2L * output(input).size();
  }

  /** Whether the output is a piecewise linear function of the input at fixed parameters. */
  default boolean isPiecewiseLinear() {
    return false;
  }

  /**
   * The sum over paths with squared weights, on the way of a path norm.
   *
   * @param squares the slices of {@link #units}, each element squared
   * @param a shape [1, input…], not negative
   * @throws UnsupportedOperationException if {@link #lacks} {@link Ability#PATHS}
   */
  default Tensor paths(Tensor[] squares, Tensor a) {
    throw new UnsupportedOperationException(lacks(Ability.PATHS).orElse("no paths in " + this));
  }

  /** A layer bound to its parameters. Not for use by several threads at once. */
  interface Bound extends AutoCloseable {
    /**
     * Sends a block of examples through, outside autograd.
     *
     * @param a shape [n, input…]
     * @param overwrite whether the memory of a may be used for the output
     */
    Passage forward(Tensor a, boolean overwrite);

    @Override
    default void close() {}
  }
}
