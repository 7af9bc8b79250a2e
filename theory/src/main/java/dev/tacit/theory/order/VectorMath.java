package dev.tacit.theory.order;

/** The few vector operations that judging needs. */
final class VectorMath {
  private VectorMath() {}

  /** a·b. */
  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** ‖a - b‖. */
  static double distance(double[] a, double[] b) {
    double[] difference = displacement(a, b, 1);
    return Math.sqrt(dot(difference, difference));
  }

  /** (end - from)/h. */
  static double[] displacement(double[] end, double[] from, double h) {
    double[] d = new double[end.length];
    for (int j = 0; j < d.length; j++) {
      d[j] = (end[j] - from[j]) / h;
    }
    return d;
  }

  /** factor · a, a new array. */
  static double[] scaled(double[] a, double factor) {
    double[] product = a.clone();
    for (int j = 0; j < a.length; j++) {
      product[j] *= factor;
    }
    return product;
  }
}
