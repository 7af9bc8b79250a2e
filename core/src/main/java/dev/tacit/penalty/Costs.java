package dev.tacit.penalty;

import dev.tacit.training.Conditions;
import java.util.Locale;

/** What work of a kind costs, in words. */
final class Costs {
  /** A product with the batch's Hessian from kept passes; see docs/penalties.md. */
  static final String PRODUCT = "a Hessian-vector product of the batch (about 1.4 gradients more)";

  private Costs() {}

  /** A gradient of all examples and a product with it. */
  static String productOfAll(Conditions training) {
    return String.format(
        Locale.ROOT,
        "the gradient and a Hessian-vector product of all %,d examples (about %,.0f gradients of a"
            + " batch)",
        training.examples(),
        2.4 * training.examples() / training.batch());
  }
}
