package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * AdaGrad: s ← s + g², w ← w - η g/(√s + ε), from s = 0. As PyTorch's {@code Adagrad}, whose
 * default ε = 1e-10 this shares. J. Duchi, E. Hazan, Y. Singer, JMLR 12, 2011.
 *
 * @param epsilon ε ≥ 0, outside the root; with ε = 0 a coordinate that never had a gradient stays
 */
public record AdaGrad(double epsilon) implements AdaptiveRule {
  private static final String SUM_OF_SQUARES = "sum_of_squares";

  /** Checks ε. */
  public AdaGrad {
    Checks.notNegative("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return OptimizerState.of(layout, placement, SUM_OF_SQUARES);
  }

  @Override
  public double beta1() {
    return 0;
  }

  @Override
  public double beta2() {
    return 1;
  }

  @Override
  public EpsilonPlacement placement() {
    return EpsilonPlacement.OUTSIDE;
  }

  @Override
  public Tensor secondMoment(OptimizerState state) {
    return state.slot(SUM_OF_SQUARES);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor s = state.slot(SUM_OF_SQUARES); // [p]
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      s.addcmul_(gradient, gradient, new Scalar(1.0));
      Tensor denominator = Denominators.of(s, 1, epsilon, EpsilonPlacement.OUTSIDE);
      w.addcdiv_(gradient, denominator, new Scalar(-learningRate));
    }
    state.advance();
  }

  @Override
  public void preconditioner(OptimizerState state, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(Denominators.of(state.slot(SUM_OF_SQUARES), 1, epsilon, EpsilonPlacement.OUTSIDE));
    }
  }
}
