package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import java.util.List;

/**
 * The plain gradient flow ẇ = -∇C. Gradient descent leaves it by O(h²) in a step and by O(h) in a
 * fixed time.
 */
public final class GradientFlow extends PenalisedFlow {

  /** The flow of one objective. */
  public GradientFlow(Objective objective) {
    this(List.of(objective));
  }

  /** The flow of C = (1/m) Σ_k C_k. */
  public GradientFlow(List<? extends Objective> batches) {
    super("gradient-flow", batches, 1, new Coefficients(1, 0, 0));
  }
}
