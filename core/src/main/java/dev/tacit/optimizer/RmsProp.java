package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * RMSProp:
 *
 * <pre>
 *   s ← γs + (1-γ) g²,   ŝ = s/(1-γ^t) if bias-corrected, else s
 *   centred: a ← γa + (1-γ) g, and s - a² stands for s where it is divided by
 *   w ← w - η g/(√ŝ + ε)   (ε outside)      w ← w - η g/√(ŝ + ε)   (inside)
 *   with momentum μ: v ← μv + g/(√ŝ + ε), w ← w - ηv
 * </pre>
 *
 * from s = a = v = 0, with t = 1 at the first step. The defaults γ = 0.99, ε = 1e-8 outside, no
 * bias correction, not centred, no momentum are PyTorch's {@code RMSprop}; its first step then has
 * size η/√(1-γ) in every coordinate. Keras uses γ = 0.9, ε = 1e-7. T. Tieleman, G. Hinton, lecture
 * 6.5, 2012. Centred: A. Graves, arXiv:1308.0850. Where rounding makes s - a² negative it counts as
 * 0; PyTorch takes the root of it.
 *
 * @param decay γ in [0, 1)
 * @param epsilon ε ≥ 0
 * @param placement where ε is added
 * @param biasCorrection whether s is divided by 1-γ^t; not with {@code centred}
 * @param centred whether the squared mean is taken off the mean square
 * @param momentum μ in [0, 1), of the divided gradients
 */
public record RmsProp(
    double decay,
    double epsilon,
    EpsilonPlacement placement,
    boolean biasCorrection,
    boolean centred,
    double momentum)
    implements AdaptiveRule {
  private static final String SECOND_MOMENT = "second_moment";
  private static final String FIRST_MOMENT = "first_moment";
  private static final String VELOCITY = "velocity";

  /** PyTorch's defaults. */
  public static final RmsProp DEFAULT = new RmsProp(0.99, 1e-8, EpsilonPlacement.OUTSIDE, false);

  /** Checks γ, ε and μ. */
  public RmsProp {
    Checks.decay("decay", decay);
    Checks.notNegative("epsilon", epsilon);
    Checks.decay("momentum", momentum);
    if (centred && biasCorrection) {
      throw new IllegalArgumentException(
          "centred goes without biasCorrection: its first step would be divided by epsilon alone");
    }
  }

  /** Not centred, without momentum. */
  public RmsProp(double decay, double epsilon, EpsilonPlacement placement, boolean biasCorrection) {
    this(decay, epsilon, placement, biasCorrection, false, 0);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    List<String> names = new ArrayList<>(List.of(SECOND_MOMENT));
    if (centred) {
      names.add(FIRST_MOMENT);
    }
    if (momentum > 0) {
      names.add(VELOCITY);
    }
    return OptimizerState.of(layout, placement, names.toArray(String[]::new));
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
    if (centred || momentum > 0) {
      general(w, gradient, state, learningRate);
    } else if (placement == EpsilonPlacement.OUTSIDE
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

  private void general(Tensor w, Tensor g, OptimizerState state, double learningRate) {
    Tensor s = state.slot(SECOND_MOMENT); // [p]
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      s.mul_(new Scalar(decay)).addcmul_(g, g, new Scalar(1 - decay));
      if (centred) {
        state.slot(FIRST_MOMENT).mul_(new Scalar(decay)).add_(g, new Scalar(1 - decay));
      }
      if (momentum > 0) {
        Tensor v = state.slot(VELOCITY); // [p]
        v.mul_(new Scalar(momentum)).addcdiv_(g, denominator(state), new Scalar(1.0));
        w.add_(v, new Scalar(-learningRate));
      } else {
        w.addcdiv_(g, denominator(state), new Scalar(-learningRate));
      }
    }
  }

  /** What the last step divided a gradient by; belongs to the caller's scope. */
  private Tensor denominator(OptimizerState state) {
    Tensor s = state.slot(SECOND_MOMENT);
    if (centred) {
      Tensor a = state.slot(FIRST_MOMENT);
      s = s.addcmul(a, a, new Scalar(-1.0)).clamp_min_(new Scalar(0.0));
    }
    return Denominators.of(s, correction(state.step()), epsilon, placement);
  }

  @Override
  public void preconditioner(OptimizerState state, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(denominator(state));
    }
  }

  @Override
  public Optional<String> unlikeItsFlow() {
    return centred
        ? Optional.of("centred divides by epsilon alone where batches do not differ")
        : momentum > 0
            ? Optional.of("with momentum averages gradients after they are divided")
            : Optional.empty();
  }

  /** That of heavy ball with μ in the variables P^{1/2} w, where P stays put. */
  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of((2 + 2 * momentum) / learningRate);
  }
}
