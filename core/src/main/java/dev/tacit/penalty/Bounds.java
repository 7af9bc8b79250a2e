package dev.tacit.penalty;

/** Bounds of a penalty's numbers, in accepting form: NaN is refused. */
final class Bounds {
  private Bounds() {}

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be finite and at least 0, found " + value);
    }
  }

  static void finite(String name, double value) {
    if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be finite, found " + value);
    }
  }
}
