package dev.tacit.lab.report;

import java.util.List;

/**
 * Figures that belong together on the page.
 *
 * @param id to link to
 * @param title of the chapter
 * @param intro a sentence or two before the figures, or empty
 * @param pairs whether each figure against the epoch begins a row
 * @param shown in reading order, two to a row
 */
record Chapter(String id, String title, String intro, boolean pairs, List<Shown> shown) {

  Chapter(String id, String title, String intro, List<Shown> shown) {
    this(id, title, intro, false, shown);
  }

  /** All of its figures, in reading order. */
  List<Figure> figures() {
    return shown.stream().flatMap(one -> one.figures().stream()).toList();
  }
}
