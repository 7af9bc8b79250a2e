package dev.tacit.penalty;

import dev.tacit.training.Conditions;
import java.util.Locale;

/** What work of a kind costs, in words. */
final class Costs {
  /** A product with the batch's Hessian from kept passes; see docs/penalties.md. */
  static final String PRODUCT = "a Hessian-vector product of the batch (about 1.4 gradients more)";

  static final String NOTHING = "nothing to speak of";
  static final String PATHS =
      "a pass of one example through autograd, which takes about ten gradients of a batch of 64";
  static final String GRADIENT = "a second gradient of the batch";
  static final String BACKWARD = "a second backward pass of the batch";
  static final String NUMBERS =
      "p normal numbers, which take longer than the gradient of a small batch";

  private Costs() {}

  /** A gradient of all examples and a product with it, at every step. */
  static String productOfAll(Conditions training) {
    return String.format(
        Locale.ROOT,
        "the gradient and a Hessian-vector product of all %,d examples (about %,.0f gradients of a"
            + " batch) at every step",
        training.examples(),
        2.4 * training.examples() / training.batch());
  }
}
