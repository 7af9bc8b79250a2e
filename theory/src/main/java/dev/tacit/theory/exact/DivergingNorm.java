package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DeepFactorisation;
import java.util.List;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * A completion where no norm is minimised: of (· 1; 1 0) the first entry is not observed. From a W
 * of positive determinant, which the flow keeps positive, W_11 W_22 &gt; W_12 W_21, so that with
 * residuals of at most r = √(2ℓ) always W_11 ≥ (1-r)²/r: as the loss falls all norms diverge, while
 * the effective rank falls to 1. N. Razin, N. Cohen, NeurIPS 2020, arXiv:2005.06398.
 */
final class DivergingNorm extends ExactCheck {
  private static final int DEPTH = 3;
  private static final int STEPS = 5000;

  DivergingNorm() {
    super(
        "exact/diverging-norm",
        "matrix completion: norms may diverge while the effective rank falls to 1",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    double[][] target = {{0, 1}, {1, 0}};
    boolean[][] observed = {{false, true}, {true, true}};
    RealMatrix factor = MatrixUtils.createRealIdentityMatrix(2).scalarMultiply(0.3);
    double[] start = DeepFactorisation.flatten(factor, factor, factor);
    double slack = Double.POSITIVE_INFINITY;
    double determinant = Double.POSITIVE_INFINITY;
    try (DeepFactorisation c = new DeepFactorisation(DEPTH, target, observed);
        Descent descent = new Descent(new GradientDescent(), c, start)) {
      for (int n = 0; n < STEPS; n++) {
        RealMatrix w = c.product(descent.w());
        double r = Math.sqrt(2 * descent.step(0.01));
        determinant = Math.min(determinant, new LUDecomposition(w).getDeterminant());
        if (r < 1) {
          slack = Math.min(slack, w.getEntry(0, 0) - (1 - r) * (1 - r) / r);
        }
      }
      RealMatrix w = c.product(descent.w());
      return List.of(
          Findings.atLeast("smallest determinant, every step", "> 0", 0, determinant),
          Findings.atLeast("W_11 - (1-r)²/r, every step", "≥ 0", 0, slack),
          Findings.atLeast("W_11 at the end", "→ ∞", 3, w.getEntry(0, 0)),
          Findings.between(
              "effective rank at the end",
              "→ 1",
              1,
              1.6,
              Numbers.singularValues(w).effectiveRank()));
    }
  }
}
