package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * A layer without parameters that is given by its function alone, as {@link ExpressedLayer} is one
 * with: a new activation, say. An example's output must depend on that example alone.
 */
public interface ExpressedFunction extends Layer {

  /**
   * The function, differentiable twice.
   *
   * @param a shape [n, input…]
   * @return shape [n, output…]
   */
  Tensor express(Tensor a);

  @Override
  default Tensor express(Tensor[] w, Tensor a) {
    return express(a);
  }

  @Override
  default Optional<String> lacks(Ability ability) {
    return ability == Ability.PATHS
        ? Optional.of("the path norm is not defined with " + this)
        : Optional.empty();
  }

  @Override
  default Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) -> new FunctionPassage(this, a);
  }

  /** A block on its way through. */
  final class FunctionPassage extends PlainPassage {
    private final Layer function;
    private final Tensor a;
    private Tensor d; // D, once linearised

    private FunctionPassage(ExpressedFunction function, Tensor a) {
      super(function.express(a), false);
      this.function = function;
      this.a = a;
    }

    private Autograd autograd() {
      return new Autograd(function, new Tensor[0], a);
    }

    @Override
    Tensor pullBack(Tensor d) {
      return autograd().gradients(d)[0];
    }

    @Override
    Tensor push(Tensor ra) {
      return autograd().tangent(ra);
    }

    @Override
    Tensor linearise(Tensor d, boolean toInput) {
      this.d = d;
      return super.linearise(d, toInput);
    }

    @Override
    Tensor moveBack(Tensor rd, Motion motion, Tensor[][] v, Tensor[][] sum, boolean toInput) {
      Tensor pulled = super.moveBack(rd, motion, v, sum, toInput);
      return pulled == null || motion.input() == null
          ? pulled
          : pulled.add(autograd().curvature(d, motion.input())[0]);
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      super.tensors(each);
      if (d != null) {
        each.accept(d);
      }
    }
  }
}
