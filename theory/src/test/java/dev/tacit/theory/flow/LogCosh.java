package dev.tacit.theory.flow;

import dev.tacit.theory.objective.ArrayObjective;
import java.util.Arrays;
import java.util.List;

/** C(w) = Σ_i log cosh(a_i·w - c_i): smooth, coupled, not quadratic; memory.py has the same. */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose
record LogCosh(double[][] a, double[] c) implements ArrayObjective {
  /** The three batches of memory.py. */
  static final List<LogCosh> BATCHES =
      List.of(
          new LogCosh(new double[][] {{1, 0.5, -0.3}, {0.2, -1.1, 0.7}}, new double[] {0.3, -0.2}),
          new LogCosh(new double[][] {{-0.4, 0.9, 1.2}, {1.3, 0.1, 0.6}}, new double[] {0.1, 0.5}),
          new LogCosh(
              new double[][] {{0.8, -0.7, 0.2}, {-0.5, 0.4, -1}}, new double[] {-0.4, 0.2}));

  static double[] start() {
    return new double[] {0.6, -0.4, 0.9};
  }

  @Override
  public long dimension() {
    return a[0].length;
  }

  @Override
  public double value(double[] w) {
    return gradient(w, new double[w.length]);
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    Arrays.fill(gradient, 0);
    double value = 0;
    for (int i = 0; i < a.length; i++) {
      double z = dot(a[i], w) - c[i];
      value += Math.log(Math.cosh(z));
      for (int j = 0; j < w.length; j++) {
        gradient[j] += Math.tanh(z) * a[i][j];
      }
    }
    return value;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    Arrays.fill(product, 0);
    for (int i = 0; i < a.length; i++) {
      double slope = 1 / Math.pow(Math.cosh(dot(a[i], w) - c[i]), 2);
      for (int j = 0; j < w.length; j++) {
        product[j] += slope * dot(a[i], v) * a[i][j];
      }
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += x[j] * y[j];
    }
    return sum;
  }
}
