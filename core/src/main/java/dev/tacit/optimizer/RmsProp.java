package dev.tacit.optimizer;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * RMSProp, not centred, without momentum:
 *
 * <pre>
 *   s ← γs + (1-γ) g²,   ŝ = s/(1-γ^t) if bias-corrected, else s
 *   w ← w - η g/(√ŝ + ε)   (ε outside)      w ← w - η g/√(ŝ + ε)   (inside)
 * </pre>
 *
 * from s = 0, with t = 1 at the first step. The defaults γ = 0.99, ε = 1e-8 outside, no bias
 * correction are PyTorch's {@code RMSprop}; its first step then has size η/√(1-γ) in every
 * coordinate. Keras uses γ = 0.9, ε = 1e-7. T. Tieleman, G. Hinton, lecture 6.5, 2012.
 *
 * @param decay γ in [0, 1)
 * @param epsilon ε ≥ 0
 * @param placement where ε is added
 * @param biasCorrection whether s is divided by 1-γ^t
 */
public record RmsProp(
    double decay, double epsilon, EpsilonPlacement placement, boolean biasCorrection)
    implements AdaptiveRule {
  private static final String SECOND_MOMENT = "second_moment";

  /** PyTorch's defaults. */
  public static final RmsProp DEFAULT = new RmsProp(0.99, 1e-8, EpsilonPlacement.OUTSIDE, false);

  /** Checks γ and ε. */
  public RmsProp {
    Checks.decay("decay", decay);
    Checks.notNegative("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public List<String> slots() {
    return List.of(SECOND_MOMENT);
  }

  @Override
  public double beta1() {
    return 0;
  }

  @Override
  public double beta2() {
    return decay;
  }

  @Override
  public Tensor secondMoment(OptimizerState state) {
    return state.slot(SECOND_MOMENT);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor s = state.slot(SECOND_MOMENT); // [p]
    state.advance();
    if (placement == EpsilonPlacement.OUTSIDE
        && (float) epsilon > 0
        && FusedAdam.applies(w, gradient, s)) {
      double t = biasCorrection ? (double) state.step() : FusedAdam.NO_CORRECTION;
      FusedAdam.step(w, gradient, gradient, s, t, learningRate, 0, decay, epsilon);
    } else {
      plain(w, gradient, s, correction(state.step()), learningRate);
    }
  }

  /** 1/(1-γ^t), or 1. */
  private double correction(long t) {
    return biasCorrection ? 1 / (1 - Math.pow(decay, (double) t)) : 1;
  }

  void plain(Tensor w, Tensor g, Tensor s, double correction, double learningRate) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      s.mul_(new Scalar(decay)).addcmul_(g, g, new Scalar(1 - decay));
      w.addcdiv_(g, Denominators.of(s, correction, epsilon, placement), new Scalar(-learningRate));
    }
  }

  @Override
  public void preconditioner(OptimizerState state, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(
          Denominators.of(state.slot(SECOND_MOMENT), correction(state.step()), epsilon, placement));
    }
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of(2 / learningRate);
  }
}
