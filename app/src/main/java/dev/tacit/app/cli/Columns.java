package dev.tacit.app.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Rows of text under each other on a terminal. */
final class Columns {
  private Columns() {}

  /**
   * Prints rows, each column as wide as its widest cell.
   *
   * @param rows of equally many cells
   * @param left how many columns are aligned to the left; those after them are to the right
   */
  static void print(PrintStream out, List<List<String>> rows, int left) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : "  ").append(i < left ? cell + pad : pad + cell);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
