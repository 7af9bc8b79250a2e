package dev.tacit.theory.exact;

import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * The algebra of {@link WilsonConstruction}: its Gram matrix, X sign(Xᵀy) = 4y, and the least-norm
 * solution in closed form against a direct solve; then the numbers for n₊ = 7, n₋ = 5.
 */
final class WilsonAlgebra extends ExactCheck {

  WilsonAlgebra() {
    super(
        "exact/wilson-algebra",
        "Wilson's construction: Gram matrix, X sign(Xᵀy) = 4y, least-norm solution in closed form",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    double gram = 0;
    double signs = 0;
    double solution = 0;
    double smallestOutput = Double.POSITIVE_INFINITY;
    for (int positives = 2; positives <= 9; positives++) {
      for (int negatives = 1; negatives < positives; negatives++) {
        WilsonConstruction problem = new WilsonConstruction(positives, negatives);
        gram = Math.max(gram, gramError(problem));
        signs = Math.max(signs, signError(problem));
        double[] w = problem.objective().nearestInterpolant(new double[problem.dimension()]);
        solution = Math.max(solution, solutionError(problem, w));
        smallestOutput =
            Math.min(
                smallestOutput,
                Math.min(WilsonConstruction.output(w, 1), -WilsonConstruction.output(w, -1)));
      }
    }
    findings.add(Findings.atMost("Gram matrix 4, 8; 3, 1", "exact", 0, gram));
    findings.add(Findings.atMost("X sign(Xᵀy) - 4y", "0", 0, signs));
    findings.add(
        Findings.atMost("least-norm solution, closed form - direct solve", "0", 1e-14, solution));
    findings.add(
        Findings.atLeast(
            "y times the least-norm output on new examples", "> 0", 1e-3, smallestOutput));
    WilsonConstruction twelve = new WilsonConstruction(7, 5);
    double[] w = twelve.objective().nearestInterpolant(new double[twelve.dimension()]);
    double printed = 5e-7; // what six printed digits leave open
    findings.add(Findings.near("7 + 5: α₊", 0.0617284, printed / 10, ownWeight(w, 0)));
    findings.add(Findings.near("7 + 5: α₋", -0.0716049, printed / 10, ownWeight(w, 7)));
    findings.add(
        Findings.near(
            "7 + 5: least-norm output, y = +1",
            0.938272,
            printed,
            WilsonConstruction.output(w, 1)));
    findings.add(
        Findings.near(
            "7 + 5: least-norm output, y = -1",
            -0.641975,
            printed,
            WilsonConstruction.output(w, -1)));
    findings.add(Findings.near("7 + 5: ‖w‖₂, least norm", 0.888889, printed, Numbers.norm(w)));
    double[] adaptive = twelve.adaptiveLimit();
    findings.add(Findings.near("7 + 5: ‖w‖₂, adaptive", 1.479020, printed, Numbers.norm(adaptive)));
    findings.add(
        Findings.near(
            "7 + 5: least ‖w‖_∞ of any interpolant",
            0.25,
            1e-12,
            Numbers.maxNorm(LinearPrograms.leastMaximum(twelve.rows(), twelve.labels()))));
    return findings;
  }

  /** The weight of an example's first own feature: its multiplier. */
  private static double ownWeight(double[] w, int example) {
    return w[3 + 5 * example];
  }

  private static double gramError(WilsonConstruction problem) {
    double[][] x = problem.rows();
    double[] y = problem.labels();
    double error = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        double same = i == j ? (y[i] > 0 ? 4 : 8) : 3;
        double expected = y[i] == y[j] ? same : 1;
        error = Math.max(error, Math.abs(Numbers.dot(x[i], x[j]) - expected));
      }
    }
    return error;
  }

  private static double signError(WilsonConstruction problem) {
    double[][] x = problem.rows();
    double[] y = problem.labels();
    double[] limit = problem.adaptiveLimit();
    double error = 0;
    for (int i = 0; i < x.length; i++) {
      error = Math.max(error, Math.abs(4 * Numbers.dot(x[i], limit) - 4 * y[i]));
    }
    return error;
  }

  private static double solutionError(WilsonConstruction problem, double[] w) {
    double error =
        Math.max(
            Math.abs(WilsonConstruction.output(w, 1) - problem.leastNormPositive()),
            Math.abs(WilsonConstruction.output(w, -1) - problem.leastNormNegative()));
    double[] y = problem.labels();
    for (int i = 0; i < y.length; i++) {
      double multiplier = y[i] > 0 ? problem.positiveMultiplier() : problem.negativeMultiplier();
      error = Math.max(error, Math.abs(ownWeight(w, i) - multiplier));
    }
    return error;
  }
}
