package dev.tacit.lab.report;

import java.awt.Color;
import java.util.List;

/**
 * One pair of axes of a figure.
 *
 * @param heading above it, or empty
 * @param scale of its vertical axis; lines on a logarithmic one are geometric means
 * @param series its lines
 * @param greyed stretches of the horizontal axis where a formula is out of its validity
 * @param levels horizontal lines to compare with
 * @param marks vertical lines where something happened
 */
record Panel(
    String heading,
    Scale scale,
    List<Series> series,
    List<Stretch> greyed,
    List<Level> levels,
    List<Mark> marks) {

  /**
   * A horizontal line, such as a threshold of stability.
   *
   * @param value where
   * @param label what it means, for the legend
   * @param color of the line
   */
  record Level(double value, String label, Color color) {}

  /** A part of the horizontal axis. */
  record Stretch(double from, double to) {}

  /**
   * A moment, such as a switch between rules.
   *
   * @param x where
   * @param color of whose moment it is
   */
  record Mark(double x, Color color) {}

  Panel(
      String heading, Scale scale, List<Series> series, List<Stretch> greyed, List<Level> levels) {
    this(heading, scale, series, greyed, levels, List.of());
  }

  Panel(String heading, Scale scale, List<Series> series) {
    this(heading, scale, series, List.of(), List.of());
  }

  Panel marked(List<Mark> at) {
    return new Panel(heading, scale, series, greyed, levels, at);
  }
}
