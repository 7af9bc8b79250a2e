package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import java.util.List;

/**
 * The flow that SGD follows when a <em>fixed</em> partition into m batches is visited in random
 * order, each batch once an epoch:
 *
 * <pre>
 *   ẇ = -∇[ C + (h/4m) Σ_k ‖∇C_k‖² ],   C = (1/m) Σ_k C_k
 * </pre>
 *
 * The mean over all m! orders of the iterate after an epoch, time mh, is met to O(m³h³); so is the
 * mean over one order and its reverse. A single order is met to O(h²) only.
 *
 * <p>S. L. Smith, B. Dherin, D. G. T. Barrett, S. De, ICLR 2021, arXiv:2101.12176.
 */
public final class ShuffledSgdFlow extends PenalisedFlow {

  /** The flow of SGD with step size h. */
  public ShuffledSgdFlow(List<? extends Objective> batches, double h) {
    super("shuffled-sgd", batches, h, new Coefficients(1, 0.5, 0.5));
  }
}
