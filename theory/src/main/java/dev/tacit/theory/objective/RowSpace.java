package dev.tacit.theory.objective;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * The span of the rows of a matrix X, shape [n, d] with n ≤ d and rank n, by Householder's Xᵀ = QR:
 * no normal equations, so that projections are orthogonal to rounding.
 */
public final class RowSpace {
  private static final double RANK_TOLERANCE = 1e-12;

  private final int n;
  private final double[][] basis; // [n, d], orthonormal rows
  private final RealMatrix r; // [n, n], upper triangular

  /**
   * @param rows X, shape [n, d]
   * @throws IllegalArgumentException if the rows are linearly dependent, or more than columns
   */
  public RowSpace(double[][] rows) {
    n = rows.length;
    RealMatrix transposed = new Array2DRowRealMatrix(Matrices.copy("X", rows)).transpose();
    int d = transposed.getRowDimension();
    if (n > d) {
      throw new IllegalArgumentException("X has " + n + " rows but only " + d + " columns");
    }
    QRDecomposition qr = new QRDecomposition(transposed);
    r = qr.getR().getSubMatrix(0, n - 1, 0, n - 1);
    basis = qr.getQT().getSubMatrix(0, n - 1, 0, d - 1).getData();
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(r.getEntry(i, i)));
    }
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(r.getEntry(i, i)) > RANK_TOLERANCE * largest)) {
        throw new IllegalArgumentException("row " + i + " of X depends on the rows before it");
      }
    }
  }

  /** The part of v orthogonal to every row, (I - Xᵀ(XXᵀ)⁻¹X) v; shape [d]. */
  public double[] outside(double[] v) {
    double[] rest = v.clone();
    for (int pass = 0; pass < 2; pass++) { // the second pass removes the first one's rounding
      for (double[] q : basis) {
        Matrices.add(rest, -Matrices.dot(q, rest), q);
      }
    }
    return rest;
  }

  /** Xᵀ(XXᵀ)⁻¹ b, the solution of Xw = b with the least ‖w‖₂; shape [d]. */
  public double[] minimumNorm(double[] b) {
    double[] z = b.clone(); // Rᵀ z = b
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        z[i] -= r.getEntry(k, i) * z[k];
      }
      z[i] /= r.getEntry(i, i);
    }
    double[] w = new double[basis[0].length];
    for (int i = 0; i < n; i++) {
      Matrices.add(w, z[i], basis[i]);
    }
    return w;
  }
}
