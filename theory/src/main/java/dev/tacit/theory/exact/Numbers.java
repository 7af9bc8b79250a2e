package dev.tacit.theory.exact;

import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.SingularValues;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/** Small vectors of plain doubles: norms, distances, random data. */
final class Numbers {
  private Numbers() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** ‖a‖₂. */
  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** ‖a‖₁. */
  static double sumNorm(double[] a) {
    double sum = 0;
    for (double x : a) {
      sum += Math.abs(x);
    }
    return sum;
  }

  /** ‖a‖_∞. */
  static double maxNorm(double[] a) {
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = a[j] - b[j];
    }
    return difference;
  }

  /** ‖a - b‖₂/‖b‖₂. */
  static double distance(double[] a, double[] b) {
    return norm(minus(a, b)) / norm(b);
  }

  /** The angle between two vectors, in radians, accurate where it is small. */
  static double angle(double[] a, double[] b) {
    double[] u = a.clone();
    double[] v = b.clone();
    double na = norm(a);
    double nb = norm(b);
    for (int j = 0; j < u.length; j++) {
      u[j] = a[j] / na + b[j] / nb;
      v[j] = a[j] / na - b[j] / nb;
    }
    return 2 * Math.atan2(norm(v), norm(u));
  }

  /** The singular values of a matrix. */
  static SingularValues singularValues(RealMatrix w) {
    return new SingularValues(new SingularValueDecomposition(w).getSingularValues());
  }

  /** Independent normal numbers, shape [rows, columns], the same for the same name. */
  static double[][] gaussian(String name, int rows, int columns) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(1).stream("exact/" + name, 0));
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int j = 0; j < columns; j++) {
        row[j] = normal.sample();
      }
    }
    return values;
  }
}
