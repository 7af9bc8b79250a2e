package dev.tacit.lab.sweep;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How a setting did: the criterion with each tuning seed. The lower its mean the better; a setting
 * with which a run has no value (it diverged, or never came to the stage) is worse than any with
 * more values.
 *
 * @param values by seed; NaN for none
 */
record Score(List<Double> values) implements Comparable<Score> {
  private static final Comparator<Score> ORDER =
      Comparator.comparingLong(Score::without).thenComparingDouble(Score::mean);

  /** Copies them. */
  Score {
    values = List.copyOf(values);
  }

  private DoubleStream there() {
    return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
  }

  /** How many seeds have no value. */
  long without() {
    return values.size() - there().count();
  }

  /** Whether any seed has a value. */
  boolean isThere() {
    return without() < values.size();
  }

  /** The mean over the seeds that have a value; NaN without any. */
  double mean() {
    return there().average().orElse(Double.NaN);
  }

  @Override
  public int compareTo(Score other) {
    return ORDER.compare(this, other);
  }
}
