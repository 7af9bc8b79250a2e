package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.RunSettings;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * How fast runs of one kind are.
 *
 * @param start seconds from a run's start to its first step
 * @param epoch seconds an epoch takes with what is measured after each
 * @param rare seconds that what is measured more rarely takes each time
 */
record Speed(Span start, Span epoch, Span rare) {
  /** Machines are not the same from hour to hour: no speed is known better than this. */
  private static final double LEAST_DOUBT = 0.1;

  /**
   * From runs that were trained.
   *
   * @param epochs seconds an epoch of each took, all that was measured included; at least one
   */
  static Speed of(List<Double> epochs) {
    DoubleSummaryStatistics seconds =
        epochs.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    double mean = seconds.getAverage();
    return new Speed(
        Span.NONE,
        new Span(
            Math.min(seconds.getMin(), mean * (1 - LEAST_DOUBT)),
            mean,
            Math.max(seconds.getMax(), mean * (1 + LEAST_DOUBT))),
        Span.NONE);
  }

  /** A kind of which nothing is known but the speeds of others: anything between them. */
  static Speed among(List<Speed> others) {
    Span start = others.stream().map(Speed::start).reduce(Span.NONE, Span::or);
    double low = others.stream().mapToDouble(s -> s.epoch.low()).min().orElseThrow();
    double likely = others.stream().mapToDouble(s -> s.epoch.likely()).average().orElseThrow();
    double high = others.stream().mapToDouble(s -> s.epoch.high()).max().orElseThrow();
    Span rare = others.stream().map(Speed::rare).reduce(Span.NONE, Span::or);
    return new Speed(
        new Span(0, start.likely(), start.high()),
        new Span(low, likely, high),
        new Span(0, rare.likely(), rare.high()));
  }

  /**
   * How long a run still takes.
   *
   * @param done epochs of it that are done
   */
  Span left(RunSettings run, int done) {
    return epoch
        .times(Math.max(0, run.epochs() - done))
        .plus(rare.times(run.rarelyMeasured(done)))
        .plus(done == 0 ? start : Span.NONE);
  }
}
