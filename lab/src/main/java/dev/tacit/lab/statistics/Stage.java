package dev.tacit.lab.statistics;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A stage of training at which runs are compared: where it is in a run, and what a metric is there.
 * A run that does not reach it has no value (NaN), and none is guessed.
 *
 * <p>Between two measurements a metric lies on a straight line over the steps. A level is crossed,
 * between the two measurements around the first crossing, where the metric would be were it to
 * change evenly in its logarithm (a loss falls more nearly so), or evenly where a value is not
 * positive; see {@link Curve#firstCrossing}.
 */
public sealed interface Stage {

  /** Where a run is at the stage, in epochs; NaN if it never is. */
  double place(Course run);

  /** A metric of a run at the stage; NaN if the run does not reach it or did not measure there. */
  default double value(Course run, String metric) {
    return run.curve(metric).at(place(run));
  }

  /** As in "train/loss was 0.3": what a run that never came there did not do. */
  default String condition() {
    return toString();
  }

  /** The metrics that say where the stage is. */
  default Set<String> metrics() {
    return Set.of();
  }

  /** The epoch that it names, if it does. */
  default Optional<Integer> epoch() {
    return Optional.empty();
  }

  /** As a file has it; {@link StageText#parse} reads it. */
  @Override
  String toString();

  /** The end of a run: of each metric the last measurement. */
  record Final() implements Stage {
    @Override
    public double place(Course run) {
      return run.end();
    }

    @Override
    public double value(Course run, String metric) {
      return run.curve(metric).upTo(run.end());
    }

    @Override
    public String condition() {
      return "the run's end";
    }

    @Override
    public String toString() {
      return "final";
    }
  }

  /** After an epoch. */
  record AtEpoch(int number) implements Stage {
    @Override
    public double place(Course run) {
      return number <= run.end() ? number : Double.NaN;
    }

    @Override
    public Optional<Integer> epoch() {
      return Optional.of(number);
    }

    @Override
    public String toString() {
      return "epoch " + number;
    }
  }

  /** After a number of steps. */
  record AtStep(long number) implements Stage {
    @Override
    public double place(Course run) {
      double epoch = number / (double) run.stepsPerEpoch(); // infinite or NaN where not known
      return epoch <= run.end() ? epoch : Double.NaN;
    }

    @Override
    public String toString() {
      return "step " + number;
    }
  }

  /** Where a metric has its lowest measurement, the first of several. */
  record Best(String of) implements Stage {
    @Override
    public double place(Course run) {
      Curve curve = run.curve(of).until(run.end());
      double best = Double.POSITIVE_INFINITY;
      double place = Double.NaN;
      for (int i = 0; i < curve.size(); i++) {
        if (curve.y(i) < best) {
          best = curve.y(i);
          place = curve.x(i);
        }
      }
      return place;
    }

    @Override
    public Set<String> metrics() {
      return Set.of(of);
    }

    @Override
    public String condition() {
      return "a measurement of " + of;
    }

    @Override
    public String toString() {
      return "best " + of;
    }
  }

  /** Where a metric first is at a level, interpolated. */
  record Matched(String of, double level) implements Stage {
    @Override
    public double place(Course run) {
      return run.curve(of).until(run.end()).firstCrossing(level);
    }

    @Override
    public double value(Course run, String metric) {
      double place = place(run);
      return metric.equals(of) && !Double.isNaN(place) ? level : run.curve(metric).at(place);
    }

    @Override
    public Set<String> metrics() {
      return Set.of(of);
    }

    @Override
    public String condition() {
      return of + " " + StageText.number(level);
    }

    @Override
    public String toString() {
      return "matched " + of + " " + StageText.number(level);
    }
  }

  /**
   * The lowest training loss that every run compared comes down to. Which it is, is known once
   * these are: a {@link Matched} then takes its place.
   */
  record MatchedLoss() implements Stage {
    /** What is made equal. */
    public static final String LOSS = "train/loss";

    @Override
    public double place(Course run) {
      throw new IllegalStateException("the level of an equal training loss is that of all runs");
    }

    @Override
    public Set<String> metrics() {
      return Set.of(LOSS);
    }

    @Override
    public String condition() {
      return "an equal training loss";
    }

    @Override
    public String toString() {
      return "matched-loss";
    }
  }

  /** The arithmetic mean of what was measured in the last epochs of a run, its end included. */
  record MeanOfLast(int epochs) implements Stage {
    @Override
    public double place(Course run) {
      return run.end() >= epochs ? run.end() : Double.NaN;
    }

    @Override
    public double value(Course run, String metric) {
      double from = place(run) - epochs; // NaN keeps nothing
      Curve curve = run.curve(metric).until(run.end());
      return IntStream.range(0, curve.size())
          .filter(i -> curve.x(i) > from)
          .mapToDouble(curve::y)
          .average()
          .orElse(Double.NaN);
    }

    @Override
    public String condition() {
      return epochs + " epochs";
    }

    @Override
    public String toString() {
      return "mean of last " + epochs + (epochs == 1 ? " epoch" : " epochs");
    }
  }

  /**
   * From where a metric was first measured below a level: of each metric the first measurement
   * there or later. Nothing is interpolated.
   */
  record After(String of, double level) implements Stage {
    @Override
    public double place(Course run) {
      Curve curve = run.curve(of).until(run.end());
      for (int i = 0; i < curve.size(); i++) {
        if (curve.y(i) < level) {
          return curve.x(i);
        }
      }
      return Double.NaN;
    }

    @Override
    public double value(Course run, String metric) {
      return run.curve(metric).until(run.end()).from(place(run));
    }

    @Override
    public Set<String> metrics() {
      return Set.of(of);
    }

    @Override
    public String condition() {
      return of + " below " + StageText.number(level);
    }

    @Override
    public String toString() {
      return "after " + of + " below " + StageText.number(level);
    }
  }
}
