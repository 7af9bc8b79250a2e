package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Traces and diagonals from products with random signs z:
 *
 * <pre>
 *   tr M   ≈ mean of zᵀMz            variance of one draw 2(‖M‖_F² - Σ_j M_jj²)
 *   M_jj   ≈ (Σ z_j (Mz)_j)/n        variance of one draw Σ_{k≠j} M_jk²
 * </pre>
 *
 * M. F. Hutchinson, Commun. Stat. Simul. 18, 1989; C. Bekas, E. Kokiopoulou, Y. Saad, Appl. Numer.
 * Math. 57, 2007 (whose denominator Σ z_j² is n for signs). Cost: a product a draw.
 */
public final class Hutchinson {
  private Hutchinson() {}

  /**
   * tr M with its standard error.
   *
   * @param draws n, at least 2 for an error
   */
  public static Estimate trace(LinearOperator operator, UniformRandomProvider random, int draws) {
    return blockTraces(operator, random, draws)[0];
  }

  /**
   * The traces of blocks on the diagonal of M, from the same products, and tr M after them.
   *
   * @param draws n, at least 2 for errors
   * @param ends where each block ends, ascending, the last one at most p; the first begins at 0
   * @return an estimate for each block, and last that of tr M
   */
  public static Estimate[] blockTraces(
      LinearOperator operator, UniformRandomProvider random, int draws, long... ends) {
    double[][] values = new double[ends.length + 1][atLeastOne(draws)];
    try (Tensor product = Vectors.zeros(operator.dimension(), operator.placement())) {
      for (int i = 0; i < draws; i++) {
        try (PointerScope scope = new PointerScope();
            Tensor z = signs(operator, random)) {
          operator.apply(z, product);
          long from = 0;
          for (int block = 0; block < ends.length; block++) {
            long size = ends[block] - from;
            values[block][i] = Vectors.dot(z.narrow(0, from, size), product.narrow(0, from, size));
            from = ends[block];
          }
          values[ends.length][i] = Vectors.dot(z, product);
        }
      }
    }
    return Arrays.stream(values).map(Estimate::mean).toArray(Estimate[]::new);
  }

  /**
   * The diagonal of M.
   *
   * @param draws n
   * @param diagonal overwritten with the estimate, shape [p]
   * @param error overwritten with the standard error of each element, shape [p]; NaN for one draw
   */
  public static void diagonal(
      LinearOperator operator,
      UniformRandomProvider random,
      int draws,
      Tensor diagonal,
      Tensor error) {
    int n = atLeastOne(draws);
    diagonal.zero_();
    error.zero_();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Tensor product = Vectors.zeros(operator.dimension(), operator.placement())) {
      for (int i = 1; i <= n; i++) {
        try (PointerScope draw = new PointerScope();
            Tensor z = signs(operator, random)) {
          operator.apply(z, product);
          product.mul_(z);
          Tensor off = product.sub(diagonal); // from the mean so far; Welford's recurrence
          diagonal.add_(off, new Scalar(1.0 / i));
          error.addcmul_(off, product.sub_(diagonal), new Scalar(1.0));
        }
      }
      error.div_(new Scalar((n - 1.0) * n)).sqrt_();
    }
  }

  private static Tensor signs(LinearOperator operator, UniformRandomProvider random) {
    return RandomVectors.signs(random, operator.dimension(), operator.placement());
  }

  private static int atLeastOne(int draws) {
    if (!(draws >= 1)) {
      throw new IllegalArgumentException("at least 1 draw is needed, found " + draws);
    }
    return draws;
  }
}
