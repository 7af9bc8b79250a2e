package dev.tacit.theory.exact;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.SignDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LinearClassification;
import dev.tacit.theory.objective.MarginLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * Without ε, sign descent, Adam and RMSProp with rates 0.1/√t go to the largest L∞ margin of the
 * four points, not to the L2 one. C. Zhang, D. Zou, Y. Cao, 2024, arXiv:2406.10650.
 */
final class LogisticAdaptive extends ExactCheck {
  private static final int STEPS = 40_000;

  LogisticAdaptive() {
    super(
        "exact/logistic-adaptive",
        "ε = 0: sign descent, Adam and RMSProp go to the largest L∞ margin",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(follow(new SignDescent(), 0.9949));
    findings.addAll(follow(new Adam(0.9, 0.99, 0, EpsilonPlacement.OUTSIDE, true), 0.9940));
    findings.addAll(follow(new RmsProp(0.99, 0, EpsilonPlacement.OUTSIDE, true), 0.9940));
    return findings;
  }

  private static List<Finding> follow(UpdateRule rule, double claimed) {
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    try (Descent descent = new Descent(rule, c, 0, 0)) {
      for (int t = 1; t <= STEPS; t++) {
        descent.step(0.1 / Math.sqrt(t));
      }
      double[] w = descent.w();
      double maximum = c.margin(w) / Numbers.maxNorm(w) / MarginDirections.MAXIMUM_MARGIN;
      double euclidean = c.margin(w) / Numbers.norm(w) / MarginDirections.L2_MARGIN;
      return List.of(
          Findings.near(rule.name() + ": L∞ margin over the largest", claimed, 5e-5, maximum),
          Findings.atMost(rule.name() + ": L2 margin over the largest", "< 1", 0.95, euclidean),
          Findings.near(
              rule.name() + ": angle to L2", 0.26, 5e-3, Numbers.angle(w, MarginDirections.L2)));
    }
  }
}
