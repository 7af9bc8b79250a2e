package dev.tacit.penalty;

import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Sharpness-aware minimisation: the rule is given ∇Ĉ_k(w + e), with
 *
 * <pre>
 *   e = ρ g_k/‖g_k‖     (normalised; none where g_k = 0)
 *   e = ρ g_k           (not)
 * </pre>
 *
 * g_k = ∇Ĉ_k(w). The derivative of e in w is left out, as the authors do. P. Foret, A. Kleiner, H.
 * Mobahi, B. Neyshabur, ICLR 2021, arXiv:2010.01412; unnormalised: M. Andriushchenko, N.
 * Flammarion, ICML 2022, arXiv:2206.06232.
 *
 * @param radius ρ ≥ 0
 * @param normalised whether e has length ρ
 */
public record SharpnessAware(double radius, boolean normalised) implements Penalty {

  /** Checks ρ. */
  public SharpnessAware {
    Bounds.notNegative("radius", radius);
  }

  @Override
  public String name() {
    return "sharpness-aware";
  }

  @Override
  public boolean active() {
    return radius > 0;
  }

  @Override
  public String cost(Conditions training) {
    return Costs.GRADIENT;
  }

  /** C(w + e) - C(w) with C, and g of e, of the whole training set. */
  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    try (Tensor g = Vectors.zeros(w.numel(), problem.loss().placement())) {
      double here = problem.loss().gradient(w, g);
      return problem.loss().value(shift(w, g)) - here;
    }
  }

  /** Adds ∇Ĉ_k(w + e) - g_k. */
  @Override
  public void add(Step at, Tensor sum) {
    try (Tensor g = Vectors.copy(at.gradient())) {
      Tensor there = at.gradientAt(shift(at.w(), g));
      sum.sub_(at.gradient()).add_(there); // exactly what is there, where the sum is g_k
    }
  }

  /** Turns g into w + e. */
  private Tensor shift(Tensor w, Tensor g) {
    double length = normalised ? Vectors.norm(g) : 1;
    return g.mul_(new Scalar(length > 0 ? radius / length : 0)).add_(w);
  }
}
