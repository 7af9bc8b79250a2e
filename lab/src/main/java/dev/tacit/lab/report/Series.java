package dev.tacit.lab.report;

import dev.tacit.lab.figure.Diagram;
import dev.tacit.lab.figure.Look;
import dev.tacit.lab.study.Optimizer;
import dev.tacit.lab.study.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One line of a figure with its band: exactly the numbers drawn.
 *
 * @param metric what it shows
 * @param optimizer whose line it is
 * @param variant the point of the grid
 * @param role what it is the line of
 * @param seeds how many runs it averages
 * @param run which run it is, as in "seed 3, diverged"; empty for a mean
 * @param points of the line, from left to right
 * @param diverged whether it ends because the run diverged
 */
record Series(
    String metric,
    Optimizer optimizer,
    Variant variant,
    Role role,
    int seeds,
    String run,
    List<Point> points,
    boolean diverged) {

  private static final int SPARSE = 40;

  /** What a line is of. */
  enum Role {
    /** An optimizer's usable runs. */
    MEAN,
    /** One of the runs that a mean is of; thin and pale, behind it. */
    SEED,
    /** A run that did not finish and is part of no mean. */
    STOPPED
  }

  /**
   * A point of a line.
   *
   * @param x place
   * @param mean over the runs
   * @param low the band's lower end, NaN without a band
   * @param high the band's upper end, NaN without a band
   * @param n how many runs have a value there
   */
  record Point(double x, double mean, double low, double high, int n) {
    boolean hasBand() {
      return !Double.isNaN(low);
    }
  }

  /**
   * The lowest of some points, among those of the most runs: a setting with which a run diverged is
   * worse than any with which none did.
   */
  static Optional<Point> best(List<Point> points) {
    int most = points.stream().mapToInt(Point::n).max().orElse(0);
    return points.stream()
        .filter(point -> point.n() == most)
        .min(Comparator.comparingDouble(Point::mean));
  }

  /** Whether dots show where it was measured. */
  boolean isSparse() {
    return isMean() && points.size() <= SPARSE;
  }

  boolean isMean() {
    return role == Role.MEAN;
  }

  boolean isSeed() {
    return role == Role.SEED;
  }

  boolean isStopped() {
    return role == Role.STOPPED;
  }

  boolean hasBand() {
    return points.stream().anyMatch(Point::hasBand);
  }

  Point last() {
    return points.get(points.size() - 1);
  }

  /**
   * The line as it is drawn.
   *
   * @param label in the legend
   * @param joined whether a single seed's points are joined; else they are dots
   */
  Diagram.Line drawn(String label, boolean joined) {
    List<Diagram.Point> drawn =
        points.stream().map(p -> new Diagram.Point(p.x(), p.mean(), p.low(), p.high())).toList();
    if (isSeed()) {
      return Diagram.Line.behind(
          Colours.of(optimizer),
          joined ? 0.4 : 0.6,
          joined ? Look.stroke(0.7f) : null,
          joined && points.size() > 1 ? 0 : 2,
          drawn);
    }
    return new Diagram.Line(
        label,
        Colours.of(optimizer),
        Colours.stroke(optimizer, isStopped() ? 1.1f : 2),
        Colours.stroke(optimizer, 2.4f),
        isSparse() ? 3 : 0,
        isMean(),
        drawn,
        diverged);
  }
}
