package dev.tacit.data;

/** Unsigned bytes as numbers from 0 to 1. */
final class Pixels {
  private Pixels() {}

  /** pixel/255 for every pixel, from a place on. */
  static void scale(byte[] pixels, float[] into, int from) {
    for (int i = 0; i < pixels.length; i++) {
      into[from + i] = Byte.toUnsignedInt(pixels[i]) / 255f;
    }
  }
}
