package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Signum: m ← βm + (1-β)g, w ← w - η sign(m), from m = 0, with sign(0) = 0. {@link SignDescent} at
 * β = 0, {@link Lion} with both its ρ equal to β. J. Bernstein, Y.-X. Wang, K. Azizzadenesheli, A.
 * Anandkumar, ICML 2018, arXiv:1802.04434.
 *
 * @param momentum β in [0, 1)
 */
public record Signum(double momentum) implements UpdateRule {
  private static final String MOMENTUM = "momentum";

  /** Checks β. */
  public Signum {
    Checks.decay("momentum", momentum);
  }

  @Override
  public String name() {
    return "signum";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return OptimizerState.of(layout, placement, MOMENTUM);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    Tensor m = state.slot(MOMENTUM); // [p]
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      m.mul_(new Scalar(momentum)).add_(gradient, new Scalar(1 - momentum));
      w.add_(m.sign(), new Scalar(-learningRate));
    }
    state.advance();
  }
}
