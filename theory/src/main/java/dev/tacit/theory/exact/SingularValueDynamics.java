package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DeepFactorisation;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The singular values of a balanced product W = W_N … W_1 move under the gradient flow as σ̇_r = -N
 * σ_r^{2-2/N} ⟨∇ℓ(W), u_r v_rᵀ⟩ (S. Arora et al., NeurIPS 2019, arXiv:1905.13655): large ones run
 * ahead, the more the deeper. Measured by one step of gradient descent forward and one backward.
 */
final class SingularValueDynamics extends ExactCheck {
  private static final int SIZE = 4;
  private static final double STEP = 1e-5;

  SingularValueDynamics() {
    super(
        "exact/singular-value-dynamics",
        "deep factorisation: dσ_r/dt = -N σ_r^(2-2/N) ⟨∇ℓ(W), u_r v_rᵀ⟩ for N = 1 to 4",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    for (int depth = 1; depth <= 4; depth++) {
      double[] error = largestError(depth);
      findings.add(
          Findings.atMost(
              "N = "
                  + depth
                  + ": error of the rates, the largest of size "
                  + Findings.number(error[1]),
              "0",
              1e-7, // truncation h² σ''' / 6, rounding ε σ / h, both below
              error[0]));
    }
    return findings;
  }

  /** Factors with W_{j+1}ᵀW_{j+1} = W_jW_jᵀ and the product U Σ Vᵀ. */
  static RealMatrix[] balanced(RealMatrix u, double[] sigma, RealMatrix v, int depth) {
    double[] root = sigma.clone();
    for (int r = 0; r < root.length; r++) {
      root[r] = Math.pow(sigma[r], 1.0 / depth);
    }
    RealMatrix middle = MatrixUtils.createRealDiagonalMatrix(root);
    RealMatrix[] factors = new RealMatrix[depth];
    for (int layer = 0; layer < depth; layer++) {
      factors[layer] = middle;
    }
    factors[0] = factors[0].multiply(v.transpose());
    factors[depth - 1] = u.multiply(factors[depth - 1]);
    return factors;
  }

  private static double[] largestError(int depth) {
    boolean[][] observed = new boolean[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        observed[i][j] = (i + 2 * j) % 3 != 0;
      }
    }
    double[][] target = Numbers.gaussian("factorisation/target", SIZE, SIZE);
    RealMatrix random =
        new Array2DRowRealMatrix(Numbers.gaussian("factorisation/start", SIZE, SIZE));
    SingularValueDecomposition start = new SingularValueDecomposition(random);
    double[] sigma = {1.6, 1.1, 0.7, 0.3};
    RealMatrix u = start.getU();
    RealMatrix v = start.getV();
    double[] w = DeepFactorisation.flatten(balanced(u, sigma, v, depth));
    try (DeepFactorisation c = new DeepFactorisation(depth, target, observed)) {
      RealMatrix rates = u.transpose().multiply(c.productGradient(c.product(w))).multiply(v);
      double[] ahead = after(c, w, STEP);
      double[] behind = after(c, w, -STEP);
      double error = 0;
      double size = 0;
      for (int r = 0; r < SIZE; r++) {
        double claimed = -depth * Math.pow(sigma[r], 2 - 2.0 / depth) * rates.getEntry(r, r);
        double measured = (ahead[r] - behind[r]) / (2 * STEP);
        error = Math.max(error, Math.abs(measured - claimed));
        size = Math.max(size, Math.abs(claimed));
      }
      return new double[] {error, size};
    }
  }

  private static double[] after(DeepFactorisation c, double[] w, double rate) {
    try (Descent descent = new Descent(new GradientDescent(), c, w)) {
      descent.step(rate);
      return Numbers.singularValues(c.product(descent.w())).values();
    }
  }
}
