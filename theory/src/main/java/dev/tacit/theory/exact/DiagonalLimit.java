package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DiagonalLinearNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient descent with small steps on a {@link DiagonalLinearNetwork} ends where the flow does: in
 * the interpolant of least Q_α, which Newton's method finds from the dual. α large gives the least
 * L2 norm, α → 0 the least L1 norm, but only logarithmically fast.
 */
final class DiagonalLimit extends ExactCheck {
  private static final int LONGEST = 400_000;

  DiagonalLimit() {
    super(
        "exact/diagonal-limit",
        "diagonal networks: GD ends in the interpolant of least Q_α; ‖β‖₁ grows with α",
        false);
  }

  @Override
  public List<Finding> run(Output output) {
    DiagonalLinearNetwork c = DiagonalIdentities.network();
    double[][] x = Numbers.gaussian("diagonal/rows", 4, 10);
    double[] y = Numbers.gaussian("diagonal/y", 1, 4)[0];
    double leastSum = Numbers.sumNorm(LinearPrograms.leastSum(x, y));
    double[] leastSquare = c.inner().nearestInterpolant(new double[10]);
    List<Finding> findings = new ArrayList<>();
    double[] alphas = {5, 1, 0.1};
    double[] accepted = {1e-6, 1e-4, 1e-3};
    double before = Double.POSITIVE_INFINITY;
    double smallestFall = Double.POSITIVE_INFINITY;
    for (int i = 0; i < alphas.length; i++) {
      double[] beta = descend(c, alphas[i]);
      findings.add(
          Findings.atMost(
              "α = " + Findings.number(alphas[i]) + ": distance of GD to the dual solution",
              "O(η)",
              accepted[i],
              Numbers.distance(beta, c.flowLimit(alphas[i]))));
      smallestFall = Math.min(smallestFall, before - Numbers.sumNorm(beta));
      before = Numbers.sumNorm(beta);
    }
    findings.add(
        Findings.atLeast("smallest fall of ‖β‖₁ from α to the next", "falls", 1e-6, smallestFall));
    findings.add(
        Findings.atMost(
            "α = 100: distance of the flow's end to the least L2",
            "O(α⁻⁴)",
            1e-6,
            Numbers.distance(c.flowLimit(100), leastSquare)));
    double excess = Numbers.sumNorm(c.flowLimit(1e-8)) / leastSum - 1;
    findings.add(
        Findings.between(
            "α = 1e-8: ‖β‖₁ of the flow's end over the least, - 1", "→ 0", -1e-12, 0.05, excess));
    double[] grid = new double[61];
    double[] sums = new double[grid.length];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = Math.pow(10, -4 + i / 10.0);
      sums[i] = Numbers.sumNorm(c.flowLimit(grid[i])) / leastSum;
    }
    output.figure(
        new Figure(
            "exact-diagonal-alpha",
            "Diagonal networks: from the least L1 to the least L2 norm",
            "scale α of the start",
            "‖β‖₁ over the least possible",
            true,
            false,
            List.of(Figure.Line.of("end of the gradient flow", grid, sums, Double.NaN))));
    return findings;
  }

  /** From u = v = α with η = 10⁻³ min(1, α⁻²), until the loss is rounding. */
  private static double[] descend(DiagonalLinearNetwork c, double alpha) {
    double rate = 1e-3 * Math.min(1, 1 / (alpha * alpha));
    try (Descent descent = new Descent(new GradientDescent(), c, c.start(alpha))) {
      for (int k = 0; k < LONGEST; k++) {
        if (descent.step(rate) < 1e-27) {
          break;
        }
      }
      return c.beta(descent.w());
    }
  }
}
