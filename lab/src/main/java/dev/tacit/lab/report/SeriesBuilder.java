package dev.tacit.lab.report;

import dev.tacit.lab.figure.Scale;
import dev.tacit.lab.report.Series.Point;
import dev.tacit.lab.report.Series.Role;
import dev.tacit.lab.statistics.Crossing;
import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.statistics.Interval;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Study;
import dev.tacit.lab.study.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Averages runs into the lines of a figure. */
final class SeriesBuilder {
  /** Levels of training loss at which a line against it has points, at most. */
  private static final int LEVELS = 160;

  /** So many runs of a mean can still be told apart. */
  static final int MOST_SEEDS = 10;

  private static final String SEED = "seed ";

  /** A normal variable is within so many standard errors of its mean 95 times in 100. */
  private static final double STANDARD_ERRORS = 1.959963984540054;

  private final Study study;

  SeriesBuilder(Study study) {
    this.study = study;
  }

  /**
   * A metric against the epoch: the mean over the usable runs wherever all of them were measured,
   * so that no line jumps because a run has ended; behind it these runs where they are few; and
   * each other run as far as it went. With one run, the band is the measurement's own 95 % interval
   * where it has a standard error.
   */
  List<Series> acrossEpochs(String metric, Optimizer optimizer, Variant variant, Scale scale) {
    List<RunRecord> all = with(metric, study.runs(optimizer, variant));
    List<RunRecord> usable = all.stream().filter(study::isUsable).toList();
    List<Series> series = new ArrayList<>();
    acrossEpochs(metric, usable, scale)
        .mean(metric, optimizer, variant, usable.size())
        .ifPresent(series::add);
    for (RunRecord run : few(usable)) {
      acrossEpochs(metric, List.of(run), scale)
          .seed(metric, optimizer, variant, run.manifest().seed())
          .ifPresent(series::add);
    }
    for (RunRecord run : all) {
      if (!study.isUsable(run)) {
        acrossEpochs(metric, List.of(run), scale)
            .stopped(metric, optimizer, variant, run)
            .ifPresent(series::add);
      }
    }
    return series;
  }

  /** Those runs of a mean that are shown one by one: all if they are few, none if it is one. */
  static List<RunRecord> few(List<RunRecord> averaged) {
    return averaged.size() > 1 && averaged.size() <= MOST_SEEDS ? averaged : List.of();
  }

  private Line acrossEpochs(String metric, List<RunRecord> runs, Scale scale) {
    List<Curve> curves = runs.stream().map(run -> Study.curve(run, metric)).toList();
    Crossing crossing = study.crossing(runs);
    Line line = new Line(scale);
    Line some = new Line(scale); // where no place is common to all
    for (double place : Curve.places(curves)) {
      double[] values = new double[curves.size()];
      boolean all = true;
      for (int i = 0; i < values.length; i++) {
        values[i] = curves.get(i).measuredAt(place);
        all &= Double.isFinite(values[i]);
      }
      (all ? line : some).add(place, values, crossing);
    }
    if (line.points.isEmpty()) {
      return some;
    }
    if (runs.size() == 1 && runs.get(0).errors().containsKey(metric)) {
      line.bandFromErrors(runs.get(0).errors().get(metric));
    }
    return line;
  }

  /**
   * A metric against the training loss: at every level the mean, over the usable runs, of the
   * metric where the run first reaches that level; as far as all of them reach. Behind it these
   * runs where they are few.
   */
  List<Series> acrossLoss(String metric, Optimizer optimizer, Variant variant, Scale scale) {
    List<RunRecord> runs = with(Study.LOSS, with(metric, study.usable(optimizer, variant)));
    List<Curve> losses = runs.stream().map(run -> Study.curve(run, Study.LOSS)).toList();
    List<Curve> curves = runs.stream().map(run -> Study.curve(run, metric)).toList();
    double start = losses.stream().mapToDouble(loss -> loss.y(0)).min().orElse(Double.NaN);
    double end = Curve.lowestCommonLevel(losses);
    Crossing crossing = study.crossing(runs);
    Line line = new Line(scale);
    List<Line> single = few(runs).stream().map(run -> new Line(scale)).toList();
    for (double level : levels(start, end)) {
      double[] values = new double[runs.size()];
      boolean all = true;
      for (int i = 0; i < values.length; i++) {
        values[i] = curves.get(i).at(losses.get(i).firstReach(level));
        all &= Double.isFinite(values[i]);
      }
      if (all) {
        line.add(level, values, crossing);
        for (int i = 0; i < single.size(); i++) {
          single.get(i).add(level, List.of(values[i]));
        }
      }
    }
    List<Series> series = new ArrayList<>();
    line.mean(metric, optimizer, variant, runs.size()).ifPresent(series::add);
    for (int i = 0; i < single.size(); i++) {
      long seed = runs.get(i).manifest().seed();
      single.get(i).seed(metric, optimizer, variant, seed).ifPresent(series::add);
    }
    return series;
  }

  /** From the start down to the end, evenly on a logarithmic scale where that is possible. */
  private static double[] levels(double start, double end) {
    if (!(end < start)) {
      return Double.isNaN(end) ? new double[0] : new double[] {end};
    }
    double[] levels = new double[LEVELS + 1];
    for (int i = 0; i <= LEVELS; i++) {
      double t = i / (double) LEVELS;
      levels[i] = end > 0 ? start * Math.pow(end / start, t) : start + t * (end - start);
    }
    levels[LEVELS] = end;
    return levels;
  }

  private static List<RunRecord> with(String metric, Collection<RunRecord> runs) {
    return runs.stream().filter(run -> Study.curve(run, metric).size() > 0).toList();
  }

  /**
   * Points as they come; geometric means where the axis is logarithmic. The band is Student's
   * interval, or the range of the runs where there are two: an interval from two values is some
   * nine times as wide and would hide the lines.
   */
  static final class Line {
    private final List<Point> points = new ArrayList<>();
    private final Scale scale;

    Line(Scale scale) {
      this.scale = scale;
    }

    /** Adds the mean of the values that are finite, if they have places on the axis. */
    void add(double place, List<Double> values) {
      add(place, values, Crossing.NONE);
    }

    /** The same of values whose seeds may be crossed. */
    void add(double place, List<Double> values, Crossing crossing) {
      add(place, values.stream().mapToDouble(Double::doubleValue).toArray(), crossing);
    }

    /** The same. */
    void add(double place, double[] values, Crossing crossing) {
      point(place, values, scale, crossing).ifPresent(points::add);
    }

    /** Such a point alone. */
    static Optional<Point> point(
        double place, List<Double> values, Scale scale, Crossing crossing) {
      double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
      return point(place, array, scale, crossing);
    }

    private static Optional<Point> point(
        double place, double[] values, Scale scale, Crossing crossing) {
      double[] finite = new double[values.length];
      int n = 0;
      for (double value : values) {
        if (Double.isFinite(value)) {
          if (!Double.isFinite(scale.place(value))) {
            return Optional.empty();
          }
          finite[n++] = value;
        }
      }
      if (n == 0) {
        return Optional.empty();
      }
      finite = Arrays.copyOf(finite, n);
      Interval mean =
          scale instanceof Scale.Log
              ? Interval.geometric(crossing, finite)
              : Interval.of(crossing, finite);
      boolean pair = values.length == 2 && n == 2;
      double low = pair ? Math.min(finite[0], finite[1]) : mean.low();
      double high = pair ? Math.max(finite[0], finite[1]) : mean.high();
      return Optional.of(new Point(place, mean.mean(), low, high, mean.n()));
    }

    void bandFromErrors(Curve errors) {
      points.replaceAll(
          point -> {
            double mean = point.mean();
            double half = STANDARD_ERRORS * errors.measuredAt(point.x());
            return scale instanceof Scale.Log // where the relative error is that of the logarithm
                ? new Point(
                    point.x(),
                    mean,
                    mean * Math.exp(-half / mean),
                    mean * Math.exp(half / mean),
                    point.n())
                : new Point(point.x(), mean, mean - half, mean + half, point.n());
          });
    }

    /** The line as a mean over some runs. */
    Optional<Series> mean(String metric, Optimizer optimizer, Variant variant, int seeds) {
      return series(metric, optimizer, variant, Role.MEAN, seeds, "", false);
    }

    /** The line as one of the runs that a mean is of. */
    Optional<Series> seed(String metric, Optimizer optimizer, Variant variant, long seed) {
      points.replaceAll(p -> new Point(p.x(), p.mean(), Double.NaN, Double.NaN, 1));
      return series(metric, optimizer, variant, Role.SEED, 1, SEED + seed, false);
    }

    /** The line as a run that did not finish. */
    Optional<Series> stopped(String metric, Optimizer optimizer, Variant variant, RunRecord run) {
      String words = SEED + run.manifest().seed() + ", " + run.state();
      boolean diverged = run.state() == State.diverged;
      return series(metric, optimizer, variant, Role.STOPPED, 1, words, diverged);
    }

    private Optional<Series> series(
        String metric,
        Optimizer optimizer,
        Variant variant,
        Role role,
        int seeds,
        String run,
        boolean diverged) {
      return points.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Series(
                  metric, optimizer, variant, role, seeds, run, List.copyOf(points), diverged));
    }
  }
}
