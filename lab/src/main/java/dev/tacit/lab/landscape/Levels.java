package dev.tacit.lab.landscape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The levels of a map: equally spaced logarithms, so that a valley shows beside a wall.
 *
 * @param logs rising logarithms to base 10; band k lies between level k and k + 1
 */
record Levels(List<Double> logs) {
  private static final int BANDS = 14;
  private static final double MOST_DECADES = 8;

  /** Copies the list. */
  Levels {
    logs = List.copyOf(logs);
  }

  /** From the lowest to the highest finite positive value of a map. */
  static Levels of(LossMap map) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (List<Double> row : map.loss()) {
      for (double value : row) {
        if (value > 0 && Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    if (!(low < high)) {
      double only = high > 0 ? Math.log10(high) : 0;
      return new Levels(List.of(only - 0.5, only + 0.5));
    }
    double top = Math.log10(high);
    double bottom = Math.max(Math.log10(low), top - MOST_DECADES);
    List<Double> logs = new ArrayList<>();
    for (int k = 0; k <= BANDS; k++) {
      logs.add(bottom + (top - bottom) * k / BANDS);
    }
    return new Levels(logs);
  }

  int bands() {
    return logs.size() - 1;
  }

  /** The band of a value; the lowest and highest take what lies beyond. NaN has none: -1. */
  int band(double log) {
    if (Double.isNaN(log)) {
      return -1;
    }
    double share = (log - logs.get(0)) / (logs.get(bands()) - logs.get(0));
    return (int) Math.min(bands() - 1, Math.max(0, Math.floor(share * bands())));
  }

  /** What stands beside level k, to two digits, or three where the levels lie close. */
  String label(int k) {
    double log = logs.get(k);
    int digits = logs.get(bands()) - logs.get(0) < 0.5 ? 3 : 2;
    return log >= -3 && log < 5
        ? String.format(
            Locale.ROOT, "%." + Math.max(0, digits - 1 - (int) Math.floor(log)) + "f", value(log))
        : String.format(Locale.ROOT, "%." + (digits - 1) + "e", value(log));
  }

  private static double value(double log) {
    return Math.pow(10, log);
  }
}
