package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Hutch++: the trace over the range of a sketch exactly, and Hutchinson's estimate of what is left,
 *
 * <pre>
 *   Q = orth(M S),  tr M ≈ tr(QᵀMQ) + mean of zᵀ(I-QQᵀ) M (I-QQᵀ)z
 * </pre>
 *
 * with S and z random signs, a third of the products each. For positive semi-definite M its error
 * falls like 1/n where Hutchinson's falls like 1/√n; it gains most where few eigenvalues carry the
 * trace. R. A. Meyer, C. Musco, C. Musco, D. P. Woodruff, SOSA 2021, arXiv:2010.09649, algorithm 1.
 * It is unbiased for every symmetric M; the standard error is that of the second term, given Q.
 */
public final class HutchPlusPlus {
  private HutchPlusPlus() {}

  /**
   * tr M with its standard error; exact, without error, if the sketch holds all of the space.
   *
   * @param products n, at least 6 (two draws of the rest)
   */
  public static Estimate trace(
      LinearOperator operator, UniformRandomProvider random, int products) {
    if (!(products >= 6)) {
      throw new IllegalArgumentException("Hutch++ needs at least 6 products, found " + products);
    }
    long p = operator.dimension();
    int sketch = (int) Math.min(products / 3, p);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor product = torch.zeros(new long[] {p}, operator.placement().options());
      Tensor images = torch.zeros(new long[] {p, sketch}, operator.placement().options());
      for (int i = 0; i < sketch; i++) {
        try (Tensor s = RandomVectors.signs(random, p, operator.placement())) {
          operator.apply(s, product);
          images.select(1, i).copy_(product);
        }
      }
      if (!Vectors.isFinite(images)) {
        return new Estimate(Double.NaN, Double.NaN);
      }
      Tensor q = torch.linalg_qr(images).get0(); // [p, sketch]
      double captured = 0;
      for (int i = 0; i < sketch; i++) {
        Tensor column = q.select(1, i).contiguous();
        operator.apply(column, product);
        captured += Vectors.dot(column, product);
      }
      if (sketch == p) {
        return new Estimate(captured, Double.NaN);
      }
      double[] rest = new double[products - 2 * sketch];
      for (int i = 0; i < rest.length; i++) {
        try (Tensor z = RandomVectors.signs(random, p, operator.placement())) {
          z.sub_(torch.mv(q, torch.mv(q.t(), z)), new Scalar(1.0));
          operator.apply(z, product);
          rest[i] = Vectors.dot(z, product);
        }
      }
      Estimate left = Estimate.mean(rest);
      return new Estimate(captured + left.value(), left.error());
    }
  }
}
