package dev.tacit.lab.report;

import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.study.Metric;
import java.util.List;

/** What stands under a figure: what, how measured, over how many seeds. */
final class Captions {
  private Captions() {}

  static String of(Metric metric, List<Panel> panels, String remark) {
    List<Series> series = panels.stream().flatMap(panel -> panel.series().stream()).toList();
    StringBuilder text = new StringBuilder();
    append(text, metric.how());
    append(text, remark);
    if (panels.stream().anyMatch(panel -> !panel.marks().isEmpty())) {
      append(text, "Vertical lines: where an optimizer went from one rule to the next.");
    }
    append(text, seeds(series, panels.get(0).scale() instanceof Scale.Log));
    if (series.stream().anyMatch(Series::isAlone)) {
      append(text, "Thin lines: runs that did not finish, each alone.");
    }
    return text.toString();
  }

  private static String seeds(List<Series> series, boolean geometric) {
    int most = series.stream().filter(s -> !s.isAlone()).mapToInt(Series::seeds).max().orElse(0);
    boolean band = series.stream().anyMatch(Series::hasBand);
    if (most == 0) {
      return "";
    }
    if (most == 1) {
      return band
          ? "One seed; the band is the measurement’s own 95 % interval."
          : "One seed: the line is that run.";
    }
    int fewest = series.stream().filter(s -> !s.isAlone()).mapToInt(Series::seeds).min().orElse(0);
    String n = fewest == most ? "" + most : fewest + " to " + most;
    if (most == 2) {
      return "Lines: "
          + (geometric ? "geometric mean" : "mean")
          + " of 2 seeds; bands: from the one to the other.";
    }
    return "Lines: "
        + (geometric ? "geometric mean over " : "mean over ")
        + n
        + " seeds; bands: Student’s 95 % interval of the mean"
        + (geometric ? " logarithm." : ".");
  }

  private static void append(StringBuilder text, String sentence) {
    if (!sentence.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(sentence.strip());
    }
  }
}
