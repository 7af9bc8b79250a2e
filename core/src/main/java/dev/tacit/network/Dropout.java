package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * While training, each number is set to 0 with probability p and otherwise divided by 1-p, so that
 * its mean stays what it is (N. Srivastava et al., JMLR 15, 2014, 1929-1958; scaled while training
 * as is usual today). Which ones are dropped is drawn anew for every step and example ({@link
 * Masks}). Everywhere else, in evaluation and in everything that is measured, it is the identity.
 *
 * @param rate p
 */
public record Dropout(double rate) implements Layer {

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("a dropout rate must be in [0, 1), found " + rate);
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return a;
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return a;
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return Optional.empty();
  }

  @Override
  public Layer dropping(Masks masks) {
    return rate == 0 ? this : new Dropped(rate, masks.newLayer(), masks);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) ->
        new PlainPassage(a, overwrite) {
          @Override
          Tensor pullBack(Tensor d) {
            return d;
          }

          @Override
          Tensor push(Tensor ra) {
            return ra;
          }
        };
  }

  @Override
  public String toString() {
    return "dropout " + rate;
  }
}
