package dev.tacit.network;

import dev.tacit.tensor.Shape;

/** What layers with a moving window have in common. */
final class Windows {
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
}
