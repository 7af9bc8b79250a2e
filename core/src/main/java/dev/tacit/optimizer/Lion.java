package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Lion: c = ρ1 m + (1-ρ1) g, w ← w - η φ(c), m ← ρ2 m + (1-ρ2) g, from m = 0, with φ the sign, or
 * the smooth x/√(x²+ε) for ε > 0, of which theory speaks. Decoupled decay is {@link WeightDecay}.
 * The defaults are 0.9 and 0.99. X. Chen et al., arXiv:2302.06675.
 *
 * @param beta1 ρ1 in [0, 1)
 * @param beta2 ρ2 in [0, 1)
 * @param epsilon ε ≥ 0; 0 is Lion as published
 */
public record Lion(double beta1, double beta2, double epsilon) implements UpdateRule {
  private static final String MOMENTUM = "momentum";

  /** Checks ρ1, ρ2 and ε. */
  public Lion {
    Checks.decay("beta1", beta1);
    Checks.decay("beta2", beta2);
    Checks.notNegative("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "lion";
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
      Tensor c = m.mul(new Scalar(beta1)).add_(gradient, new Scalar(1 - beta1));
      Tensor direction =
          epsilon == 0 ? c.sign() : c.div(c.square().add_(new Scalar(epsilon)).sqrt_());
      w.add_(direction, new Scalar(-learningRate));
      m.mul_(new Scalar(beta2)).add_(gradient, new Scalar(1 - beta2));
    }
    state.advance();
  }
}
