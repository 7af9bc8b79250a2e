package dev.tacit.network;

import dev.tacit.tensor.Shape;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** The mean of each channel of an image. */
public record GlobalAverage() implements Layer {
  private static final long[] OVER_PLACES = {2, 3};

  @Override
  public Shape output(Shape input) {
    Windows.image("a global average", input);
    return Shape.of(input.extent(0));
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return a.mean(OVER_PLACES, false, new ScalarTypeOptional());
  }

  /** A mean of T numbers is a sum with weights 1/T, whose squares are 1/T². */
  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return express(squares, a).div(new Scalar((double) (a.size(2) * a.size(3))));
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) -> {
      Tensor output = express(new Tensor[0], a);
      double places = (double) input.extent(1) * input.extent(2);
      return new PlainPassage(output, true) {
        @Override
        Tensor pullBack(Tensor d) {
          return d.div(new Scalar(places))
              .unsqueeze(2)
              .unsqueeze(3)
              .expand(input.batch(d.size(0)))
              .contiguous();
        }

        @Override
        Tensor push(Tensor ra) {
          return express(new Tensor[0], ra);
        }
      };
    };
  }

  @Override
  public String toString() {
    return "global-average";
  }
}
