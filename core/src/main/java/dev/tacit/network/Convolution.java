package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Shape;
import java.util.List;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution of images with square kernels W [out, in/groups, k, k] and zero padding, as
 * LibTorch defines it (a cross-correlation).
 *
 * <p>It is a dense layer at each of T places over patches: with unfolded inputs A_i [in k², T] and
 * output gradients D_i [out, T] of example i,
 *
 * <pre>
 *   g_i = D_i A_iᵀ, D_i 1      ‖D_i A_iᵀ‖² = Σ_{t,t'} (D_iᵀ D_i) ⊙ (A_iᵀ A_i)
 * </pre>
 *
 * of which the second is taken where there are few places. Training uses LibTorch's own kernels.
 *
 * @param channels of the output
 * @param kernel k
 * @param stride in both directions
 * @param padding zeros on every side
 * @param groups blocks of channels that do not see each other
 * @param bias whether there is one a channel
 */
public record Convolution(
    int channels, int kernel, int stride, int padding, int groups, boolean bias)
    implements ParametricLayer {
  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};
  private static final long[] OVER_PLACES = {2};
  private static final long[] OVER_NUMBERS = {1};

  /** Checks the numbers that need no input. */
  public Convolution {
    if (channels < 1 || kernel < 1 || stride < 1 || padding < 0 || groups < 1) {
      throw new IllegalArgumentException(
          "a convolution needs channels, kernel, stride and groups of at least 1 and padding of at"
              + " least 0");
    }
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          channels + " channels cannot be cut into " + groups + " groups");
    }
  }

  /** With a bias, in one group. */
  public static Convolution of(int channels, int kernel, int stride, int padding) {
    return new Convolution(channels, kernel, stride, padding, 1, true);
  }

  @Override
  public Shape output(Shape input) {
    Windows.image("a convolution", input);
    Windows.groups(input, groups);
    return Windows.output("a convolution", input, channels, kernel, stride, padding);
  }

  @Override
  public List<Slot> slots(Shape input) {
    Slot weight =
        Slot.of("weight", Role.WEIGHT, channels, input.extent(0) / groups, kernel, kernel);
    return bias ? List.of(weight, Slot.of("bias", Role.BIAS, channels)) : List.of(weight);
  }

  @Override
  public int slotCount() {
    return bias ? 2 : 1;
  }

  @Override
  public Tensor express(Tensor[] w, Tensor a) {
    return apply(w[0], bias ? new TensorOptional(w[1]) : new TensorOptional(), a);
  }

  /**
   * The convolution with other kernels of the same shape, without bias: as a linear map of images.
   *
   * @param weight [out, in/groups, k, k]
   * @param a [n, in, height, width]
   */
  public Tensor apply(Tensor weight, Tensor a) {
    return apply(weight, new TensorOptional(), a);
  }

  private Tensor apply(Tensor weight, TensorOptional bias, Tensor a) {
    return torch.convolution(
        a, weight, bias, Windows.both(stride), Windows.both(padding), ONE, false, NONE, groups);
  }

  /**
   * The transpose of {@link #apply(Tensor, Tensor)}.
   *
   * @param z [n, out, height, width]
   * @param input the shape of what the map takes
   */
  public Tensor transpose(Tensor weight, Tensor z, Shape input) {
    Tensor like = torch.zeros(input.batch(z.size(0)), z.options());
    return Parts.first(kernels(z, like, weight, true, false, false));
  }

  private T_TensorTensorTensor_T kernels(
      Tensor d, Tensor a, Tensor weight, boolean toInput, boolean toWeight, boolean toBias) {
    return torch.convolution_backward(
        d,
        a,
        weight,
        new LongArrayRefOptional(), // the bias' sizes, asked for where there is no example
        Windows.both(stride),
        Windows.both(padding),
        ONE,
        false,
        NONE,
        groups,
        Parts.wanted(toInput, toWeight, toBias));
  }

  @Override
  public Tensor paths(Tensor[] squares, Tensor a) {
    return express(squares, a);
  }

  @Override
  public boolean isPiecewiseLinear() {
    return true;
  }

  @Override
  public Bound bind(Shape input, Slices.Cursor w) {
    int layer = w.layer();
    Tensor[] slices = w.take();
    return (a, overwrite) -> new Convolved(layer, slices, a, express(slices, a));
  }

  @Override
  public String toString() {
    return "convolution "
        + channels
        + " "
        + kernel
        + "×"
        + kernel
        + (stride == 1 ? "" : " stride " + stride)
        + (padding == 0 ? "" : " padding " + padding)
        + (groups == 1 ? "" : " groups " + groups)
        + (bias ? "" : " without bias");
  }

  private final class Convolved extends WeightedPassage {
    private final Tensor[] w;

    Convolved(int layer, Tensor[] w, Tensor a, Tensor z) {
      super(layer, a, z);
      this.w = w;
    }

    @Override
    Tensor pullBack(Tensor d) {
      return Parts.first(kernels(d, input(), w[0], true, false, false));
    }

    @Override
    public void gradient(long from, long rows, Tensor d, Tensor[] g, boolean add) {
      T_TensorTensorTensor_T found =
          kernels(rows(d, from, rows), rows(input(), from, rows), w[0], false, true, bias);
      put(g[0], Parts.second(found), add);
      if (bias) {
        put(g[1], Parts.third(found), add);
      }
    }

    /** A, one block of channels after the other, [n groups, in/groups k², T]. */
    private Tensor patches() {
      Tensor windows = Windows.of(input(), kernel, stride, padding); // [n, in, k, k, out height, …]
      return windows.reshape(
          windows.size(0) * groups,
          windows.size(1) / groups * kernel * kernel,
          windows.size(4) * windows.size(5));
    }

    /** D in the same order, [n groups, out/groups, T]. */
    private Tensor places(Tensor d) {
      return d.reshape(d.size(0) * groups, channels / groups, d.size(2) * d.size(3));
    }

    @Override
    public Tensor[] exampleGradients(Tensor d) {
      Tensor weights =
          torch.bmm(places(d), patches().transpose(1, 2)).reshape(d.size(0), w[0].numel());
      return bias ? new Tensor[] {weights, ofBias(d)} : new Tensor[] {weights};
    }

    /** [n, out]. */
    private static Tensor ofBias(Tensor d) {
      return d.flatten(2, -1).sum(OVER_PLACES, false, new ScalarTypeOptional());
    }

    @Override
    public Tensor squares(Tensor d) {
      Tensor a = patches();
      Tensor delta = places(d);
      long places = a.size(2);
      long sides = a.size(1) + delta.size(1);
      boolean byPlaces = places * sides < a.size(1) * delta.size(1);
      Tensor products =
          byPlaces
              ? torch
                  .bmm(a.transpose(1, 2), a)
                  .mul_(torch.bmm(delta.transpose(1, 2), delta))
                  .reshape(d.size(0), groups * places * places)
              : torch.bmm(delta, a.transpose(1, 2)).square_().reshape(d.size(0), w[0].numel());
      Tensor squares = products.sum(OVER_NUMBERS, false, new ScalarTypeOptional());
      return bias
          ? squares.add_(ofBias(d).square_().sum(OVER_NUMBERS, false, new ScalarTypeOptional()))
          : squares;
    }

    @Override
    Tensor tangent(Tensor ra, Tensor[] v) {
      Tensor z = express(v, input());
      return ra == null ? z : z.add_(apply(w[0], ra));
    }

    @Override
    Tensor tangentBack(Tensor d, Tensor rd, Tensor ra, Tensor[] v, Tensor[] sum, boolean toInput) {
      T_TensorTensorTensor_T first = kernels(rd, input(), w[0], toInput, true, bias);
      put(sum[0], Parts.second(first), true);
      if (bias) {
        put(sum[1], Parts.third(first), true);
      }
      if (ra == null && !toInput) {
        return null;
      }
      T_TensorTensorTensor_T second =
          kernels(d, ra == null ? input() : ra, v[0], toInput, ra != null, false);
      if (ra != null) {
        put(sum[0], Parts.second(second), true);
      }
      return toInput ? Parts.first(first).add_(Parts.first(second)) : null;
    }
  }
}
