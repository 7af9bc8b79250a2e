package dev.tacit.lab.report;

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
                Comparator.<String>comparingInt(name -> distance(name, metric))
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

  /** How many letters have to be changed, put in or left out (Levenshtein, 1966). */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
