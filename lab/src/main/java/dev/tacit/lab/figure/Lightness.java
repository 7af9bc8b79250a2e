package dev.tacit.lab.figure;

import java.awt.Color;

/**
 * How light a colour looks, as CIE 1976 L* says it: 0 is black, 100 is white, and equal steps look
 * equally large. The grey of the same L* is what is left of a colour on a printer without colours.
 */
final class Lightness {
  private static final double[] WEIGHTS = {0.2126, 0.7152, 0.0722}; // of sRGB in the luminance

  private Lightness() {}

  /** The lightness of a colour. */
  static double of(Color color) {
    double y =
        WEIGHTS[0] * linear(color.getRed())
            + WEIGHTS[1] * linear(color.getGreen())
            + WEIGHTS[2] * linear(color.getBlue());
    return y > 216.0 / 24389 ? 116 * Math.cbrt(y) - 16 : y * 24389 / 27;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  /** A colour mixed with black or white until it has about a lightness. */
  static Color with(Color color, double lightness) {
    Color end = of(color) > lightness ? Color.BLACK : Color.WHITE;
    Color nearest = color;
    for (int step = 0; step <= 255; step++) {
      Color mixed = mixed(color, end, step / 255.0);
      if (Math.abs(of(mixed) - lightness) < Math.abs(of(nearest) - lightness)) {
        nearest = mixed;
      }
    }
    return nearest;
  }

  /** The grey of a colour's lightness. */
  static Color grey(Color color) {
    Color grey = with(Color.GRAY, of(color));
    return new Color(grey.getRed(), grey.getGreen(), grey.getBlue(), color.getAlpha());
  }

  private static Color mixed(Color from, Color to, double share) {
    return new Color(
        (int) Math.round(from.getRed() + share * (to.getRed() - from.getRed())),
        (int) Math.round(from.getGreen() + share * (to.getGreen() - from.getGreen())),
        (int) Math.round(from.getBlue() + share * (to.getBlue() - from.getBlue())));
  }
}
