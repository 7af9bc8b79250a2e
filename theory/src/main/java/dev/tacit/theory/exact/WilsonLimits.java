package dev.tacit.theory.exact;

import dev.tacit.optimizer.AdaGrad;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Training on {@link WilsonConstruction} with n₊ = 7, n₋ = 5, from 0, 6000 steps with rates falling
 * as t^{-1/2}. With ε = 0 adaptive methods keep w = λ sign(Xᵀy) at every step and end in
 * sign(Xᵀy)/4, which calls every new example positive; gradient descent ends in the least norm,
 * which makes no mistake; and a large ε turns Adam and RMSProp back into gradient descent.
 */
final class WilsonLimits extends ExactCheck {
  private static final int STEPS = 6000;

  WilsonLimits() {
    super(
        "exact/wilson-limits",
        "Wilson's construction: adaptive methods end in sign(Xᵀy)/4 and err, GD and a large ε do not",
        true);
  }

  /** Where a method ended, and the largest relative difference it ever had between the |w_j|. */
  private static final class End {
    final double[] w;
    final double spread;

    End(double[] w, double spread) {
      this.w = w;
      this.spread = spread;
    }
  }

  @Override
  public List<Finding> run(Output output) {
    WilsonConstruction problem = new WilsonConstruction(7, 5);
    double[] limit = problem.adaptiveLimit();
    double[] least = problem.objective().nearestInterpolant(new double[limit.length]);
    List<Finding> findings = new ArrayList<>();

    End exact = train(problem, adam(0), RATE);
    findings.add(
        Findings.atMost("Adam, ε = 0: |w_j| differ, every step", "0", 1e-14, exact.spread));
    findings.add(toLimit("Adam, ε = 0", 1e-14, exact, limit));
    findings.add(toLimit("Adam, ε = 1e-8", 1e-6, train(problem, adam(1e-8), RATE), limit));
    findings.add(toLimit("Adam, ε = 1e-3", 2e-2, train(problem, adam(1e-3), RATE), limit));
    End adagrad = train(problem, new AdaGrad(1e-8), RATE);
    findings.add(toLimit("AdaGrad, ε = 1e-8", 1e-6, adagrad, limit));
    End rms = train(problem, rmsProp(0), RATE);
    findings.add(
        Findings.atMost("RMSProp, ε = 0: |w_j| differ, every step", "0", 1e-14, rms.spread));
    findings.add(toLimit("RMSProp, ε = 0", 2e-2, rms, limit));
    findings.add(
        toLimit(
            "RMSProp, ε = 1e-8, which does not settle",
            2e-2,
            train(problem, rmsProp(1e-8), RATE),
            limit));
    findings.add(Findings.near("Adam, ε = 0: output, y = +1", 0.75, 1e-12, positive(exact)));
    findings.add(Findings.near("Adam, ε = 0: output, y = -1", 0.25, 1e-12, negative(exact)));

    End gd = train(problem, new GradientDescent(), GD_RATE);
    findings.add(
        Findings.atMost(
            "GD: distance to the least-norm solution", "0", 1e-13, Numbers.distance(gd.w, least)));
    for (UpdateRule rule : List.of(adam(1), rmsProp(1))) {
      End end = train(problem, rule, 3 * RATE);
      findings.add(
          Findings.atMost(rule.name() + ", ε = 1: output, y = -1", "< 0", -0.4, negative(end)));
      findings.add(
          Findings.atLeast(rule.name() + ", ε = 1: output, y = +1", "> 0", 0.4, positive(end)));
    }
    return findings;
  }

  private static final double RATE = 0.1;
  private static final double GD_RATE = 0.3;

  private static Finding toLimit(String subject, double bound, End end, double[] limit) {
    return Findings.atMost(
        subject + ": distance to sign(Xᵀy)/4", "0", bound, Numbers.distance(end.w, limit));
  }

  private static double positive(End end) {
    return WilsonConstruction.output(end.w, 1);
  }

  private static double negative(End end) {
    return WilsonConstruction.output(end.w, -1);
  }

  private static UpdateRule adam(double epsilon) {
    return new Adam(0.9, 0.999, epsilon, EpsilonPlacement.OUTSIDE, true);
  }

  private static UpdateRule rmsProp(double epsilon) {
    return new RmsProp(0.99, epsilon, EpsilonPlacement.OUTSIDE, true);
  }

  /** From 0; the spread is the largest relative difference between |w_j| that are not always 0. */
  private static End train(WilsonConstruction problem, UpdateRule rule, double rate) {
    double[] sign = problem.adaptiveLimit();
    double spread = 0;
    try (Descent descent = new Descent(rule, problem.objective(), new double[sign.length])) {
      for (int n = 1; n <= STEPS; n++) {
        descent.step(rule instanceof GradientDescent ? rate : rate / Math.sqrt(n));
        double[] w = descent.w();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < w.length; j++) {
          if (sign[j] != 0) {
            low = Math.min(low, w[j] / sign[j]);
            high = Math.max(high, w[j] / sign[j]);
          }
        }
        spread = Math.max(spread, (high - low) / Math.max(Math.abs(high), Math.abs(low)));
      }
      return new End(descent.w(), spread);
    }
  }
}
