package dev.tacit.lab.report;

import dev.tacit.lab.figure.Look;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One optimizer of an experiment as figures show it. A rule has the same colour in every report
 * (Okabe and Ito's palette, told apart with any common colour blindness); a second optimizer of the
 * same rule has the hue in another lightness and a dashed line.
 *
 * @param label in the experiment's file
 * @param name for people
 * @param adaptive whether its update divides by a running mean of squared gradients
 * @param color of its lines
 * @param nth of its rule, from 0; decides the dashes of its lines
 */
record Optimizer(String label, String name, boolean adaptive, Color color, int nth) {

  /** What is fixed for a rule. */
  private record Rule(String name, int rgb, boolean adaptive) {}

  private static final Map<String, Rule> LOOKS =
      Map.ofEntries(
          Map.entry("sgd", new Rule("SGD", 0x0072B2, false)),
          Map.entry("rmsprop", new Rule("RMSProp", 0xD55E00, true)),
          Map.entry("adam", new Rule("Adam", 0x009E73, true)),
          Map.entry("adamw", new Rule("AdamW", 0xCC79A7, true)),
          Map.entry("heavy-ball", new Rule("heavy ball", 0x56B4E9, false)),
          Map.entry("nesterov", new Rule("Nesterov", 0xE69F00, false)),
          Map.entry("adagrad", new Rule("AdaGrad", 0x444444, true)),
          Map.entry("lion", new Rule("Lion", 0xB8A600, false)),
          Map.entry("sign-descent", new Rule("sign descent", 0x882255, false)),
          Map.entry("ema-momentum", new Rule("EMA momentum", 0x332288, false)),
          Map.entry("signum", new Rule("Signum", 0xAA4499, false)),
          Map.entry("normalised-sgd", new Rule("normalised SGD", 0x6699CC, false)),
          Map.entry("muon", new Rule("Muon", 0x661100, false)),
          Map.entry("switch", new Rule("switch", 0x117733, false)));

  /** For rules without a colour of their own, in the order in which they come. */
  private static final int[] SPARE = {0x999933, 0x44AA99, 0x888888, 0xDDCC77, 0x4B0082};

  /** Lightness and dash of the second, third … optimizer of a rule. */
  private static final float[][] DASHES = {
    null, {7, 4}, {2, 3}, {10, 3, 2, 3}, {4, 2, 1, 2}, {12, 5}
  };

  /** Whether a rule divides by a running mean of squared gradients. */
  static boolean isAdaptive(String rule) {
    Rule look = LOOKS.get(rule);
    return look != null && look.adaptive;
  }

  /**
   * The looks of some optimizers.
   *
   * @param rules the rule of each label, in the order of the experiment's file
   */
  static List<Optimizer> of(Map<String, String> rules) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    List<Optimizer> optimizers = new ArrayList<>();
    rules.forEach(
        (label, rule) -> {
          Rule look = LOOKS.get(rule);
          if (look == null) {
            if (!unknown.contains(rule)) {
              unknown.add(rule);
            }
            look = new Rule(rule, SPARE[unknown.indexOf(rule) % SPARE.length], false);
          }
          int nth = seen.merge(rule, 1, Integer::sum) - 1;
          optimizers.add(
              new Optimizer(
                  label,
                  label.equals(rule) ? look.name : label,
                  look.adaptive,
                  shade(look.rgb, nth),
                  nth));
        });
    return optimizers;
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
  String css() {
    return String.format(
        Locale.ROOT, "#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
  }

  /** The line it is drawn with. */
  BasicStroke stroke(float width) {
    return Look.stroke(width, DASHES[nth % DASHES.length]);
  }
}
