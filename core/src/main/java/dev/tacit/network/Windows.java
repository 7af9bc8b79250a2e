package dev.tacit.network;

import dev.tacit.tensor.Shape;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What layers with a moving window have in common. */
final class Windows {
  private static final int VECTOR = 4; // channels from which on reordering pays

  private Windows() {}

  /** Refuses what is no image. */
  static void image(String who, Shape input) {
    if (!input.isImage()) {
      throw new IllegalArgumentException(
          who + " takes images (channels × height × width), found " + input);
    }
  }

  /** One number for both directions, as kernels take it. */
  static long[] both(int number) {
    return new long[] {number, number};
  }

  /** Refuses channels that cannot be cut into groups of one size. */
  static void groups(Shape input, int groups) {
    if (input.extent(0) % groups != 0) {
      throw new IllegalArgumentException(
          "the "
              + input.extent(0)
              + " channels of "
              + input
              + " cannot be cut into "
              + groups
              + " groups");
    }
  }

  /** The shape of what a window sees of an image, place by place. */
  static Shape output(String who, Shape input, int channels, int kernel, int stride, int padding) {
    int height = input.extent(1) + 2 * padding - kernel;
    int width = input.extent(2) + 2 * padding - kernel;
    if (height < 0 || width < 0) {
      throw new IllegalArgumentException(
          who
              + " of "
              + kernel
              + "×"
              + kernel
              + " is larger than its image "
              + input
              + (padding == 0 ? "" : " with padding " + padding));
    }
    return Shape.of(channels, height / stride + 1, width / stride + 1);
  }

  /**
   * What every window sees of images padded with zeros, as a view of them: at [i, c, y, x, t, u]
   * the number at (y, x) in the window at place (t, u). Copying it is three times as fast as
   * LibTorch's im2col, which goes number by number.
   *
   * @param a [n, channels, height, width]
   */
  static Tensor of(Tensor a, int kernel, int stride, int padding) {
    Tensor padded =
        padding == 0
            ? a.contiguous()
            : torch.constant_pad_nd(a, padding, padding, padding, padding);
    long height = padded.size(2);
    long width = padded.size(3);
    long places = height * width;
    return padded.as_strided(
        new long[] {
          a.size(0),
          a.size(1),
          kernel,
          kernel,
          (height - kernel) / stride + 1,
          (width - kernel) / stride + 1
        },
        a.size(1) * places,
        places,
        width,
        1,
        stride * width,
        stride);
  }

  /**
   * Images with the channels of a place side by side in memory, where LibTorch's kernels for
   * windows compare whole vectors of channels; else they go number by number, four times as slow
   * with 16 channels.
   */
  static Tensor channelsLast(Tensor a) {
    return a.size(1) < VECTOR || a.is_cuda() ? a : a.contiguous(torch.MemoryFormat.ChannelsLast);
  }
}
