package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * An elementwise function, a = φ(z).
 *
 * @param function φ
 */
public record Activate(Activation function) implements Layer {

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return function.apply(a);
  }

  /** What is not negative passes: paths are counted as if φ were the identity. */
  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return a;
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return Optional.empty();
  }

  @Override
  public boolean isPiecewiseLinear() {
    return function.isPiecewiseLinear();
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (z, overwrite) -> {
      Tensor a = overwrite ? function.overwrite(z) : function.apply(z);
      return new Activated(function, z, a);
    };
  }

  @Override
  public String toString() {
    return function.toString();
  }

  private static final class Activated extends PlainPassage {
    private final Activation function;
    private final Tensor z; // φ(z) where φ overwrites
    private final Tensor a;

    Activated(Activation function, Tensor z, Tensor a) {
      super(a, false);
      this.function = function;
      this.z = z;
      this.a = a;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return function.pullBack(d, z, a);
    }

    @Override
    Tensor push(Tensor ra) {
      return function.pullBack(ra, z, a);
    }

    @Override
    Tensor bend(Tensor d) {
      Tensor second = function.secondDerivative(z, a);
      return second == null ? null : second.mul_(d);
    }
  }
}
