package dev.tacit.lab.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What a figure shows, before it is drawn.
 *
 * @param name of its files
 * @param title what, in words
 * @param quantity the vertical axis: a formula or a unit
 * @param across the horizontal axis
 * @param kind of its values
 * @param panels its axes, side by side; they share the vertical axis unless {@code apart}
 * @param apart whether every panel has a vertical axis of its own
 * @param caption what is measured and how, in sentences
 */
record Figure(
    String name,
    String title,
    String quantity,
    Across across,
    Metric.Kind kind,
    List<Panel> panels,
    boolean apart,
    String caption) {

  /**
   * A horizontal axis.
   *
   * @param label under it
   * @param column its name in a CSV file
   * @param kind of scale
   */
  record Across(String label, String column, Kind kind) {
    static final Across EPOCH = new Across("epoch", "epoch", Kind.EPOCH);
    static final Across LOSS =
        new Across("training loss (falling to the right)", "train/loss", Kind.FALLING);

    /** Kinds of horizontal scale. */
    enum Kind {
      /** Straight. */
      EPOCH,
      /** Logarithmic where it can be, falling to the right: training goes on from left to right. */
      FALLING,
      /** The values of a setting. */
      VALUE
    }
  }

  List<Series> series() {
    List<Series> all = new ArrayList<>();
    panels.forEach(panel -> all.addAll(panel.series()));
    return all;
  }

  /** The numbers drawn, as CSV: one row a point, empty where there is no band. */
  String csv() {
    StringBuilder text = new StringBuilder("metric,optimizer,variant,");
    text.append(across.column()).append(",mean,low,high,n,line\n");
    for (Panel panel : panels) {
      String mean = panel.scale() instanceof Scale.Log ? "geometric mean" : "mean";
      for (Series s : panel.series()) {
        String head =
            cell(s.metric()) + "," + cell(s.optimizer().label()) + "," + cell(s.variant().label());
        String line = cell(s.isAlone() ? s.alone() : mean);
        for (Series.Point point : s.points()) {
          text.append(head).append(',').append(point.x()).append(',').append(point.mean());
          text.append(',').append(orEmpty(point.low())).append(',').append(orEmpty(point.high()));
          text.append(',').append(point.n()).append(',').append(line).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static String orEmpty(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String cell(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
