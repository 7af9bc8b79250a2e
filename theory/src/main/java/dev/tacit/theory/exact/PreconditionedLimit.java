package dev.tacit.theory.exact;

import dev.tacit.optimizer.AdaGrad;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LeastSquares;
import java.util.Arrays;
import java.util.List;

/**
 * With a preconditioner P that does not move, w ← w - ηP⁻¹∇C ends from 0 in the interpolant of
 * least Σ_j P_j w_j².
 *
 * <p>The rule is AdaGrad whose sum of squares starts at K²P² with K = 10¹⁰, stepping with Kη: what
 * the gradients add is then below rounding.
 */
final class PreconditionedLimit extends ExactCheck {
  private static final double K = 1e10;

  PreconditionedLimit() {
    super(
        "exact/fixed-preconditioner",
        "a fixed diagonal preconditioner P ends in the interpolant of least Σ P_j w_j²",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    LeastSquares c =
        new LeastSquares(Numbers.gaussian("rows", 6, 20), Numbers.gaussian("y", 1, 6)[0]);
    double[] p =
        Arrays.stream(Numbers.gaussian("preconditioner", 1, 20)[0]).map(Math::exp).toArray();
    double[] end;
    try (Descent descent = new Descent(new AdaGrad(0), c, new double[20])) {
      Vectors.set(
          descent.state().slot("sum_of_squares"),
          Arrays.stream(p).map(pj -> K * K * pj * pj).toArray());
      for (int n = 0; n < 4000; n++) {
        descent.step(K * 0.05);
      }
      end = descent.w();
    }
    return List.of(
        Findings.atMost(
            "distance to P⁻¹Xᵀ(XP⁻¹Xᵀ)⁻¹y",
            "0",
            1e-13,
            Numbers.distance(end, c.weightedInterpolant(p))),
        Findings.atLeast(
            "distance to the least-L2 interpolant",
            "not 0",
            0.05,
            Numbers.distance(end, c.nearestInterpolant(new double[20]))));
  }
}
