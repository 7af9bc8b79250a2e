package dev.tacit.lab.report;

import java.util.List;

/**
 * Figures that belong together on the page.
 *
 * @param id to link to
 * @param title of the chapter
 * @param intro a sentence or two before the figures, or empty
 * @param pairs whether each figure against the epoch begins a row
 * @param figures in reading order, two to a row
 */
record Chapter(String id, String title, String intro, boolean pairs, List<Figure> figures) {

  Chapter(String id, String title, String intro, List<Figure> figures) {
    this(id, title, intro, false, figures);
  }
}
