package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The largest number in each window of a channel.
 *
 * @param kernel the window's side
 * @param stride in both directions
 * @param padding places on every side that are never the largest; at most half the window
 */
public record MaxPool(int kernel, int stride, int padding) implements Layer {
  private static final long[] ONE = {1, 1};

  /** Checks the numbers. */
  public MaxPool {
    if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel) {
      throw new IllegalArgumentException(
          "pooling needs a window and a stride of at least 1 and a padding of at most half the"
              + " window");
    }
  }

  /** Windows side by side. */
  public static MaxPool of(int kernel) {
    return new MaxPool(kernel, kernel, 0);
  }

  @Override
  public Shape output(Shape input) {
    Windows.image("max pooling", input);
    return Windows.output("max pooling", input, input.extent(0), kernel, stride, padding);
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return torch.max_pool2d(
        a, Windows.both(kernel), Windows.both(stride), Windows.both(padding), ONE, false);
  }

  @Override
  public Optional<String> lacks(Ability ability) {
    return ability == Ability.PATHS
        ? Optional.of("the path norm is a sum over paths, and max pooling takes one")
        : Layer.super.lacks(ability);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    return (a, overwrite) -> {
      T_TensorTensor_T found =
          torch.max_pool2d_with_indices(
              Windows.channelsLast(a),
              Windows.both(kernel),
              Windows.both(stride),
              Windows.both(padding),
              ONE,
              false);
      return new Pooled(a, Parts.first(found).contiguous(), Parts.second(found).contiguous());
    };
  }

  @Override
  public String toString() {
    return "max-pool "
        + kernel
        + (stride == kernel ? "" : " stride " + stride)
        + (padding == 0 ? "" : " padding " + padding);
  }

  private final class Pooled extends PlainPassage {
    private final Tensor a;
    private final Tensor indices; // where in its channel each number was

    Pooled(Tensor a, Tensor output, Tensor indices) {
      super(output, true);
      this.a = a;
      this.indices = indices;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return torch.max_pool2d_with_indices_backward(
          d,
          a,
          Windows.both(kernel),
          Windows.both(stride),
          Windows.both(padding),
          ONE,
          false,
          indices);
    }

    @Override
    Tensor push(Tensor ra) {
      return torch.gather(ra.flatten(2, -1), 2, indices.flatten(2, -1)).view_as(indices);
    }

    @Override
    void tensors(Consumer<Tensor> each) {
      super.tensors(each);
      each.accept(a);
      each.accept(indices);
    }
  }
}
