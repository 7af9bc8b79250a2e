package dev.tacit.lab.landscape;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A path w(t) through parameter space, t in [0, 1]. */
@FunctionalInterface
public interface Curve {

  /**
   * Writes w(t).
   *
   * @param out shape [p]; overwritten
   */
  void at(double t, Tensor out);

  /** The straight line (1-t) a + t b; its ends are a and b to the bit. */
  static Curve segment(Tensor a, Tensor b) {
    return (t, out) -> {
      try (NoGradGuard guard = new NoGradGuard()) {
        out.copy_(a).mul_(new Scalar(1 - t)).add_(b, new Scalar(t));
      }
    };
  }

  /** The quadratic Bézier curve (1-t)² a + 2t(1-t) θ + t² b; its ends are a and b. */
  static Curve bezier(Tensor a, Tensor theta, Tensor b) {
    return (t, out) -> {
      try (NoGradGuard guard = new NoGradGuard()) {
        out.copy_(a)
            .mul_(new Scalar((1 - t) * (1 - t)))
            .add_(theta, new Scalar(2 * t * (1 - t)))
            .add_(b, new Scalar(t * t));
      }
    };
  }

  /** The straight line through a point: c + s d with s running from -range to range. */
  static Curve line(Tensor c, Tensor d, double range) {
    return (t, out) -> {
      try (NoGradGuard guard = new NoGradGuard()) {
        out.copy_(c).add_(d, new Scalar((2 * t - 1) * range));
      }
    };
  }
}
