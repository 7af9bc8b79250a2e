package dev.tacit.lab.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.DoublePredicate;

/**
 * One measurement along one run: finite values at increasing places, in epochs. Between two
 * measurements it runs straight; outside it has no value (NaN).
 */
public final class Curve {
  private final double[] x; // [n], strictly increasing
  private final double[] y; // [n], finite

  /**
   * @param x where it was measured, strictly increasing
   * @param y the values; those that are not finite are left out
   */
  public Curve(double[] x, double[] y) {
    this(x, y, false);
  }

  private Curve(double[] x, double[] y, boolean keep) {
    if (!(x.length == y.length)) {
      throw new IllegalArgumentException(x.length + " places for " + y.length + " values");
    }
    for (int i = 1; i < x.length; i++) {
      if (!(x[i] > x[i - 1])) {
        throw new IllegalArgumentException("places must increase: " + x[i - 1] + ", " + x[i]);
      }
    }
    int n = 0;
    for (double value : y) {
      n += Double.isFinite(value) ? 1 : 0;
    }
    if (n == y.length) {
      this.x = keep ? x : x.clone();
      this.y = keep ? y : y.clone();
      return;
    }
    this.x = new double[n];
    this.y = new double[n];
    for (int i = 0, next = 0; i < y.length; i++) {
      if (Double.isFinite(y[i])) {
        this.x[next] = x[i];
        this.y[next++] = y[i];
      }
    }
  }

  /**
   * A curve that keeps the arrays where it can, so that many curves share one array of places.
   *
   * @param x where it was measured, strictly increasing; nobody may change it any more
   * @param y the values; nobody may change it any more
   */
  public static Curve keeping(double[] x, double[] y) {
    return new Curve(x, y, true);
  }

  /** How many measurements. */
  public int size() {
    return x.length;
  }

  /** The place of measurement i. */
  public double x(int i) {
    return x[i];
  }

  /** The value of measurement i. */
  public double y(int i) {
    return y[i];
  }

  /** Whether it was measured at the same places as another. */
  public boolean isAlong(Curve other) {
    return Arrays.equals(x, other.x);
  }

  /** Copies all values into an array, from some place of it on. */
  public void copyValues(double[] to, int at) {
    System.arraycopy(y, 0, to, at, y.length);
  }

  /** Whether all values are of some kind. */
  public boolean all(DoublePredicate kind) {
    for (double value : y) {
      if (!kind.test(value)) {
        return false;
      }
    }
    return true;
  }

  /** The place of the last measurement, or NaN. */
  public double end() {
    return x.length == 0 ? Double.NaN : x[x.length - 1];
  }

  /** The value at a place, interpolated; NaN outside. */
  public double at(double place) {
    int i = Arrays.binarySearch(x, place);
    if (i >= 0) {
      return y[i];
    }
    int next = -i - 1;
    if (next == 0 || next == x.length || Double.isNaN(place)) {
      return Double.NaN;
    }
    double t = (place - x[next - 1]) / (x[next] - x[next - 1]);
    return y[next - 1] + t * (y[next] - y[next - 1]);
  }

  /** The measurement at a place, or NaN if none was taken there. */
  public double measuredAt(double place) {
    int i = Arrays.binarySearch(x, place);
    return i >= 0 ? y[i] : Double.NaN;
  }

  /** The part of it up to a place. */
  public Curve until(double place) {
    int i = Arrays.binarySearch(x, place);
    int n = i >= 0 ? i + 1 : -i - 1;
    if (n == x.length) {
      return this;
    }
    return keeping(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
  }

  /** The first measurement at or after a place, or NaN. */
  public double from(double place) {
    int i = Arrays.binarySearch(x, place);
    int first = i >= 0 ? i : -i - 1;
    return first == x.length || Double.isNaN(place) ? Double.NaN : y[first];
  }

  /** The last measurement at or before a place, or NaN. */
  public double upTo(double place) {
    int i = Arrays.binarySearch(x, place);
    int last = i >= 0 ? i : -i - 2;
    return last < 0 ? Double.NaN : y[last];
  }

  /**
   * The lowest value, or NaN. Zero counts only where no value is positive: a loss that reads 0 has
   * run out of digits, and says no more than that it is below the last one that did not.
   */
  public double lowest() {
    double lowest = Double.POSITIVE_INFINITY;
    double positive = Double.POSITIVE_INFINITY;
    for (double value : y) {
      lowest = Math.min(lowest, value);
      positive = value > 0 ? Math.min(positive, value) : positive;
    }
    return y.length == 0 ? Double.NaN : Double.isFinite(positive) ? positive : lowest;
  }

  /**
   * Where the curve first comes down to a level. Between two measurements it is taken to fall
   * straight on a logarithmic scale (a loss does so more nearly than on a linear one), or straight
   * where a value is not positive.
   *
   * @return the place, the first one if the curve starts at or below the level, or NaN if it never
   *     comes down so far
   */
  public double firstReach(double level) {
    for (int i = 0; i < x.length; i++) {
      if (y[i] <= level) {
        return i == 0 ? x[0] : crossing(i, level);
      }
    }
    return Double.NaN;
  }

  /**
   * Where the curve first is at a level, whether it comes down or up to it; between two
   * measurements as in {@link #firstReach}.
   *
   * @return the place, or NaN if it never crosses the level
   */
  public double firstCrossing(double level) {
    for (int i = 0; i < x.length; i++) {
      if (y[i] == level) {
        return x[i];
      }
      if (i > 0 && y[i] > level != y[i - 1] > level) {
        return crossing(i, level);
      }
    }
    return Double.NaN;
  }

  /** Where the curve is at a level between a measurement above or at it and one below or at it. */
  private double crossing(int i, double level) {
    boolean log = y[i - 1] > 0 && y[i] > 0;
    double t =
        log
            ? Math.log(y[i - 1] / level) / Math.log(y[i - 1] / y[i])
            : (y[i - 1] - level) / (y[i - 1] - y[i]);
    return x[i - 1] + t * (x[i] - x[i - 1]);
  }

  /** All places at which one of some curves was measured, rising. */
  public static double[] places(Collection<Curve> curves) {
    double[] all = new double[0];
    for (Curve curve : curves) { // most have the same
      all = Arrays.equals(all, curve.x) ? all : merged(all, curve.x);
    }
    return all.clone();
  }

  private static double[] merged(double[] one, double[] other) {
    double[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return Arrays.stream(both).sorted().distinct().toArray();
  }

  /**
   * The lowest level that every one of some curves comes down to: the furthest stage of training at
   * which all can be compared.
   *
   * @return the level, or NaN without curves or when one has no measurements
   */
  public static double lowestCommonLevel(Collection<Curve> curves) {
    // Math.max keeps a NaN.
    return curves.stream().mapToDouble(Curve::lowest).reduce(Math::max).orElse(Double.NaN);
  }
}
