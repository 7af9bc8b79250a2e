package dev.tacit.theory.objective;

import dev.tacit.objective.FiniteSum;

/**
 * C(w) = (1/n) Σ_i φ(y_i x_i·w): logistic regression, or its exponential-loss relative, without a
 * bias.
 *
 * <p>On separable data C has no minimiser; w grows for ever, and only its direction settles. Which
 * direction is the implicit bias of the method. D. Soudry et al., JMLR 19, 2018, arXiv:1710.10345.
 */
public final class LinearClassification implements ArrayObjective, FiniteSum {
  private final double[][] z; // [n, d], rows y_i x_i
  private final MarginLoss loss;

  /**
   * @param signedRows y_i x_i, shape [n, d]
   * @param loss φ
   */
  public LinearClassification(double[][] signedRows, MarginLoss loss) {
    this.z = Matrices.copy("the examples", signedRows);
    this.loss = loss;
  }

  /**
   * Four separable points in the plane, (1, .2), (.3, 2), (1.2, -.1) and (2, 1), already multiplied
   * by their labels. The directions of largest margin differ between the norms:
   *
   * <pre>
   *   L2:  ŵ = (1.8, 0.7)/1.94, margin 1/‖ŵ‖ = 1.004494   (points 1 and 2)
   *   L∞:  (1, 2/3), margin 17/15                         (points 1 and 3)
   *   L1:  (0.72, 0.28), margin 0.776                     (points 1 and 2)
   * </pre>
   */
  public static LinearClassification fourPoints(MarginLoss loss) {
    return new LinearClassification(new double[][] {{1, 0.2}, {0.3, 2}, {1.2, -0.1}, {2, 1}}, loss);
  }

  @Override
  public long dimension() {
    return z[0].length;
  }

  @Override
  public int examples() {
    return z.length;
  }

  /** The rows y_i x_i, shape [n, d], as a copy. */
  public double[][] signedRows() {
    return Matrices.copy("the examples", z);
  }

  @Override
  public LinearClassification batch(int... indices) {
    return new LinearClassification(Matrices.select(z, indices), loss);
  }

  /** min_i y_i x_i·w, the margin of w; positive when w separates the examples. */
  public double margin(double[] w) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double[] row : z) {
      smallest = Math.min(smallest, Matrices.dot(row, w));
    }
    return smallest;
  }

  @Override
  public double value(double[] w) {
    double sum = 0;
    for (double[] row : z) {
      sum += loss.value(Matrices.dot(row, w));
    }
    return sum / z.length;
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    Matrices.clear(gradient);
    double sum = 0;
    for (double[] row : z) {
      double margin = Matrices.dot(row, w);
      sum += loss.value(margin);
      Matrices.add(gradient, loss.slope(margin) / z.length, row);
    }
    return sum / z.length;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    Matrices.clear(product);
    for (double[] row : z) {
      double factor = loss.curvature(Matrices.dot(row, w)) * Matrices.dot(row, v);
      Matrices.add(product, factor / z.length, row);
    }
  }
}
