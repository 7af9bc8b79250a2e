package dev.tacit.optimizer;

import org.bytedeco.pytorch.Tensor;

/** Bounds of hyperparameters, in accepting form: NaN is refused. */
final class Checks {
  private Checks() {}

  /** A decay or momentum in [0, 1). */
  static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), found " + value);
    }
  }

  /** A finite number of 0 or more. */
  static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be finite and at least 0, found " + value);
    }
  }

  /** The vectors of a step have one length and the rate is a number. */
  static void step(Tensor w, Tensor gradient, double learningRate) {
    if (w.numel() != gradient.numel()) {
      throw new IllegalArgumentException(
          "w has " + w.numel() + " components and the gradient " + gradient.numel());
    }
    if (Double.isNaN(learningRate)) {
      throw new IllegalArgumentException("the learning rate is NaN");
    }
  }
}
