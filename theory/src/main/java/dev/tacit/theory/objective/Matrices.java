package dev.tacit.theory.objective;

import java.util.Arrays;

/** Loops over rows of plain doubles, shared by the closed-form problems. */
final class Matrices {
  private Matrices() {}

  /**
   * A copy of a matrix that is known to be rectangular, finite and not empty.
   *
   * @throws IllegalArgumentException saying what is wrong and where
   */
  static double[][] copy(String name, double[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException(name + " is empty");
    }
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " of "
                + name
                + " has "
                + rows[i].length
                + " numbers, row 0 has "
                + rows[0].length);
      }
      copy[i] = finite("row " + i + " of " + name, rows[i]);
    }
    return copy;
  }

  /** A copy of a vector that is known to be finite. */
  static double[] finite(String name, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds " + value);
      }
    }
    return values.clone();
  }

  /** Some rows of a matrix, for a batch; the rows themselves are shared. */
  static double[][] select(double[][] rows, int[] indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one example");
    }
    double[][] selected = new double[indices.length][];
    for (int k = 0; k < indices.length; k++) {
      int i = indices[k];
      if (!(i >= 0 && i < rows.length)) {
        throw new IllegalArgumentException("example " + i + " is not in [0, " + rows.length + ")");
      }
      selected[k] = rows[i];
    }
    return selected;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** target ← target + factor · v. */
  static void add(double[] target, double factor, double[] v) {
    for (int j = 0; j < target.length; j++) {
      target[j] += factor * v[j];
    }
  }

  static void clear(double[] target) {
    Arrays.fill(target, 0);
  }
}
