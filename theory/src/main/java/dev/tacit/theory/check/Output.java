package dev.tacit.theory.check;

import java.util.List;

/** Where a check leaves the numbers and the figures behind its verdict. */
public interface Output {

  /** Takes everything and keeps nothing. */
  Output NONE =
      new Output() {
        @Override
        public void table(String name, List<String> columns, List<? extends List<?>> rows) {}

        @Override
        public void figure(Figure figure) {}
      };

  /**
   * A table, written as {@code <name>.csv}.
   *
   * @param name unique among all checks, letters, digits and dashes
   * @param columns the heads
   * @param rows numbers or text, as many as there are heads; doubles are written in full
   */
  void table(String name, List<String> columns, List<? extends List<?>> rows);

  /** A figure, written as PNG, SVG and the CSV it was drawn from. */
  void figure(Figure figure);
}
