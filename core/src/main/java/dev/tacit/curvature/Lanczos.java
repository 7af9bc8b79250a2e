package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;

/**
 * The largest or the smallest eigenvalues (algebraically, not by magnitude) of a symmetric
 * operator, by the Lanczos process with full reorthogonalisation. It stops when the residual of
 * every wanted pair, |β_k s_ki| with s_i an eigenvector of T_k, is at most the tolerance times
 * |θ_i|, or when the products are used up.
 *
 * <p>A start vector near the wanted eigenvector, such as that of the last measurement, saves most
 * products. Memory: one vector of p for every product.
 *
 * @param pairs how many eigenvalues are wanted
 * @param end which
 * @param maxProducts the most products to take
 * @param tolerance on the residual, relative to the eigenvalue
 */
public record Lanczos(int pairs, End end, int maxProducts, double tolerance) {

  /** Which end of the spectrum is wanted. */
  public enum End {
    /** The largest eigenvalues, in descending order. */
    LARGEST,
    /** The smallest eigenvalues, in ascending order. */
    SMALLEST
  }

  /** Checks the numbers. */
  public Lanczos {
    if (!(pairs >= 1)) {
      throw new IllegalArgumentException("at least 1 eigenvalue must be wanted, found " + pairs);
    }
    if (!(maxProducts >= pairs)) {
      throw new IllegalArgumentException(
          pairs + " eigenvalues need at least as many products, found " + maxProducts);
    }
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new IllegalArgumentException("the tolerance must be in [0, 1), found " + tolerance);
    }
  }

  /**
   * Runs it.
   *
   * @param start where to begin, shape [p], not 0; null to begin anywhere
   * @param random draws the beginning, and directions should the Krylov space be exhausted
   * @return what was found; the caller closes it
   * @throws IllegalArgumentException if more pairs are wanted than there are
   */
  public Eigenpairs of(LinearOperator operator, Tensor start, UniformRandomProvider random) {
    if (pairs > operator.dimension()) {
      throw new IllegalArgumentException(
          pairs + " eigenvalues wanted of an operator of dimension " + operator.dimension());
    }
    int capacity = (int) Math.min(maxProducts, operator.dimension());
    try (KrylovBasis basis = new KrylovBasis(operator, start, capacity, random)) {
      Tridiagonal t = null;
      boolean converged = false;
      int next = pairs; // size at which T is looked at; for many pairs not every time
      while (basis.size() < capacity && (!converged || basis.exhausted())) {
        if (!basis.grow()) {
          return failed(basis.size());
        }
        if (basis.size() >= Math.min(next, capacity) || basis.exhausted()) {
          t = new Tridiagonal(basis.alpha(), basis.beta(), basis.size());
          converged = basis.size() >= pairs && converged(t, basis);
          next = basis.size() + 1 + pairs / 8;
        }
      }
      return pairs(t, basis, converged);
    }
  }

  private boolean converged(Tridiagonal t, KrylovBasis basis) {
    int k = basis.size();
    double size = Math.max(Math.abs(t.value(0)), Math.abs(t.value(k - 1)));
    double floor = 8 * basis.unitRoundoff() * size; // what rounding leaves of a residual
    for (int i = 0; i < pairs; i++) {
      if (residual(t, basis, i) > Math.max(tolerance * Math.abs(t.value(place(i, k))), floor)) {
        return false;
      }
    }
    return true;
  }

  private double residual(Tridiagonal t, KrylovBasis basis, int i) {
    int k = basis.size();
    return Math.abs(basis.beta()[k - 1] * t.vector(place(i, k))[k - 1]);
  }

  /** Where the i-th wanted eigenvalue stands among k in descending order. */
  private int place(int i, int k) {
    return end == End.LARGEST ? i : k - 1 - i;
  }

  private Eigenpairs pairs(Tridiagonal t, KrylovBasis basis, boolean converged) {
    int k = basis.size();
    double[] values = new double[pairs];
    double[] residuals = new double[pairs];
    List<Tensor> vectors = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      values[i] = t.value(place(i, k));
      residuals[i] = residual(t, basis, i);
      vectors.add(basis.combine(t.vector(place(i, k))));
    }
    return new Eigenpairs(values, residuals, converged, k, vectors, restart(t, basis));
  }

  /** Σ_i y_i/2^{(i - pairs)₊} over the wanted pairs and two more. */
  private Tensor restart(Tridiagonal t, KrylovBasis basis) {
    int k = basis.size();
    double[] sum = new double[k];
    double weight = 1;
    for (int i = 0; i < Math.min(pairs + 2, k); i++) {
      weight *= i < pairs ? 1 : 0.5;
      double[] vector = t.vector(place(i, k));
      for (int j = 0; j < k; j++) {
        sum[j] += weight * vector[j];
      }
    }
    return basis.combine(sum);
  }

  private Eigenpairs failed(int products) {
    double[] none = new double[pairs];
    Arrays.fill(none, Double.NaN);
    return new Eigenpairs(none, none.clone(), false, products, List.of(), null);
  }
}
