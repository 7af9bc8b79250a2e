package dev.tacit.network;

import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * One block of examples gone through one layer: the output, what the way back needs, and the
 * derivatives along a direction v in parameter space, R{·} = d/dt at w + tv (B. A. Pearlmutter,
 * Neural Computation 6, 1994). Its tensors belong to the scope it was made in. Everything here is
 * called outside autograd.
 */
public abstract class Passage {

  /** What happens with a layer that has parameters, on the way back. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called once a layer with parameters, last layer first, outside autograd.
     *
     * @param layer counting layers with parameters from 0
     * @param passage knows the layer's input A and its algebra
     * @param outputGradient D = ∂ℓ/∂Z, shape [n, output…]
     */
    void visit(int layer, WeightedPassage passage, Tensor outputGradient);
  }

  /**
   * How a passage moves along a direction.
   *
   * @param input R{A}, null where the input does not move
   * @param output R{Z}, null where nothing moves
   * @param inner of the layers inside
   */
  @SuppressWarnings("ArrayRecordComponent") // made here, never compared
  record Motion(Tensor input, Tensor output, Motion[] inner) {}

  /** Z, shape [n, output…]. */
  public abstract Tensor output();

  /** Whether the next layer may write over the output: nobody here needs it again. */
  abstract boolean outputIsFree();

  /**
   * From the output's gradient to the input's.
   *
   * @param d ∂ℓ/∂Z; not changed
   * @param toInput whether ∂ℓ/∂A is wanted; else null comes back
   */
  abstract Tensor backward(Tensor d, Visitor visitor, boolean toInput);

  /** The same without a visitor, remembering what {@link #moveBack} needs of it. */
  abstract Tensor linearise(Tensor d, boolean toInput);

  /**
   * R{Z} along v.
   *
   * @param ra R{A}, or null for zero; may be overwritten
   * @param v slices by layer with parameters
   */
  abstract Motion move(Tensor ra, Tensor[][] v);

  /**
   * R{∂ℓ/∂A}; adds R{∂ℓ/∂w} to a sum on the way. After {@link #linearise}.
   *
   * @param rd R{∂ℓ/∂Z}; not changed
   * @param motion along the same v
   * @param sum slices by layer with parameters
   */
  abstract Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput);

  /** The passages through layers with parameters, first layer first. */
  abstract void weighted(Consumer<WeightedPassage> each);

  /** What must be kept if this is to outlive its scope, beside the input. */
  abstract void tensors(Consumer<Tensor> each);

  /** a + b, where null stands for zero. */
  static Tensor sum(Tensor a, Tensor b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : a.add(b);
  }
}
