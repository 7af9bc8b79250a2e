package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Level;
import dev.tacit.lab.figure.Diagram.Line;
import dev.tacit.lab.figure.Diagram.Panel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A diagram as it is printed: its lines differ by their dashes, by the shape of their marks where
 * they have marks, and by how light they are, so that nothing is lost without colours.
 */
final class InPrint {
  private static final float WIDTH = 0.8f; // of a line on a screen
  private static final double DOT = 3.4;
  private static final int FEW = 16; // points of a line whose marks do not run into one another
  private static final double DARK = 25; // L* of the first line
  private static final double LIGHT = 60; // and of the last

  private static final float[][] DASHES = {
    null, {6, 3}, {1.8f, 2.2f}, {9, 2.5f, 1.8f, 2.5f}, {3.5f, 2}, {9, 2, 1.8f, 2, 1.8f, 2}
  };
  private static final List<Marker> MARKERS =
      List.of(
          Marker.CIRCLE,
          Marker.SQUARE,
          Marker.TRIANGLE,
          Marker.DIAMOND,
          Marker.TRIANGLE_DOWN,
          Marker.BAR);

  private final boolean grey;
  private final Map<String, Integer> order = new LinkedHashMap<>(); // label -> from 0
  private final Map<Color, Color> inks = new LinkedHashMap<>();

  private InPrint(Diagram diagram, boolean grey) {
    this.grey = grey;
    Map<String, Color> colors = new LinkedHashMap<>();
    for (Panel panel : diagram.panels()) {
      for (Line line : panel.lines()) {
        if (!line.label().isEmpty()) {
          order.putIfAbsent(line.label(), order.size());
          colors.putIfAbsent(line.label(), line.color());
        }
      }
    }
    int n = order.size();
    colors.forEach(
        (label, color) -> {
          double share = n < 2 ? 0 : order.get(label) / (n - 1.0);
          inks.putIfAbsent(color, Lightness.with(color, DARK + share * (LIGHT - DARK)));
        });
  }

  /**
   * The diagram.
   *
   * @param grey whether it has no colours
   */
  static Diagram of(Diagram diagram, boolean grey) {
    InPrint print = new InPrint(diagram, grey);
    return diagram.with(diagram.panels().stream().map(print::panel).toList());
  }

  private Panel panel(Panel panel) {
    return new Panel(
        panel.heading(),
        panel.scale(),
        panel.share(),
        panel.lines().stream().map(this::line).toList(),
        panel.greyed(),
        panel.levels().stream().map(l -> new Level(l.value(), l.label(), ink(l.color()))).toList(),
        panel.marks().stream().map(m -> new Diagram.Mark(m.x(), ink(m.color()))).toList(),
        panel.slopes(),
        panel.stars().stream()
            .map(s -> new Diagram.Star(s.x(), s.y(), ink(s.color()), s.label()))
            .toList(),
        panel.notes());
  }

  private Line line(Line line) {
    Integer nth = order.get(line.label());
    boolean named = nth != null;
    return new Line(
        line.label(),
        ink(line.color()),
        line.shade(),
        stroke(line.stroke(), nth),
        stroke(line.sample(), nth),
        dot(line, named),
        named ? marker(nth) : Marker.DOT,
        line.full(),
        line.points(),
        line.crossed(),
        line.bars());
  }

  private static double dot(Line line, boolean named) {
    if (!named) {
      return 0.7 * line.dot();
    }
    return line.stroke() != null && line.points().size() > FEW ? 0 : Math.min(DOT, line.dot());
  }

  private static Marker marker(int nth) {
    int n = MARKERS.size();
    return MARKERS.get((nth + nth / n) % n); // another one beside a dash that comes again
  }

  private static BasicStroke stroke(BasicStroke stroke, Integer nth) {
    if (stroke == null) {
      return null;
    }
    float[] dashes = nth == null ? null : DASHES[nth % DASHES.length];
    return Look.stroke(WIDTH * stroke.getLineWidth(), dashes);
  }

  private Color ink(Color color) {
    Color ink = inks.getOrDefault(color, color);
    return grey ? Lightness.grey(ink) : ink;
  }

  /** The texts of a diagram that its author chose. */
  static List<String> texts(Diagram diagram) {
    List<String> texts = new ArrayList<>(List.of(diagram.quantity(), diagram.across().label()));
    for (Panel panel : diagram.panels()) {
      texts.add(panel.heading());
      panel.lines().forEach(line -> texts.add(line.label()));
      panel.levels().forEach(level -> texts.add(level.label()));
      panel.notes().forEach(note -> texts.add(note.text()));
    }
    return texts;
  }
}
