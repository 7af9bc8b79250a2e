package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.LinePlot.Across;
import dev.tacit.lab.study.Metric;
import java.util.IntSummaryStatistics;
import java.util.List;

/** What stands under a figure: what, how measured, over how many seeds. */
final class Captions {
  private Captions() {}

  static String of(Metric metric, Across across, List<Panel> panels, String remark) {
    List<Series> series = panels.stream().flatMap(panel -> panel.series().stream()).toList();
    StringBuilder text = new StringBuilder();
    append(text, metric.how());
    append(text, remark);
    if (panels.stream().anyMatch(panel -> !panel.marks().isEmpty())) {
      append(text, "Vertical lines: where an optimizer went from one rule to the next.");
    }
    append(text, means(series, panels.get(0).scale() instanceof Scale.Log));
    append(text, single(series, across));
    return text.toString();
  }

  private static String means(List<Series> series, boolean geometric) {
    IntSummaryStatistics seeds =
        series.stream().filter(Series::isMean).mapToInt(Series::seeds).summaryStatistics();
    int most = seeds.getCount() == 0 ? 0 : seeds.getMax();
    boolean band = series.stream().anyMatch(Series::hasBand);
    if (most == 0) {
      return "";
    }
    if (most == 1) {
      return band
          ? "One seed; the band is the measurement’s own 95 % interval."
          : "One seed: the line is that run.";
    }
    String n = seeds.getMin() == most ? "" + most : seeds.getMin() + " to " + most;
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

  /** Of the lines that are one run each. */
  private static String single(List<Series> series, Across across) {
    boolean seeds = series.stream().anyMatch(Series::isSeed);
    boolean stopped = series.stream().anyMatch(Series::isStopped);
    StringBuilder text = new StringBuilder();
    if (seeds && across.kind() == Kind.VALUE) {
      append(text, "Small dots: the seeds.");
    } else if (seeds) {
      append(text, "Thin pale lines: the seeds, each alone.");
    }
    if (seeds
        && across.equals(Across.EPOCH)
        && series.stream().anyMatch(s -> isLonger(s, series))) {
      append(text, "A mean goes as far as all of its runs do.");
    }
    if (stopped) {
      append(
          text,
          seeds
              ? "Thin lines of full colour: runs that did not finish."
              : "Thin lines: runs that did not finish, each alone.");
    }
    return text.toString();
  }

  private static boolean isLonger(Series seed, List<Series> series) {
    return seed.isSeed()
        && series.stream()
            .filter(Series::isMean)
            .filter(mean -> mean.optimizer().equals(seed.optimizer()))
            .filter(mean -> mean.variant().equals(seed.variant()))
            .anyMatch(
                mean -> mean.metric().equals(seed.metric()) && mean.last().x() < seed.last().x());
  }

  private static void append(StringBuilder text, String sentence) {
    if (!sentence.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(sentence.strip());
    }
  }
}
