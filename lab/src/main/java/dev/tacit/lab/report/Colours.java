package dev.tacit.lab.report;

import dev.tacit.lab.figure.Look;
import dev.tacit.lab.study.Optimizer;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Locale;
import java.util.Map;

/**
 * How optimizers are drawn. A rule has the same colour in every report (Okabe and Ito's palette,
 * told apart with any common colour blindness); a second optimizer of the same rule has the hue in
 * another lightness and a dashed line. Where all optimizers have one rule, each has a hue.
 */
final class Colours {
  private static final Map<String, Integer> RULES =
      Map.ofEntries(
          Map.entry("sgd", 0x0072B2),
          Map.entry("rmsprop", 0xD55E00),
          Map.entry("adam", 0x009E73),
          Map.entry("adamw", 0xCC79A7),
          Map.entry("heavy-ball", 0x56B4E9),
          Map.entry("nesterov", 0xE69F00),
          Map.entry("adagrad", 0x444444),
          Map.entry("lion", 0xB8A600),
          Map.entry("sign-descent", 0x882255),
          Map.entry("ema-momentum", 0x332288),
          Map.entry("signum", 0xAA4499),
          Map.entry("normalised-sgd", 0x6699CC),
          Map.entry("muon", 0x661100),
          Map.entry("switch", 0x117733),
          Map.entry("grafted", 0x805500));

  /** For rules without a colour of their own, in the order in which they come. */
  private static final int[] SPARE = {0x999933, 0x44AA99, 0x888888, 0xDDCC77, 0x4B0082};

  /** For optimizers that all have one rule. */
  private static final int[] HUES = {
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x444444, 0x56B4E9, 0x882255
  };

  /** Dashes of the second, third … optimizer of a rule. */
  private static final float[][] DASHES = {
    null, {7, 4}, {2, 3}, {10, 3, 2, 3}, {4, 2, 1, 2}, {12, 5}
  };

  private Colours() {}

  /** Of an optimizer's lines. */
  static Color of(Optimizer optimizer) {
    if (optimizer.alike()) {
      return shade(HUES[optimizer.nth() % HUES.length], optimizer.nth() / HUES.length);
    }
    int spare = SPARE[Math.max(0, optimizer.unlisted()) % SPARE.length];
    return shade(RULES.getOrDefault(optimizer.rule(), spare), optimizer.nth());
  }

  /** Darker, lighter, darker … than the rule's own colour. */
  private static Color shade(int rgb, int nth) {
    if (nth == 0) {
      return new Color(rgb);
    }
    double toward = nth % 2 == 1 ? 0 : 255;
    int pair = (nth + 1) / 2;
    double share = Math.min(0.6, 0.25 + 0.15 * pair);
    int[] channels = new int[3];
    for (int i = 0; i < 3; i++) {
      int own = rgb >> (16 - 8 * i) & 0xFF;
      channels[i] = (int) Math.round(own + share * (toward - own));
    }
    return new Color(channels[0], channels[1], channels[2]);
  }

  /** The colour as a style sheet writes it. */
  static String css(Optimizer optimizer) {
    Color color = of(optimizer);
    return String.format(
        Locale.ROOT, "#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
  }

  /** Lengths of its dashes and gaps, in pixels; none for a line without. */
  static float[] dash(Optimizer optimizer) {
    float[] dash = DASHES[optimizer.nth() % DASHES.length];
    return dash == null ? new float[0] : dash.clone();
  }

  /** The line that an optimizer is drawn with. */
  static BasicStroke stroke(Optimizer optimizer, float width) {
    return Look.stroke(width, DASHES[optimizer.nth() % DASHES.length]);
  }
}
