package dev.tacit.theory.exact;

import dev.tacit.optimizer.AdaGrad;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LinearClassification;
import dev.tacit.theory.objective.MarginLoss;
import java.util.List;

/**
 * With ε > 0 the gradients of separable data end below ε, and RMSProp turns towards the largest L2
 * margin; AdaGrad's conditioner settles and it goes to a margin of its own. B. Wang et al., ICML
 * 2021, arXiv:2012.06244. Which of the limits is seen is decided by ε and the horizon.
 */
final class LogisticEpsilon extends ExactCheck {
  private static final int STEPS = 100_000;

  LogisticEpsilon() {
    super(
        "exact/logistic-epsilon",
        "ε = 0.01 turns RMSProp to the largest L2 margin; AdaGrad ends between L2 and L∞",
        false);
  }

  @Override
  public List<Finding> run(Output output) {
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    double[] rms = follow(new RmsProp(0.99, 1e-2, EpsilonPlacement.OUTSIDE, true), c);
    double[] ada = follow(new AdaGrad(1e-10), c);
    return List.of(
        Findings.near(
            "RMSProp: L2 margin over the largest",
            0.990,
            5e-4,
            c.margin(rms) / Numbers.norm(rms) / MarginDirections.L2_MARGIN),
        Findings.near("RMSProp: angle to L2", 0.049, 5e-4, Numbers.angle(rms, MarginDirections.L2)),
        Findings.near("AdaGrad: angle to L2", 0.084, 5e-4, Numbers.angle(ada, MarginDirections.L2)),
        Findings.near(
            "AdaGrad: angle to L∞", 0.133, 5e-4, Numbers.angle(ada, MarginDirections.MAXIMUM)));
  }

  private static double[] follow(UpdateRule rule, LinearClassification c) {
    try (Descent descent = new Descent(rule, c, 0, 0)) {
      for (int t = 0; t < STEPS; t++) {
        descent.step(1);
      }
      return descent.w();
    }
  }
}
