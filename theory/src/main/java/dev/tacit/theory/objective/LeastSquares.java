package dev.tacit.theory.objective;

import dev.tacit.objective.FiniteSum;

/**
 * C(w) = (1/2n) ‖Xw - y‖², the mean of C_i = ½ (x_i·w - y_i)².
 *
 * <p>With fewer examples than parameters there are many minimisers of value 0, and which of them a
 * method finds is the simplest case of implicit regularization. The answers that are known exactly
 * are here: {@link #nearestInterpolant} for every method whose steps are combinations of gradients,
 * {@link #weightedInterpolant} for a fixed diagonal preconditioner.
 */
public final class LeastSquares implements ArrayObjective, FiniteSum {
  private final double[][] x; // [n, d]
  private final double[] y; // [n]

  /**
   * @param x the examples, shape [n, d]
   * @param y their targets, shape [n]
   * @throws IllegalArgumentException if there are none or the shapes do not fit
   */
  public LeastSquares(double[][] x, double[] y) {
    this.x = Matrices.copy("X", x);
    this.y = Matrices.finite("y", y);
    if (x.length != y.length) {
      throw new IllegalArgumentException("X has " + x.length + " rows, y " + y.length + " numbers");
    }
  }

  @Override
  public long dimension() {
    return x[0].length;
  }

  @Override
  public int examples() {
    return x.length;
  }

  @Override
  public LeastSquares batch(int... indices) {
    double[] targets = new double[indices.length];
    double[][] rows = Matrices.select(x, indices);
    for (int k = 0; k < indices.length; k++) {
      targets[k] = y[indices[k]];
    }
    return new LeastSquares(rows, targets);
  }

  @Override
  public double value(double[] w) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = Matrices.dot(x[i], w) - y[i];
      sum += residual * residual;
    }
    return sum / (2.0 * x.length);
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    Matrices.clear(gradient);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = Matrices.dot(x[i], w) - y[i];
      sum += residual * residual;
      Matrices.add(gradient, residual / x.length, x[i]);
    }
    return sum / (2.0 * x.length);
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    Matrices.clear(product);
    for (double[] row : x) {
      Matrices.add(product, Matrices.dot(row, v) / x.length, row);
    }
  }

  /**
   * The span of the examples.
   *
   * @throws IllegalArgumentException if they are linearly dependent
   */
  public RowSpace rowSpace() {
    return new RowSpace(x);
  }

  /**
   * w0 + Xᵀ(XXᵀ)⁻¹(y - Xw0): of all w with Xw = y the nearest to w0, and the limit of (stochastic)
   * gradient descent and its linear momentum variants from w0, whatever batches and order.
   */
  public double[] nearestInterpolant(double[] w0) {
    double[] residual = y.clone();
    for (int i = 0; i < x.length; i++) {
      residual[i] -= Matrices.dot(x[i], w0);
    }
    double[] w = rowSpace().minimumNorm(residual);
    Matrices.add(w, 1, w0);
    return w;
  }

  /**
   * argmin Σ_j P_j w_j² subject to Xw = y, that is P⁻¹Xᵀ(XP⁻¹Xᵀ)⁻¹y: the limit of w ← w - ηP⁻¹∇C
   * from 0.
   *
   * @param preconditioner the diagonal P, all positive, shape [d]
   */
  public double[] weightedInterpolant(double[] preconditioner) {
    double[][] scaled = Matrices.copy("X", x); // X P^{-1/2}
    for (double[] row : scaled) {
      for (int j = 0; j < row.length; j++) {
        row[j] /= Math.sqrt(preconditioner[j]);
      }
    }
    double[] w = new RowSpace(scaled).minimumNorm(y);
    for (int j = 0; j < w.length; j++) {
      w[j] /= Math.sqrt(preconditioner[j]);
    }
    return w;
  }
}
