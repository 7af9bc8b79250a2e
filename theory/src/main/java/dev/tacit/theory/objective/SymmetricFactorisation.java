package dev.tacit.theory.objective;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Matrix sensing through a square root: X = UUᵀ with w = U row by row, shape [d²], and C(U) =
 * (1/2n) Σ_i (⟨A_i, X⟩ - y_i)².
 *
 * <p>From a small U the gradient flow tends to the X of least trace (nuclear norm) among those that
 * fit: a theorem where the A_i commute, a conjecture otherwise. S. Gunasekar et al., NeurIPS 2017,
 * arXiv:1705.09280.
 */
public final class SymmetricFactorisation extends AutogradObjective implements AutoCloseable {
  private final int d;
  private final Tensor measurements; // [n, d²]
  private final Tensor y; // [n]

  /**
   * @param measurements A_1 … A_n, symmetric, shape [n, d, d]
   * @param y the measured values, shape [n]
   */
  public SymmetricFactorisation(double[][][] measurements, double[] y) {
    super((long) measurements[0].length * measurements[0].length, Placement.CPU_FLOAT64);
    if (measurements.length != y.length) {
      throw new IllegalArgumentException(
          "there are " + measurements.length + " measurements and " + y.length + " values");
    }
    d = measurements[0].length;
    double[] flat =
        Arrays.stream(measurements)
            .flatMap(a -> Arrays.stream(Matrices.copy("a measurement", a)))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor all = Vectors.of(Placement.CPU_FLOAT64, flat);
      this.measurements = Vectors.keep(all.view(measurements.length, (long) d * d));
      all.close();
    }
    this.y = Vectors.of(Placement.CPU_FLOAT64, Matrices.finite("y", y));
  }

  @Override
  protected Tensor expression(Tensor w) {
    Tensor u = w.view(d, d);
    Tensor residual = measurements.mv(u.mm(u.t()).reshape((long) d * d)).sub(y); // [n]
    return residual.dot(residual).mul(new Scalar(0.5 / residual.numel()));
  }

  /** X = UUᵀ, shape [d, d]. */
  public double[][] product(double[] w) {
    double[][] product = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        for (int k = 0; k < d; k++) {
          product[i][j] += w[i * d + k] * w[j * d + k];
        }
      }
    }
    return product;
  }

  @Override
  public void close() {
    measurements.close();
    y.close();
  }
}
