package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam:
 *
 * <pre>
 *   m ← β1 m + (1-β1) g,   v ← β2 v + (1-β2) g²
 *   AMSGrad: x ← max(x, v), and x stands for v below
 *   m̂ = m/(1-β1^t),  v̂ = v/(1-β2^t) if bias-corrected, else m̂ = m, v̂ = v
 *   w ← w - η m̂/(√v̂ + ε)   (ε outside)      w ← w - η m̂/√(v̂ + ε)   (inside)
 * </pre>
 *
 * from m = v = x = 0, with t = 1 at the first step. The defaults 0.9, 0.999, 1e-8 outside,
 * bias-corrected are PyTorch's. D. P. Kingma, J. Ba, ICLR 2015, arXiv:1412.6980. AMSGrad: S. J.
 * Reddi, S. Kale, S. Kumar, ICLR 2018, arXiv:1904.09237, there without bias corrections; here as in
 * PyTorch, where the maximum is over the uncorrected v and the correction is that of the step.
 *
 * @param beta1 β1 in [0, 1)
 * @param beta2 β2 in [0, 1)
 * @param epsilon ε ≥ 0
 * @param placement where ε is added
 * @param biasCorrection whether m and v are corrected for their start from zero
 * @param amsgrad whether v never counts as less than it was
 */
public record Adam(
    double beta1,
    double beta2,
    double epsilon,
    EpsilonPlacement placement,
    boolean biasCorrection,
    boolean amsgrad)
    implements AdaptiveRule {
  private static final String FIRST_MOMENT = "first_moment";
  private static final String SECOND_MOMENT = "second_moment";
  private static final String LARGEST = "largest_second_moment";

  /** The defaults of the paper and of PyTorch. */
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE, true);

  /** Checks β1, β2 and ε. */
  public Adam {
    Checks.decay("beta1", beta1);
    Checks.decay("beta2", beta2);
    Checks.notNegative("epsilon", epsilon);
  }

  /** As published, without AMSGrad. */
  public Adam(
      double beta1,
      double beta2,
      double epsilon,
      EpsilonPlacement placement,
      boolean biasCorrection) {
    this(beta1, beta2, epsilon, placement, biasCorrection, false);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return amsgrad
        ? OptimizerState.of(layout, placement, FIRST_MOMENT, SECOND_MOMENT, LARGEST)
        : OptimizerState.of(layout, placement, FIRST_MOMENT, SECOND_MOMENT);
  }

  /** v, or with AMSGrad the largest so far: what the step is divided by. */
  @Override
  public Tensor secondMoment(OptimizerState state) {
    return state.slot(amsgrad ? LARGEST : SECOND_MOMENT);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor m = state.slot(FIRST_MOMENT); // [p]
    Tensor v = state.slot(SECOND_MOMENT); // [p]
    state.advance();
    double rate = learningRate * correction(beta1, state.step());
    double correction = correction(beta2, state.step());
    if (amsgrad) {
      withMaximum(w, gradient, m, v, state.slot(LARGEST), correction, rate);
    } else if (placement == EpsilonPlacement.OUTSIDE
        && (float) epsilon > 0
        && FusedAdam.applies(w, gradient, m, v)) {
      double t = biasCorrection ? (double) state.step() : FusedAdam.NO_CORRECTION;
      FusedAdam.step(w, gradient, m, v, t, learningRate, beta1, beta2, epsilon);
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
      average(g, m, v);
      w.addcdiv_(m, Denominators.of(v, correction, epsilon, placement), new Scalar(-rate));
    }
  }

  private void withMaximum(
      Tensor w, Tensor g, Tensor m, Tensor v, Tensor largest, double correction, double rate) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      average(g, m, v);
      torch.maximum_out(largest, largest, v);
      w.addcdiv_(m, Denominators.of(largest, correction, epsilon, placement), new Scalar(-rate));
    }
  }

  private void average(Tensor g, Tensor m, Tensor v) {
    m.mul_(new Scalar(beta1)).add_(g, new Scalar(1 - beta1));
    v.mul_(new Scalar(beta2)).addcmul_(g, g, new Scalar(1 - beta2));
  }

  @Override
  public void preconditioner(OptimizerState state, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(
          Denominators.of(
              secondMoment(state), correction(beta2, state.step()), epsilon, placement));
      out.div_(new Scalar(correction(beta1, state.step())));
    }
  }

  @Override
  public Optional<String> unlikeItsFlow() {
    return amsgrad ? Optional.of("with AMSGrad forgets no large gradient") : Optional.empty();
  }

  @Override
  public OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.of((2 + 2 * beta1) / ((1 - beta1) * learningRate));
  }
}
