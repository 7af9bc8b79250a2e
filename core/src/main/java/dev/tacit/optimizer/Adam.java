package dev.tacit.optimizer;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam:
 *
 * <pre>
 *   m ← β1 m + (1-β1) g,   v ← β2 v + (1-β2) g²
 *   m̂ = m/(1-β1^t),  v̂ = v/(1-β2^t) if bias-corrected, else m̂ = m, v̂ = v
 *   w ← w - η m̂/(√v̂ + ε)   (ε outside)      w ← w - η m̂/√(v̂ + ε)   (inside)
 * </pre>
 *
 * from m = v = 0, with t = 1 at the first step. The defaults 0.9, 0.999, 1e-8 outside,
 * bias-corrected are PyTorch's. D. P. Kingma, J. Ba, ICLR 2015, arXiv:1412.6980.
 *
 * @param beta1 β1 in [0, 1)
 * @param beta2 β2 in [0, 1)
 * @param epsilon ε ≥ 0
 * @param placement where ε is added
 * @param biasCorrection whether m and v are corrected for their start from zero
 */
public record Adam(
    double beta1, double beta2, double epsilon, EpsilonPlacement placement, boolean biasCorrection)
    implements AdaptiveRule {
  private static final String FIRST_MOMENT = "first_moment";
  private static final String SECOND_MOMENT = "second_moment";

  /** The defaults of the paper and of PyTorch. */
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE, true);

  /** Checks β1, β2 and ε. */
  public Adam {
    Checks.decay("beta1", beta1);
    Checks.decay("beta2", beta2);
    Checks.notNegative("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public List<String> slots() {
    return List.of(FIRST_MOMENT, SECOND_MOMENT);
  }

  @Override
  public Tensor secondMoment(OptimizerState state) {
    return state.slot(SECOND_MOMENT);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor m = state.slot(FIRST_MOMENT); // [p]
    Tensor v = state.slot(SECOND_MOMENT); // [p]
    state.advance();
    double rate = learningRate * correction(beta1, state.step());
    double correction = correction(beta2, state.step());
    if ((float) epsilon > 0 && FloatBlocks.apply(w, gradient, m, v)) {
      fused(w, gradient, m, v, correction, rate);
    } else {
      plain(w, gradient, m, v, correction, rate);
    }
  }

  /** 1/(1-β^t), or 1. */
  private double correction(double beta, long t) {
    return biasCorrection ? 1 / (1 - Math.pow(beta, (double) t)) : 1;
  }

  void plain(Tensor w, Tensor g, Tensor m, Tensor v, double correction, double rate) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      m.mul_(new Scalar(beta1)).add_(g, new Scalar(1 - beta1));
      v.mul_(new Scalar(beta2)).addcmul_(g, g, new Scalar(1 - beta2));
      w.addcdiv_(m, Denominators.of(v, correction, epsilon, placement), new Scalar(-rate));
    }
  }

  void fused(Tensor w, Tensor g, Tensor m, Tensor v, double correction, double rate) {
    Constants c =
        new Constants(
            (float) beta1,
            (float) (1 - beta1),
            (float) beta2,
            (float) (1 - beta2),
            (float) rate,
            (float) epsilon,
            (float) correction,
            (float) Math.sqrt(correction));
    FloatBlocks.pass(
        w,
        g,
        new Tensor[] {m, v},
        placement == EpsilonPlacement.OUTSIDE
            ? (x, d, a, b, n) -> outside(x, d, a, b, n, c)
            : (x, d, a, b, n) -> inside(x, d, a, b, n, c));
  }

  /** The scalars of one step, rounded to float32 once. */
  private record Constants(
      float keep1,
      float add1,
      float keep2,
      float add2,
      float rate,
      float eps,
      float scale,
      float root) {}

  private static void outside(float[] w, float[] g, float[] m, float[] v, int n, Constants c) {
    float keep1 = c.keep1;
    float add1 = c.add1;
    float keep2 = c.keep2;
    float add2 = c.add2;
    float rate = c.rate;
    float eps = c.eps;
    float root = c.root;
    for (int i = 0; i < n; i++) {
      float mi = keep1 * m[i] + add1 * g[i];
      float vi = keep2 * v[i] + add2 * g[i] * g[i];
      m[i] = mi;
      v[i] = vi;
      w[i] -= rate * mi / ((float) Math.sqrt(vi) * root + eps);
    }
  }

  private static void inside(float[] w, float[] g, float[] m, float[] v, int n, Constants c) {
    float keep1 = c.keep1;
    float add1 = c.add1;
    float keep2 = c.keep2;
    float add2 = c.add2;
    float rate = c.rate;
    float eps = c.eps;
    float scale = c.scale;
    for (int i = 0; i < n; i++) {
      float mi = keep1 * m[i] + add1 * g[i];
      float vi = keep2 * v[i] + add2 * g[i] * g[i];
      m[i] = mi;
      v[i] = vi;
      w[i] -= rate * mi / (float) Math.sqrt(vi * scale + eps);
    }
  }

  @Override
  public void preconditioner(OptimizerState state, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(
          Denominators.of(
              state.slot(SECOND_MOMENT), correction(beta2, state.step()), epsilon, placement));
      out.div_(new Scalar(correction(beta1, state.step())));
    }
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of((2 + 2 * beta1) / ((1 - beta1) * learningRate));
  }
}
