package dev.tacit.lab.sweep;

/**
 * A time that is not known exactly, in seconds.
 *
 * @param low that it will hardly fall short of
 * @param likely what to expect
 * @param high that it will hardly exceed
 */
public record Span(double low, double likely, double high) {
  /** No time at all. */
  public static final Span NONE = new Span(0, 0, 0);

  /** Checks the order. */
  public Span {
    if (!(0 <= low && low <= likely && likely <= high)) {
      throw new IllegalArgumentException(
          "a span needs 0 <= low <= likely <= high, found " + low + ", " + likely + ", " + high);
    }
  }

  /** One after the other. The errors are taken to go the same way, since they have one cause. */
  public Span plus(Span other) {
    return new Span(low + other.low, likely + other.likely, high + other.high);
  }

  /** So many times as long. */
  public Span times(double factor) {
    return new Span(factor * low, factor * likely, factor * high);
  }

  /** The longer of two. */
  Span or(Span other) {
    return new Span(
        Math.max(low, other.low), Math.max(likely, other.likely), Math.max(high, other.high));
  }
}
