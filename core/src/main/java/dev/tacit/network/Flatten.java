package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Every example as one vector, in row-major order. */
public record Flatten() implements Layer {

  @Override
  public Shape output(Shape input) {
    return Shape.of(input.size());
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return a.flatten(1, -1);
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return express(squares, a);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return Optional.empty();
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) ->
        new PlainPassage(a.flatten(1, -1), false) {
          @Override
          Tensor pullBack(Tensor d) {
            return d.reshape(input.batch(d.size(0)));
          }

          @Override
          Tensor push(Tensor ra) {
            return ra.flatten(1, -1);
          }
        };
  }

  @Override
  public String toString() {
    return "flatten";
  }
}
