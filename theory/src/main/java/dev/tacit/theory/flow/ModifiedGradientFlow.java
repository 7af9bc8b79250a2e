package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import java.util.List;

/**
 * The first modified flow of gradient descent, ẇ = -∇[C + (h/4) ‖∇C‖²] = -g - (h/2) H g: O(h³) in a
 * step, O(h²) in a fixed time.
 *
 * <p>D. G. T. Barrett, B. Dherin, ICLR 2021, arXiv:2009.11162. With batches drawn <em>with
 * replacement</em> it is also the flow that the mean of SGD's iterates follows: such noise adds no
 * penalty, {@link ShuffledSgdFlow} does.
 */
public final class ModifiedGradientFlow extends PenalisedFlow {

  /** The flow of gradient descent with step size h. */
  public ModifiedGradientFlow(Objective objective, double h) {
    super("modified-gd", List.of(objective), h, new Coefficients(1, 0.5, 0));
  }

  /** The flow of SGD on C = (1/m) Σ_k C_k with batches drawn with replacement. */
  public ModifiedGradientFlow(List<? extends Objective> batches, double h) {
    super("with-replacement-sgd", batches, h, new Coefficients(1, 0.5, 0));
  }
}
