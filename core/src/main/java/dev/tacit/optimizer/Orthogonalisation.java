package dev.tacit.optimizer;

import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * From a matrix M = U S Vᵀ to U Vᵀ, its orthogonal polar factor, or to something near that is
 * cheaper. What comes back belongs to the caller's scope; M is only read.
 */
public enum Orthogonalisation {

  /**
   * Five Newton-Schulz steps on X = M/(‖M‖_F + 1e-7):
   *
   * <pre>
   *   X ← aX + (bA + cA²)X,  A = XXᵀ,  (a, b, c) = (3.4445, -4.7750, 2.0315)
   * </pre>
   *
   * (on Mᵀ where M is higher than wide, so that A is small). U and V are M's; singular values come
   * out between 0.68 and 1.14 where they made up more than 1 % of ‖M‖_F, and smaller ones grow by
   * 3.4445⁵ = 485 at most, so that noise stays small. K. Jordan et al., Muon, 2024, in bfloat16;
   * here in the precision of training.
   */
  NEWTON_SCHULZ("newton-schulz") {
    @Override
    public Tensor of(Tensor matrix) {
      boolean high = matrix.size(0) > matrix.size(1);
      double norm = matrix.norm().item_double();
      Tensor x = (high ? matrix.t() : matrix).div(new Scalar(norm + 1e-7));
      for (int i = 0; i < STEPS; i++) {
        Tensor a = x.mm(x.t());
        Tensor b = a.mul(new Scalar(B)).add_(a.mm(a), new Scalar(C));
        x = x.mul(new Scalar(A)).add_(b.mm(x));
      }
      return high ? x.t() : x;
    }
  },

  /**
   * U Vᵀ by singular value decomposition in float64. A singular value below the rounding of M's
   * precision, max(rows, columns) ulp(σ₁), counts as 0 and its direction is left out.
   */
  POLAR("polar") {
    @Override
    public Tensor of(Tensor matrix) {
      if (!Vectors.isFinite(matrix)) {
        return matrix.mul(new Scalar(Double.NaN)); // the step shows that training diverged
      }
      Tensor m = matrix.to(Precision.FLOAT64.scalarType());
      T_TensorTensorTensor_T usv = torch.linalg_svd(m, false, new StringViewOptional());
      Tensor s = usv.get1();
      double largest = s.numel() == 0 ? 0 : s.max().item_double();
      double ulp = Precision.of(matrix) == Precision.FLOAT32 ? 0x1p-23 : 0x1p-52;
      double floor = Math.max(matrix.size(0), matrix.size(1)) * ulp * largest;
      Tensor kept = s.gt(new Scalar(floor)).to(Precision.FLOAT64.scalarType());
      return usv.get0().mul(kept).mm(usv.get2()).to(matrix.scalar_type());
    }
  };

  private static final int STEPS = 5;
  private static final double A = 3.4445;
  private static final double B = -4.7750;
  private static final double C = 2.0315;

  private final String name;

  Orthogonalisation(String name) {
    this.name = name;
  }

  /**
   * An approximation of U Vᵀ, new; call it inside a scope and outside autograd.
   *
   * @param matrix M, shape [rows, columns]
   */
  public abstract Tensor of(Tensor matrix);

  /** As written in files. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * The one with a given name.
   *
   * @throws IllegalArgumentException for any other name, listing the known ones
   */
  public static Orthogonalisation named(String name) {
    for (Orthogonalisation each : values()) {
      if (each.name.equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "unknown orthogonalisation '" + name + "'; known: newton-schulz, polar");
  }
}
