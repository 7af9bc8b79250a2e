package dev.tacit.optimizer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * √(c s) + ε or √(c s + ε): what adaptive methods divide by. With ε = 0, a coordinate that never
 * had a gradient counts as infinite, so that 0/0 is no step.
 */
final class Denominators {
  private Denominators() {}

  /**
   * The denominator as a new tensor, which belongs to the caller's scope.
   *
   * @param s second moment, shape [p]; not changed
   * @param correction c, the bias correction
   */
  static Tensor of(Tensor s, double correction, double epsilon, EpsilonPlacement placement) {
    Tensor denominator =
        placement == EpsilonPlacement.OUTSIDE
            ? s.sqrt().mul_(new Scalar(Math.sqrt(correction))).add_(new Scalar(epsilon))
            : s.mul(new Scalar(correction)).add_(new Scalar(epsilon)).sqrt_();
    return epsilon > 0
        ? denominator
        : denominator.masked_fill_(
            denominator.eq(new Scalar(0.0)), new Scalar(Double.POSITIVE_INFINITY));
  }
}
