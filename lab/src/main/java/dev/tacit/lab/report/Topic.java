package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.store.JsonFiles;
import java.util.List;
import java.util.Locale;

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
    PARTS,
    /** Its values along a numeric setting, which {@code parts} names. */
    ALONG,
    /** Its values over the two settings that an optimizer varies along. */
    MAP,
    /** A point for each setting; {@code parts} names the metric up, the ask's own goes across. */
    SCATTER
  }

  /**
   * One metric to be shown.
   *
   * @param metric its name, of parts the whole's
   * @param parts what else the way needs: names
   */
  record Ask(String metric, List<String> parts, Way way) {
    Ask(String metric, Way way) {
      this(metric, List.of(), way);
    }

    /** Of its place on the page. */
    String id() {
      String name = Figures.fileName(metric);
      return "figure-"
          + switch (way) {
            case EPOCH, GREYED -> name;
            case LOSS -> "at-loss-" + name;
            case PARTS -> name + "-parts";
            case ALONG -> "across-" + Figures.fileName(parts.get(0)) + "-" + name;
            case MAP -> "map-" + name;
            case SCATTER -> "scatter-" + name + "-" + Figures.fileName(parts.get(0));
          };
    }

    /** For the page's script. */
    String json() {
      ObjectNode json = JsonFiles.JSON.createObjectNode();
      json.put("way", way.name().toLowerCase(Locale.ROOT)).put("metric", metric);
      ArrayNode names = json.putArray("parts");
      parts.forEach(names::add);
      return json.toString();
    }
  }
}
