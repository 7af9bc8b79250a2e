package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.function.Consumer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean of each window of a channel.
 *
 * @param kernel the window's side
 * @param stride in both directions
 */
public record AveragePool(int kernel, int stride) implements Layer {
  private static final long[] NONE = {0, 0};

  /** Checks the numbers. */
  public AveragePool {
    if (kernel < 1 || stride < 1) {
      throw new IllegalArgumentException("pooling needs a window and a stride of at least 1");
    }
  }

  /** Windows side by side. */
  public static AveragePool of(int kernel) {
    return new AveragePool(kernel, kernel);
  }

  @Override
  public Shape output(Shape input) {
    Windows.image("average pooling", input);
    return Windows.output("average pooling", input, input.extent(0), kernel, stride, 0);
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return torch.avg_pool2d(
        a, Windows.both(kernel), Windows.both(stride), NONE, false, true, new LongOptional());
  }

  /** A mean is a sum with weights 1/k², whose squares are 1/k⁴. */
  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return express(squares, a).div(new Scalar((double) kernel * kernel));
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) -> new Pooled(a, express(new Tensor[0], a));
  }

  @Override
  public String toString() {
    return "average-pool " + kernel + (stride == kernel ? "" : " stride " + stride);
  }

  private final class Pooled extends PlainPassage {
    private final Tensor a; // for its shape

    Pooled(Tensor a, Tensor output) {
      super(output, true);
      this.a = a;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return torch.avg_pool2d_backward(
          d, a, Windows.both(kernel), Windows.both(stride), NONE, false, true, new LongOptional());
    }

    @Override
    Tensor push(Tensor ra) {
      return express(new Tensor[0], ra);
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      super.tensors(each);
      each.accept(a);
    }
  }
}
