package dev.tacit.lab.report;

import dev.tacit.lab.store.Spelling;
import dev.tacit.lab.study.Study;
import java.util.Comparator;
import java.util.List;

/** What is said of a metric that no run has. */
final class Unknown {
  private static final int NEAREST = 5;

  private Unknown() {}

  /**
   * Checks that a metric is measured by some run.
   *
   * @throws UnknownMetricException naming those whose names are nearest
   */
  static void check(List<Study> studies, String metric) {
    if (studies.stream().anyMatch(study -> study.has(metric))) {
      return;
    }
    List<String> nearest =
        studies.stream()
            .flatMap(study -> study.metrics().stream())
            .distinct()
            .sorted(
                Comparator.<String>comparingInt(name -> Spelling.distance(name, metric))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(NEAREST)
            .toList();
    throw new UnknownMetricException(
        "no run of "
            + studies.get(0).experiment().name()
            + " measures '"
            + metric
            + "'; "
            + (nearest.isEmpty()
                ? "there are no measurements yet"
                : "nearest are: " + String.join(", ", nearest)));
  }
}
