package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the diagonal d of a symmetric matrix M is to the rest of it, and to a given vector, from
 * products with n random signs z. Each draw d_i = z_i ⊙ Mz_i is d plus noise; products of
 * <em>different</em> draws are free of the noise, so that
 *
 * <pre>
 *   ‖d‖²   ≈ mean over i ≠ j of d_i·d_j          ‖M‖_F² ≈ mean of ‖Mz_i‖²
 *   share        ‖d‖²/‖M‖_F²: 1 for a diagonal matrix, how far the axes are eigenvectors
 *   correlation  of d with the vector, over coordinates (Pearson's)
 * </pre>
 *
 * are consistent, while the same formulas with one estimate of d would drown in ‖noise‖² = (‖M‖_F²
 * - ‖d‖²)/n. Errors by the jackknife over draws. Cost: n products; memory: n vectors of p.
 */
public final class DiagonalMoments {
  private final int draws;
  private final double size; // p
  private final double[][] products; // d_i·d_j, [n, n]
  private final double[] means; // of the elements of d_i
  private final double[] along; // d_i·(r - mean of r)
  private final double spread; // ‖r - mean of r‖², NaN without r

  private DiagonalMoments(
      double size, double[][] products, double[] means, double[] along, double spread) {
    this.draws = means.length;
    this.size = size;
    this.products = products;
    this.means = means;
    this.along = along;
    this.spread = spread;
  }

  /**
   * Draws.
   *
   * @param draws n, at least 3
   * @param reference r, the vector to correlate with, shape [p]; null for none
   */
  public static DiagonalMoments of(
      LinearOperator operator, UniformRandomProvider random, int draws, Tensor reference) {
    if (!(draws >= 3)) {
      throw new IllegalArgumentException("at least 3 draws are needed, found " + draws);
    }
    long p = operator.dimension();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor rows = torch.zeros(new long[] {draws, p}, operator.placement().options()); // d_i
      Tensor product = torch.zeros(new long[] {p}, operator.placement().options());
      for (int i = 0; i < draws; i++) {
        try (Tensor z = RandomVectors.signs(random, p, operator.placement())) {
          operator.apply(z, product);
          rows.select(0, i).copy_(product.mul_(z));
        }
      }
      double[] flat = Vectors.toDoubles(torch.mm(rows, rows.t()));
      double[][] products = new double[draws][draws];
      for (int i = 0; i < draws; i++) {
        System.arraycopy(flat, i * draws, products[i], 0, draws);
      }
      double[] means = Vectors.toDoubles(rows.mean(1));
      double[] along = new double[draws];
      double spread = Double.NaN;
      if (reference != null) {
        Tensor centred = reference.sub(reference.mean(), new Scalar(1.0));
        along = Vectors.toDoubles(torch.mv(rows, centred));
        spread = Vectors.squaredNorm(centred);
      }
      return new DiagonalMoments(p, products, means, along, spread);
    }
  }

  /** ‖d‖²/‖M‖_F², in [0, 1] up to its error; NaN for the zero matrix. */
  public Estimate share() {
    return jackknife(
        without -> {
          double squares = 0; // Σ ‖Mz_i‖²: signs do not change a norm
          for (int i = 0; i < draws; i++) {
            squares += i == without ? 0 : products[i][i];
          }
          return betweenDraws(without, 0) / (squares / remaining(without));
        });
  }

  /** Pearson's correlation of d with r; NaN without r or where one of them does not vary. */
  public Estimate correlation() {
    return jackknife(
        without -> {
          double sum = 0;
          for (int i = 0; i < draws; i++) {
            sum += i == without ? 0 : along[i];
          }
          return sum / remaining(without) / Math.sqrt(betweenDraws(without, size) * spread);
        });
  }

  /** The mean over i ≠ j of d_i·d_j - weight · mean(d_i) mean(d_j), without one draw. */
  private double betweenDraws(int without, double weight) {
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      for (int j = 0; j < draws; j++) {
        if (i != j && i != without && j != without) {
          sum += products[i][j] - weight * means[i] * means[j];
        }
      }
    }
    int n = remaining(without);
    return sum / ((double) n * (n - 1));
  }

  private int remaining(int without) {
    return without < 0 ? draws : draws - 1;
  }

  private Estimate jackknife(IntToDoubleFunction leaving) {
    double[] leaveOneOut = IntStream.range(0, draws).mapToDouble(leaving).toArray();
    return Estimate.jackknife(leaving.applyAsDouble(-1), leaveOneOut);
  }
}
