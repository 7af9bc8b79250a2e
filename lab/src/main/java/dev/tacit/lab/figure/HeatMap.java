package dev.tacit.lab.figure;

import java.util.List;

/**
 * Coloured cells over two axes of settings, before they are drawn. All panels share their colours.
 *
 * @param name of its files
 * @param title what, in words
 * @param quantity a formula or a unit; stands below the title
 * @param scale of the colours
 * @param best what a frame means, for the legend
 * @param panels side by side
 */
public record HeatMap(
    String name, String title, String quantity, Scale scale, String best, List<Panel> panels) {

  /** Copies the panels. */
  public HeatMap {
    panels = List.copyOf(panels);
  }

  /**
   * One pair of axes.
   *
   * @param heading above it, or empty
   * @param across the horizontal axis's name
   * @param columns its values, from left to right
   * @param up the vertical axis's name
   * @param rows its values, from bottom to top
   * @param cells in any order; where there is none, nothing was tried
   */
  public record Panel(
      String heading,
      String across,
      List<String> columns,
      String up,
      List<String> rows,
      List<Cell> cells) {
    /** Copies the lists. */
    public Panel {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      cells = List.copyOf(cells);
    }
  }

  /**
   * A cell.
   *
   * @param column from 0
   * @param row from 0
   * @param value NaN for none
   * @param crossed whether something went wrong, as a run that diverged
   * @param framed whether it stands out
   */
  public record Cell(int column, int row, double value, boolean crossed, boolean framed) {}
}
