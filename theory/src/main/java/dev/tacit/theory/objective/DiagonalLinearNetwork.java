package dev.tacit.theory.objective;

import dev.tacit.objective.FiniteSum;
import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * Least squares in β = u² - v² (componentwise): C(u, v) = (1/2n) ‖Xβ - y‖² with w = (u, v), shape
 * [2d].
 *
 * <p>From u = v = α the gradient flow ends in the interpolant of least Q_α, a function that goes
 * from ‖β‖₂² (α large, the lazy or kernel regime) to ‖β‖₁ (α small, the rich regime). B. Woodworth
 * et al., COLT 2020, arXiv:2002.09277.
 */
public final class DiagonalLinearNetwork implements ArrayObjective, FiniteSum {
  private static final int NEWTON_STEPS = 200;

  private final double[][] x; // [n, d]
  private final double[] y; // [n]
  private final int d;
  private final LeastSquares inner;

  /**
   * @param x the examples, shape [n, d]
   * @param y their targets, shape [n]
   */
  public DiagonalLinearNetwork(double[][] x, double[] y) {
    this.inner = new LeastSquares(x, y);
    this.x = Matrices.copy("X", x);
    this.y = y.clone();
    this.d = x[0].length;
  }

  /** C as a function of β, shape [d]. */
  public LeastSquares inner() {
    return inner;
  }

  /** The balanced start u = v = α; shape [2d]. */
  public double[] start(double alpha) {
    double[] w = new double[2 * d];
    Arrays.fill(w, alpha);
    return w;
  }

  /** β = u² - v², shape [d]. */
  public double[] beta(double[] w) {
    double[] beta = new double[d];
    for (int j = 0; j < d; j++) {
      beta[j] = (w[j] - w[d + j]) * (w[j] + w[d + j]);
    }
    return beta;
  }

  @Override
  public long dimension() {
    return 2L * d;
  }

  @Override
  public int examples() {
    return x.length;
  }

  @Override
  public DiagonalLinearNetwork batch(int... indices) {
    double[][] rows = Matrices.select(x, indices);
    return new DiagonalLinearNetwork(rows, Arrays.stream(indices).mapToDouble(i -> y[i]).toArray());
  }

  @Override
  public double value(double[] w) {
    return inner.value(beta(w));
  }

  /** ∇_u C = 2u ⊙ ∇_β L, ∇_v C = -2v ⊙ ∇_β L. */
  @Override
  public double gradient(double[] w, double[] gradient) {
    double[] g = new double[d]; // ∇_β L
    double value = inner.gradient(beta(w), g);
    for (int j = 0; j < d; j++) {
      gradient[j] = 2 * w[j] * g[j];
      gradient[d + j] = -2 * w[d + j] * g[j];
    }
    return value;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    double[] beta = beta(w);
    double[] g = new double[d];
    inner.gradient(beta, g);
    double[] betaSlope = new double[d]; // dβ = 2u du - 2v dv
    for (int j = 0; j < d; j++) {
      betaSlope[j] = 2 * (w[j] * v[j] - w[d + j] * v[d + j]);
    }
    double[] gSlope = new double[d];
    inner.hessianVector(beta, betaSlope, gSlope);
    for (int j = 0; j < d; j++) {
      product[j] = 2 * (v[j] * g[j] + w[j] * gSlope[j]);
      product[d + j] = -2 * (v[d + j] * g[j] + w[d + j] * gSlope[j]);
    }
  }

  /**
   * The end of the gradient flow from u = v = α: argmin Q_α(β) subject to Xβ = y. With its
   * multipliers ν it is β = 2α² sinh(Xᵀν), and ν minimises the convex Φ(ν) = 2α² Σ_j cosh(x_j·ν) -
   * y·ν, here by Newton's method with halving steps. (Q_α(β) = α² Σ_j q(β_j/α²), q(z) = 2 - √(4+z²)
   * + z arsinh(z/2).)
   *
   * @param alpha α &gt; 0
   * @return β, shape [d]
   * @throws IllegalArgumentException if α is not positive
   * @throws IllegalStateException if Newton's method does not converge, as when no β fits the data
   */
  public double[] flowLimit(double alpha) {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("alpha must be positive, found " + alpha);
    }
    int n = x.length;
    double[] nu = new double[n];
    double scale = 2 * alpha * alpha;
    for (int k = 0; k < NEWTON_STEPS; k++) {
      double[] residual = y.clone(); // y - Xβ = -∇Φ
      double[][] jacobian = new double[n][n]; // X diag(2α² cosh) Xᵀ
      double[] exponent = exponent(nu);
      for (int j = 0; j < d; j++) {
        double beta = scale * Math.sinh(exponent[j]);
        double slope = scale * Math.cosh(exponent[j]);
        for (int i = 0; i < n; i++) {
          residual[i] -= x[i][j] * beta;
          for (int l = 0; l < n; l++) {
            jacobian[i][l] += slope * x[i][j] * x[l][j];
          }
        }
      }
      double[] step =
          new CholeskyDecomposition(new Array2DRowRealMatrix(jacobian, false), 1e-10, 0)
              .getSolver()
              .solve(new ArrayRealVector(residual, false))
              .toArray();
      double decrement = Matrices.dot(step, residual);
      double length = lineSearch(nu, step, decrement, scale);
      Matrices.add(nu, length, step);
      if (Math.sqrt(Matrices.dot(step, step)) <= 1e-10 * (1 + Math.sqrt(Matrices.dot(nu, nu)))) {
        double[] beta = exponent(nu);
        Arrays.setAll(beta, j -> scale * Math.sinh(beta[j]));
        return beta;
      }
    }
    throw new IllegalStateException("Newton's method did not find the flow's limit");
  }

  /** Xᵀν, shape [d]. */
  private double[] exponent(double[] nu) {
    double[] sum = new double[d];
    for (int i = 0; i < nu.length; i++) {
      Matrices.add(sum, nu[i], x[i]);
    }
    return sum;
  }

  /** The first of 1, ½, ¼, … that decreases Φ by a tenth of what its slope promises. */
  private double lineSearch(double[] nu, double[] step, double decrement, double scale) {
    double start = dual(nu, scale);
    for (double length = 1; length > 1e-30; length /= 2) {
      double[] trial = nu.clone();
      Matrices.add(trial, length, step);
      double rounding = 1e-12 * (1 + Math.abs(start));
      if (dual(trial, scale) <= start - 0.1 * length * decrement + rounding) {
        return length;
      }
    }
    return 1;
  }

  private double dual(double[] nu, double scale) {
    double sum = -Matrices.dot(y, nu);
    for (double exponent : exponent(nu)) {
      sum += scale * Math.cosh(exponent);
    }
    return sum;
  }
}
