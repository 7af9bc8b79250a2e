package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A dropout as it trains: an elementwise product with the mask of the step.
 *
 * @param rate the share of numbers that are dropped
 * @param number of this dropout among those of its network, from 1
 * @param masks the steps' masks
 */
record Dropped(double rate, int number, Masks masks) implements Layer {

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return a.mul(masks.of(number, rate, a));
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return ability == Ability.BLOCKS
        ? Optional.of("a step's masks are drawn for its batch as a whole")
        : Optional.empty();
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) -> {
      Tensor mask = masks.of(number, rate, a);
      return new PlainPassage(overwrite ? a.mul_(mask) : a.mul(mask), true) {
        @Override
        Tensor pullBack(Tensor d) {
          return d.mul(mask);
        }

        @Override
        Tensor push(Tensor ra) {
          return ra.mul(mask);
        }
      };
    };
  }

  @Override
  public String toString() {
    return "dropout " + rate;
  }
}
