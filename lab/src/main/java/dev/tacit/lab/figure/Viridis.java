package dev.tacit.lab.figure;

import java.awt.Color;

/**
 * The colour map viridis of Matplotlib (S. van der Walt, N. Smith, 2015, CC0), through nine of its
 * colours: equal steps look equally large, to people who do not tell red from green as well.
 */
public final class Viridis {
  private static final int[] ANCHORS = {
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
  };

  private Viridis() {}

  /**
   * A colour.
   *
   * @param x from 0 (dark) to 1 (bright); beyond, the colour of the end
   */
  public static Color at(double x) {
    double place = Math.min(1, Math.max(0, x)) * (ANCHORS.length - 1);
    int below = Math.min((int) place, ANCHORS.length - 2);
    double share = place - below;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = ANCHORS[below] >> shift & 0xFF;
      int to = ANCHORS[below + 1] >> shift & 0xFF;
      rgb |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return new Color(rgb);
  }
}
