package dev.tacit.lab.report;

import dev.tacit.lab.study.Metric;
import dev.tacit.lab.study.Study;
import java.util.stream.Collectors;

/**
 * Two metrics to be drawn against each other.
 *
 * @param x the one across
 * @param y the one up
 */
public record Scattered(String x, String y) {
  private static final String FORM = "X,Y, two metrics as in train/loss,test/error";

  /**
   * Reads {@code X,Y}.
   *
   * @throws IllegalArgumentException saying what was found and what is expected
   */
  public static Scattered parse(String text) {
    String[] names = text.split(",", -1);
    if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
      throw new IllegalArgumentException("expected " + FORM + "; found '" + text + "'");
    }
    Scattered scattered = new Scattered(names[0].strip(), names[1].strip());
    if (scattered.x().equals(scattered.y())) {
      throw new IllegalArgumentException("expected two metrics; found '" + text + "'");
    }
    return scattered;
  }

  /**
   * Checks that a study has both.
   *
   * @throws UnknownMetricException naming the first that it has not, and those that there are
   */
  void check(Study study) {
    for (String name : new String[] {x, y}) {
      if (!study.has(name)) {
        throw new UnknownMetricException(
            "no run of "
                + study.experiment().name()
                + " measures '"
                + name
                + "'; there are: "
                + study.metrics().stream()
                    .filter(metric -> !Metric.isPart(metric))
                    .sorted()
                    .collect(Collectors.joining(", ")));
      }
    }
  }
}
