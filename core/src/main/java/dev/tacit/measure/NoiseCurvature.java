package dev.tacit.measure;

import dev.tacit.objective.LinearOperator;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The Hessian between the gradients of single examples, a matrix [n, n] whose trace is that of HΣ:
 *
 * <pre>
 *   M_ij = (1/n) (g_i - ḡ)ᵀ H (g_j - ḡ),   tr M = tr(HΣ),  Σ = (1/n) Σ_i (g_i - ḡ)(g_i - ḡ)ᵀ
 * </pre>
 *
 * With {@link #alongGradient} = gᵀHg it gives the noise scale tr(HΣ)/(gᵀHg) of McCandlish, Kaplan,
 * Amodei, 2018, arXiv:1812.06162, eq. 2.8, by any estimator of traces, without n Hessian-vector
 * products. A product costs a weighted gradient, a Hessian-vector product and one forward pass
 * along a direction: about 2.4 gradients.
 */
public final class NoiseCurvature implements LinearOperator {
  private final LinearisedRisk risk;
  private final LinearOperator hessian;
  private final Tensor weighted; // [p], Σ_j u_j (g_j - ḡ)
  private final Tensor curved; // [p], H of it

  /**
   * @param risk at some w; not closed with this
   */
  public NoiseCurvature(LinearisedRisk risk) {
    this.risk = risk;
    hessian = risk.hessian();
    weighted = Vectors.zeros(hessian.dimension(), hessian.placement());
    curved = Vectors.zeros(hessian.dimension(), hessian.placement());
  }

  /** n. */
  @Override
  public long dimension() {
    return risk.size();
  }

  @Override
  public Placement placement() {
    return hessian.placement();
  }

  @Override
  public void apply(Tensor u, Tensor product) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      risk.weightedGradient(u.sub(u.mean()), weighted); // (1/n) Σ_j u_j (g_j - ḡ)
      hessian.apply(weighted, curved);
      risk.slopes(curved, product);
      product.sub_(product.mean());
    }
  }

  /** gᵀHg, g the mean gradient. */
  public double alongGradient() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Tensor ones = Vectors.zeros(dimension(), placement())) {
      risk.weightedGradient(ones.fill_(new Scalar(1.0)), weighted);
      hessian.apply(weighted, curved);
      return Vectors.dot(weighted, curved);
    }
  }

  @Override
  public void close() {
    weighted.close();
    curved.close();
  }
}
