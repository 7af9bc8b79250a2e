package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Normalised SGD: m ← βm + (1-β)g, w ← w - η m/(‖m‖ + ε), from m = 0: every step has length η (0/0
 * is no step). With β = 0, m is the gradient. A. Cutkosky, H. Mehta, ICML 2020, arXiv:2002.03305,
 * where m starts at the first gradient; the scale of m does not matter here, so that this differs
 * in how much the first gradients count.
 *
 * @param momentum β in [0, 1)
 * @param epsilon ε ≥ 0
 */
public record NormalisedSgd(double momentum, double epsilon) implements UpdateRule {
  private static final String MOMENTUM = "momentum";

  /** Checks β and ε. */
  public NormalisedSgd {
    Checks.decay("momentum", momentum);
    Checks.notNegative("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "normalised-sgd";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return momentum > 0
        ? OptimizerState.of(layout, placement, MOMENTUM)
        : OptimizerState.of(layout, placement);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor m = gradient; // [p]
      if (momentum > 0) {
        m = state.slot(MOMENTUM);
        m.mul_(new Scalar(momentum)).add_(gradient, new Scalar(1 - momentum));
      }
      double length = m.norm().item_double() + epsilon; // not the root of a square that underflows
      if (length != 0) {
        w.add_(m, new Scalar(-learningRate / length));
      }
    }
    state.advance();
  }
}
