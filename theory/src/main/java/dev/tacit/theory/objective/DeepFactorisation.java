package dev.tacit.theory.objective;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * Matrix completion by a product of N square matrices, W = W_N … W_1: C = ½ Σ over the observed
 * entries of (W_ij - M_ij)², with w = (W_1, …, W_N), each row by row, shape [N d²].
 *
 * <p>Depth alone, without any penalty, prefers W of low rank: from a balanced start
 * (W_{j+1}ᵀW_{j+1} = W_jW_jᵀ) the singular values of W obey σ̇_r = -N σ_r^{2-2/N} ⟨∇ℓ(W), u_r v_rᵀ⟩
 * under the gradient flow. S. Arora, N. Cohen, W. Hu, Y. Luo, NeurIPS 2019, arXiv:1905.13655.
 */
public final class DeepFactorisation extends AutogradObjective implements AutoCloseable {
  private final int depth;
  private final int d;
  private final double[][] target; // [d, d]
  private final boolean[][] observed; // [d, d]
  private final Tensor m; // [d, d]
  private final Tensor mask; // [d, d], 1 where observed

  /**
   * @param depth N, at least 1
   * @param target M, shape [d, d]; entries that are not observed do not matter
   * @param observed which entries count, shape [d, d]
   */
  public DeepFactorisation(int depth, double[][] target, boolean[][] observed) {
    super((long) depth * target.length * target.length, Placement.CPU_FLOAT64);
    if (!(depth >= 1)) {
      throw new IllegalArgumentException("depth must be at least 1, found " + depth);
    }
    this.depth = depth;
    this.d = target.length;
    this.target = Matrices.copy("the target", target);
    this.observed = Arrays.stream(observed).map(boolean[]::clone).toArray(boolean[][]::new);
    double[] values = new double[d * d];
    double[] ones = new double[d * d];
    for (int i = 0; i < d; i++) {
      if (target[i].length != d || observed.length != d || observed[i].length != d) {
        throw new IllegalArgumentException(
            "target and mask must both be square and of one size, d = " + d);
      }
      for (int j = 0; j < d; j++) {
        values[i * d + j] = target[i][j];
        ones[i * d + j] = observed[i][j] ? 1 : 0;
      }
    }
    this.m = Vectors.of(Placement.CPU_FLOAT64, values);
    this.mask = Vectors.of(Placement.CPU_FLOAT64, ones);
  }

  /** N. */
  public int depth() {
    return depth;
  }

  @Override
  protected Tensor expression(Tensor w) {
    long size = (long) d * d;
    Tensor product = w.narrow(0, 0, size).view(d, d);
    for (int layer = 1; layer < depth; layer++) {
      product = w.narrow(0, layer * size, size).view(d, d).mm(product);
    }
    Tensor residual = product.reshape(size).sub(m).mul(mask);
    return residual.dot(residual).mul(new Scalar(0.5));
  }

  /** W_1, …, W_N of a flat w, each of shape [d, d]. */
  public RealMatrix[] factors(double[] w) {
    RealMatrix[] factors = new RealMatrix[depth];
    for (int layer = 0; layer < depth; layer++) {
      double[][] rows = new double[d][];
      for (int i = 0; i < d; i++) {
        int start = (layer * d + i) * d;
        rows[i] = Arrays.copyOfRange(w, start, start + d);
      }
      factors[layer] = new Array2DRowRealMatrix(rows, false);
    }
    return factors;
  }

  /** W = W_N … W_1, shape [d, d]. */
  public RealMatrix product(double[] w) {
    RealMatrix[] factors = factors(w);
    RealMatrix product = factors[0];
    for (int layer = 1; layer < depth; layer++) {
      product = factors[layer].multiply(product);
    }
    return product;
  }

  /** ∇ℓ(W), the gradient in the product: W - M where observed, 0 elsewhere; shape [d, d]. */
  public RealMatrix productGradient(RealMatrix product) {
    double[][] gradient = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        gradient[i][j] = observed[i][j] ? product.getEntry(i, j) - target[i][j] : 0;
      }
    }
    return new Array2DRowRealMatrix(gradient, false);
  }

  /** The flat w of given factors W_1, …, W_N. */
  public static double[] flatten(RealMatrix... factors) {
    return Arrays.stream(factors)
        .flatMap(f -> Arrays.stream(f.getData()))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @Override
  public void close() {
    m.close();
    mask.close();
  }
}
