package dev.tacit.network;

import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A passage through a layer without parameters. */
abstract class PlainPassage extends Passage {
  private final Tensor output;
  private final boolean free;
  private Tensor bend; // the second derivative against D, elementwise; null where zero

  PlainPassage(Tensor output, boolean free) {
    this.output = output;
    this.free = free;
  }

  /** ∂ℓ/∂A from ∂ℓ/∂Z; may be the same tensor, which is not changed. */
  abstract Tensor pullBack(Tensor d);

  /** R{Z} from R{A}. */
  abstract Tensor push(Tensor ra);

  /** For elementwise functions: φ'' ⊙ d, fresh; null where it is zero everywhere. */
  Tensor bend(Tensor d) {
    return null;
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  boolean outputIsFree() {
    return free;
  }

  @Override
  Tensor backward(Tensor d, Visitor visitor, boolean toInput) {
    return toInput ? pullBack(d) : null;
  }

  @Override
  Tensor linearise(Tensor d, boolean toInput) {
    if (!toInput) {
      return null;
    }
    Tensor pulled = pullBack(d);
    bend = bend(d);
    return pulled;
  }

  @Override
  Motion move(Tensor ra, Tensor[][] v) {
    return new Motion(ra, ra == null ? null : push(ra), null);
  }

  @Override
  Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput) {
    if (!toInput) {
      return null;
    }
    Tensor pulled = pullBack(rd);
    if (bend != null && motion.input() != null) {
      pulled.addcmul_(bend, motion.input(), new Scalar(1.0));
    }
    return pulled;
  }

  @Override
  void weighted(Consumer<WeightedPassage> each) {}

  @Override
  void tensors(Consumer<Tensor> each) {
    each.accept(output);
    if (bend != null) {
      each.accept(bend);
    }
  }
}
