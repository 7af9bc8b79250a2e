package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;

/**
 * The flow of full-batch sharpness-aware gradient descent with a radius ρ of the size of its step
 * h:
 *
 * <pre>
 *   w ← w - h g(w + ρ g)          ẇ = -∇[ C + (h/4) ‖∇C‖² + (ρ/2) ‖∇C‖² ]
 *   w ← w - h g(w + ρ g/‖g‖)      ẇ = -∇[ C + (h/4) ‖∇C‖² + ρ ‖∇C‖ ]       (normalised)
 * </pre>
 *
 * to O(h²) in a fixed time: the perturbation adds a penalty to the step's own. ‖g‖ has a kink where
 * g = 0, and orders hold away from there. Derived for this project from g(w + e) = g + H e + O(e²)
 * (docs/papers.md); the methods are those of P. Foret et al., ICLR 2021, arXiv:2010.01412, and M.
 * Andriushchenko, N. Flammarion, ICML 2022, arXiv:2206.06232. One evaluation costs one gradient and
 * one Hessian-vector product.
 */
public final class SharpnessAwareFlow implements Flow {
  private final Derivatives objective;
  private final double h;
  private final double radius;
  private final boolean normalised;

  /**
   * The flow of gradient descent with step size h.
   *
   * @param radius ρ ≥ 0
   * @param normalised whether the perturbation has length ρ
   */
  public SharpnessAwareFlow(Objective objective, double h, double radius, boolean normalised) {
    this.objective = Derivatives.of(objective);
    this.h = Derivatives.stepSize(h);
    if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the radius must be finite and at least 0, found " + radius);
    }
    this.radius = radius;
    this.normalised = normalised;
  }

  @Override
  public String name() {
    return normalised ? "sharpness-aware" : "sharpness-aware-unnormalised";
  }

  @Override
  public int dimension() {
    return objective.dimension();
  }

  @Override
  public void velocity(long piece, double[] w, double[] velocity) {
    double[] g = objective.gradient(w);
    double[] hg = objective.hessianVector(w, g);
    double reach = radius;
    if (normalised) {
      double length = 0;
      for (double each : g) {
        length = Math.hypot(length, each);
      }
      reach = length == 0 ? 0 : radius / length;
    }
    for (int j = 0; j < g.length; j++) {
      velocity[j] = -g[j] - (h / 2 + reach) * hg[j];
    }
  }
}
