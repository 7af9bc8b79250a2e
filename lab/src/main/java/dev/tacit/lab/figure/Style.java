package dev.tacit.lab.figure;

import java.awt.Color;
import java.awt.Font;

/**
 * How large things are in a figure of lines, in units of its canvas: pixels on a screen; on paper
 * what a font of {@link #PRINTED} units makes of a point.
 *
 * @param title of a figure
 * @param body of legends and names of axes
 * @param heading of panels
 * @param tick of numbers on axes
 * @param note beside points
 * @param titled whether a title stands above and the vertical axis's name below it; else that name
 *     stands beside the axis
 * @param hairline the width of axes and of the grid
 * @param ink of names of axes
 * @param axis the colour of axes
 * @param margin around everything
 * @param gutter between panels
 * @param right of the data, room for half a label
 * @param row the height of a legend's row
 * @param sample the width of a legend's sample
 * @param apart between a legend's entries
 * @param star the radius of a star
 */
record Style(
    Font title,
    Font body,
    Font heading,
    Font tick,
    Font note,
    boolean titled,
    float hairline,
    Color ink,
    Color axis,
    int margin,
    int gutter,
    int right,
    int row,
    int sample,
    int apart,
    double star) {

  /** The size of all text on paper. */
  static final int PRINTED = 13;

  /** For pages. */
  static final Style SCREEN =
      new Style(
          Look.TITLE,
          Look.BODY,
          Look.HEADING,
          Look.TICK,
          Look.TICK.deriveFont(11.5f),
          true,
          1,
          Look.MUTED,
          Look.AXIS,
          Look.MARGIN,
          22,
          18,
          23,
          26,
          22,
          9);

  /**
   * For paper: one size of text, nothing above, thin lines.
   *
   * @param family of the text
   */
  static Style printed(Font family) {
    Font font = family.deriveFont(Font.PLAIN, PRINTED);
    return new Style(
        font,
        font,
        font,
        font,
        font,
        false,
        0.7f,
        Look.TEXT,
        new Color(0x444444),
        2,
        12,
        14,
        17,
        30,
        14,
        6.5);
  }
}
