package dev.tacit.theory.exact;

import dev.tacit.theory.check.Check;
import java.util.List;

/** The exact-answer suite, in the order of the table. */
public final class ExactChecks {
  private ExactChecks() {}

  /** All of its checks. */
  public static List<Check> all() {
    return List.of(
        new RowSpaceInvariant(),
        new PreconditionedLimit(),
        new AdaptiveInterpolation(),
        new WilsonAlgebra(),
        new WilsonLimits(),
        new MarginDirections(),
        new LogisticGradientDescent(),
        new LogisticNormalized(),
        new LogisticAdaptive(),
        new LogisticEpsilon(),
        new DiagonalIdentities(),
        new DiagonalLimit(),
        new DiagonalNoise(),
        new SingularValueDynamics(),
        new Balancedness(),
        new DepthAndRank(),
        new CommutingMeasurements(),
        new DivergingNorm(),
        new StabilityThresholds(),
        new EdgeOfStability());
  }
}
