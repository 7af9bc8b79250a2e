package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.WeightGradients;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The curvature of a batch's loss along its own gradient, with g_k = ∇Ĉ_k(w) and H_k = ∇²Ĉ_k(w):
 *
 * <pre>
 *   s_k = g_kᵀ H_k g_k / ‖g_k‖²
 * </pre>
 *
 * A plain step on batch k lowers Ĉ_k, to second order, where s_k &lt; 2/η. The mean over batches is
 * the batch sharpness of A. Andreyev, P. Beneventano, arXiv:2412.20553; with one batch it is the
 * curvature along gradient descent's step, at most λ_max(H).
 *
 * <p>Each batch goes through alone, so that any network can be asked. Costs a gradient of the
 * batches and a Hessian-vector product from the same passes: 2.3 gradients by arithmetic, 3.4 by
 * the clock in batches of 64 of a dense network.
 */
public final class BatchSharpness {
  private BatchSharpness() {}

  /**
   * s_k of some batches, in the order asked for. A batch whose gradient is 0 has no direction to
   * look along, and is left out.
   *
   * @param w shape [p]; not changed
   * @param batches which of the partition's
   */
  public static double[] at(EmpiricalRisk risk, Tensor w, Partition partition, int... batches) {
    double[] ratios = new double[batches.length];
    int found = 0;
    try (Tensor v = Vectors.zeros(risk.dimension(), risk.placement());
        Tensor product = Vectors.zeros(risk.dimension(), risk.placement());
        Backpropagation bound = new Backpropagation(risk.network(), w);
        WeightGradients gradient = new WeightGradients(risk.network(), v)) {
      for (int k : batches) {
        try (LinearisedRisk batch = risk.linearise(bound, partition, k)) {
          batch.backward(from -> gradient.accumulate(from > 0));
          double largest = largest(v);
          if (largest != 0) {
            ratios[found++] = along(v, largest, batch, product);
          }
        }
      }
    }
    return Arrays.copyOf(ratios, found);
  }

  private static double largest(Tensor v) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return v.abs().max().item_double();
    }
  }

  /** vᵀHv/‖v‖² of any v, however short: float32's squares vanish below 1e-23. */
  private static double along(Tensor v, double largest, LinearisedRisk batch, Tensor product) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      v.div_(new Scalar(largest));
      batch.hessian().apply(v, product);
      return Vectors.dot(v, product) / Vectors.squaredNorm(v);
    }
  }
}
