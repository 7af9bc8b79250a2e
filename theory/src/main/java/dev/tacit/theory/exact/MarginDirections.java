package dev.tacit.theory.exact;

import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LinearClassification;
import dev.tacit.theory.objective.MarginLoss;
import java.util.List;

/** The directions of largest L2, L∞ and L1 margin of the four points, against a solver. */
final class MarginDirections extends ExactCheck {

  /** ŵ/‖ŵ‖₂, ŵ = (1.8, 0.7)/1.94. */
  static final double[] L2 = {1.8 / Math.sqrt(3.73), 0.7 / Math.sqrt(3.73)};

  /** w with ‖w‖_∞ = 1. */
  static final double[] MAXIMUM = {1, 2.0 / 3};

  /** w with ‖w‖₁ = 1. */
  static final double[] SUM = {0.72, 0.28};

  /** γ₂ = 1.94/√3.73, 1.004494. */
  static final double L2_MARGIN = 1.94 / Math.sqrt(3.73);

  /** γ_∞. */
  static final double MAXIMUM_MARGIN = 17.0 / 15;

  MarginDirections() {
    super(
        "exact/margin-directions",
        "four separable points: directions and margins in L2, L∞ and L1 in closed form",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    double[][] z = c.signedRows();
    double[] l2 = LinearPrograms.euclideanMargin(z);
    double[] maximum = LinearPrograms.maximumMargin(z);
    double[] sum = LinearPrograms.sumMargin(z);
    double rounding = 1e-12; // the simplex method's own tolerance
    return List.of(
        Findings.atMost(
            "L2 direction - (0.932004, 0.362448)", "0", rounding, Numbers.distance(l2, L2)),
        Findings.near("γ₂", 1.004494, 5e-7, c.margin(l2)),
        Findings.atMost(
            "L∞ direction - (1, 2/3)", "0", rounding, Numbers.distance(maximum, MAXIMUM)),
        Findings.near("γ_∞ = 17/15", MAXIMUM_MARGIN, rounding, c.margin(maximum)),
        Findings.atMost("L1 direction - (0.72, 0.28)", "0", rounding, Numbers.distance(sum, SUM)),
        Findings.near("γ₁", 0.776, rounding, c.margin(sum)));
  }
}
