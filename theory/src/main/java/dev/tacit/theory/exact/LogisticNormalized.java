package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LinearClassification;
import dev.tacit.theory.objective.MarginLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient descent whose step has length 0.5/√t, on the exponential loss of the four points: the
 * same direction as plain gradient descent, reached at about 1/√t instead of 1/ln t. M. S. Nacson
 * et al., AISTATS 2019, arXiv:1803.01905.
 */
final class LogisticNormalized extends ExactCheck {

  LogisticNormalized() {
    super(
        "exact/logistic-normalized",
        "normalised GD goes to the largest L2 margin at about 1/√t",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    int[] times = {1000, 10_000, 30_000};
    double[] angles = {0.0321, 0.0120, 0.0069};
    List<Finding> findings = new ArrayList<>();
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.EXPONENTIAL);
    try (Descent descent = new Descent(new GradientDescent(), c, 0, 0)) {
      int t = 1;
      for (int i = 0; i < times.length; i++) {
        for (; t <= times[i]; t++) {
          descent.normalizedStep(0.5 / Math.sqrt(t));
        }
        findings.add(
            Findings.near(
                "angle to L2, t = " + times[i],
                angles[i],
                5e-5, // what the last printed digit leaves open
                Numbers.angle(descent.w(), MarginDirections.L2)));
      }
    }
    return findings;
  }
}
