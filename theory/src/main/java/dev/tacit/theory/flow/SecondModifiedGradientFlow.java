package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;

/**
 * The second modified flow of gradient descent, O(h⁴) in a step and O(h³) in a fixed time:
 *
 * <pre>
 *   ẇ = -g - (h/2) H g + h² f2,   f2 = -⅓ H² g - (1/12) T[g,g],   T = ∇³C
 * </pre>
 *
 * f2 is in general no gradient: a modified loss exists to first order in h only. T[g,g] is the
 * central difference of H(w ± r g) g with g held fixed; its relative error of about 1e-10 enters
 * times h². On a mode of curvature λ the series converges for hλ &lt; 1 only.
 *
 * <p>M. Rosca, Y. Wu, C. Qin, B. Dherin, TMLR 2023, arXiv:2302.01952.
 */
public final class SecondModifiedGradientFlow implements Flow {
  private static final double RELATIVE_REACH = 1e-5;

  private final Derivatives objective;
  private final double h;

  /** The flow of gradient descent with step size h. */
  public SecondModifiedGradientFlow(Objective objective, double h) {
    this.objective = Derivatives.of(objective);
    this.h = Derivatives.stepSize(h);
  }

  @Override
  public String name() {
    return "modified-gd-f2";
  }

  @Override
  public int dimension() {
    return objective.dimension();
  }

  @Override
  public void velocity(long piece, double[] w, double[] velocity) {
    double[] g = objective.gradient(w);
    double[] hg = objective.hessianVector(w, g);
    double[] hhg = objective.hessianVector(w, hg);
    double[] third = thirdDerivative(w, g);
    for (int j = 0; j < g.length; j++) {
      velocity[j] = -g[j] - h / 2 * hg[j] - h * h * (hhg[j] / 3 + third[j] / 12);
    }
  }

  /** T[g,g]. */
  private double[] thirdDerivative(double[] w, double[] g) {
    double length = norm(g);
    double[] third = new double[g.length];
    if (length == 0) {
      return third;
    }
    double r = RELATIVE_REACH * (1 + norm(w)) / length;
    double[] ahead = objective.hessianVector(shifted(w, g, r), g);
    double[] behind = objective.hessianVector(shifted(w, g, -r), g);
    for (int j = 0; j < g.length; j++) {
      third[j] = (ahead[j] - behind[j]) / (2 * r);
    }
    return third;
  }

  private static double[] shifted(double[] w, double[] direction, double by) {
    double[] x = w.clone();
    for (int j = 0; j < x.length; j++) {
      x[j] += by * direction[j];
    }
    return x;
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double each : v) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }
}
