package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import java.util.List;

/**
 * The flow that the paper's conjecture for RMSProp would imply, a penalty (h/4m) Σ_k ‖s ⊙ ∇C_k‖² on
 * top of C, in RMSProp's own geometry:
 *
 * <pre>
 *   ẇ = -(1/D) ⊙ ∇[ C + (h/4m) Σ_k ‖s ⊙ ∇C_k‖² ],   D = √(s+ε) or √s+ε
 * </pre>
 *
 * with s the running mean of squared gradients, here its stationary value (1/m) Σ_k g_k². The paper
 * does not say whether ∇ acts on s; held fixed, the penalty's gradient is (h/2m) Σ_k H_k (s² ⊙
 * g_k), and acting on s as well it is exactly three times that. Neither reading has the order it
 * would need: the weight has the wrong power of s. The derived flows are {@link AdaptiveFlow} and
 * {@link FrozenPreconditionerFlow}. One evaluation costs m gradients and m Hessian-vector products.
 */
public final class PaperRmsPropFlow implements Flow {

  /** What the gradient of the penalty acts on. */
  public enum Reading {
    /** ∇_w with s held fixed. */
    S_FROZEN(1),
    /** ∇_w through s as well. */
    S_DIFFERENTIATED(3);

    private final double factor;

    Reading(double factor) {
      this.factor = factor;
    }
  }

  private final List<Derivatives> batches;
  private final AdaptiveMoments moments;
  private final Reading reading;
  private final double h;
  private final double[] constantSquares; // s, [p]; null for its stationary value

  /** The flow with s at its stationary value along the path. */
  public PaperRmsPropFlow(
      List<? extends Objective> batches, AdaptiveMoments moments, Reading reading, double h) {
    this(batches, moments, reading, h, null);
  }

  private PaperRmsPropFlow(
      List<? extends Objective> batches,
      AdaptiveMoments moments,
      Reading reading,
      double h,
      double[] constantSquares) {
    this.batches = Derivatives.of(batches);
    this.moments = moments;
    this.reading = reading;
    this.h = Derivatives.stepSize(h);
    this.constantSquares = constantSquares;
  }

  /**
   * The flow with an s that does not change in time, length p, as when the preconditioner is
   * frozen.
   */
  public static PaperRmsPropFlow withConstant(
      double[] s, List<? extends Objective> batches, AdaptiveMoments moments, double h) {
    return new PaperRmsPropFlow(batches, moments, Reading.S_FROZEN, h, s.clone());
  }

  @Override
  public String name() {
    return reading == Reading.S_FROZEN ? "paper-s-frozen" : "paper-s-differentiated";
  }

  @Override
  public int dimension() {
    return batches.get(0).dimension();
  }

  @Override
  public void velocity(long piece, double[] w, double[] velocity) {
    int m = batches.size();
    int p = w.length;
    double[][] g = new double[m][]; // [m, p]
    double[] mean = new double[p];
    double[] squares = new double[p];
    for (int k = 0; k < m; k++) {
      g[k] = batches.get(k).gradient(w);
      for (int j = 0; j < p; j++) {
        mean[j] += g[k][j] / m;
        squares[j] += g[k][j] * g[k][j] / m;
      }
    }
    double[] s = constantSquares == null ? squares : constantSquares;
    double[] penalty = new double[p]; // (1/m) Σ_k H_k (s² ⊙ g_k)
    for (int k = 0; k < m; k++) {
      double[] v = new double[p];
      for (int j = 0; j < p; j++) {
        v[j] = s[j] * s[j] * g[k][j];
      }
      double[] hv = batches.get(k).hessianVector(w, v);
      for (int j = 0; j < p; j++) {
        penalty[j] += hv[j] / m;
      }
    }
    for (int j = 0; j < p; j++) {
      double size = moments.placement().denominator(s[j], moments.epsilon());
      double force = mean[j] + reading.factor * h / 2 * penalty[j];
      velocity[j] = size == 0 ? 0 : -force / size;
    }
  }
}
