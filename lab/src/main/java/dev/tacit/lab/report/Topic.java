package dev.tacit.lab.report;

import java.util.List;

/**
 * What belongs together on the page, before anything is drawn.
 *
 * @param id to link to
 * @param title of the chapter
 * @param intro a sentence or two before the figures, or empty
 * @param pairs whether each figure against the epoch begins a row
 * @param asks in reading order
 */
record Topic(String id, String title, String intro, boolean pairs, List<Ask> asks) {

  Topic(String id, String title, String intro, List<Ask> asks) {
    this(id, title, intro, false, asks);
  }

  /** How a metric is shown. */
  enum Way {
    /** Against the epoch, a panel for each point of the grid. */
    EPOCH,
    /** Against the training loss. */
    LOSS,
    /** Against the epoch, a panel for each optimizer, grey where its formula does not hold. */
    GREYED,
    /** Its parts against the epoch, a panel each. */
    PARTS
  }

  /**
   * One metric to be shown.
   *
   * @param metric its name, of parts the whole's
   * @param parts their names
   */
  record Ask(String metric, List<String> parts, Way way) {
    Ask(String metric, Way way) {
      this(metric, List.of(), way);
    }
  }
}
