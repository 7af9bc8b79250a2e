package dev.tacit.theory.exact;

import dev.tacit.optimizer.AdaGrad;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.SignDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LeastSquares;
import java.util.ArrayList;
import java.util.List;

/**
 * On least squares the adaptive methods leave the row space: they end in interpolants that are
 * neither of least L2 norm nor, for sign descent, of least L∞ norm (S. Gunasekar et al., ICML 2018,
 * arXiv:1802.08246). How far off they end belongs to the instance; that they interpolate and are
 * off does not. Of any interpolant, ‖w‖/‖w*‖ = √(1 + distance²), w* the least-norm one.
 */
final class AdaptiveInterpolation extends ExactCheck {
  private static final int STEPS = 8000;

  AdaptiveInterpolation() {
    super(
        "exact/adaptive-interpolants",
        "Adam, RMSProp, AdaGrad and sign descent interpolate outside the row space",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    double[][] x = Numbers.gaussian("rows", 6, 20);
    double[] y = Numbers.gaussian("y", 1, 6)[0];
    LeastSquares c = new LeastSquares(x, y);
    double[] least = c.nearestInterpolant(new double[20]);
    double leastMaximum = Numbers.maxNorm(LinearPrograms.leastMaximum(x, y));
    List<Finding> findings = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    UpdateRule[] rules = {
      Adam.DEFAULT, RmsProp.DEFAULT, new AdaGrad(1e-10), new SignDescent(),
    };
    for (UpdateRule rule : rules) {
      double[] end = interpolant(rule, c);
      double distance = Numbers.distance(end, least);
      double ratio = Numbers.norm(end) / Numbers.norm(least);
      double maximum = Numbers.maxNorm(end) / leastMaximum;
      rows.add(List.of(rule.name(), distance, ratio, maximum));
      findings.add(
          Findings.atLeast(
              rule.name() + ": distance to the least-L2 interpolant", "> 0", 0.05, distance));
      findings.add(
          Findings.near(
              rule.name() + ": ‖w‖/‖w*‖, an interpolant's √(1 + distance²)",
              Math.sqrt(1 + distance * distance),
              1e-6,
              ratio));
      findings.add(
          Findings.atLeast(rule.name() + ": ‖w‖_∞ over the least possible", "> 1", 1.01, maximum));
    }
    output.table(
        "exact-adaptive-interpolants",
        List.of("rule", "distance_to_least_l2", "l2_over_least", "linf_over_least"),
        rows);
    return findings;
  }

  /** From 0 with a rate that falls to nothing, so that the end interpolates. */
  private static double[] interpolant(UpdateRule rule, LeastSquares c) {
    try (Descent descent = new Descent(rule, c, new double[20])) {
      double rate = rule instanceof AdaGrad ? 0.1 : 0.01;
      double decay = Math.pow(1e-9, 1.0 / STEPS);
      for (int n = 0; n < STEPS; n++) {
        descent.step(rate);
        rate *= rule instanceof AdaGrad ? 1 : decay;
      }
      return descent.w();
    }
  }
}
