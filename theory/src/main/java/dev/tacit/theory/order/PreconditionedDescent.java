package dev.tacit.theory.order;

import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * w ← w - η P⁻¹ g with a constant P: RMSProp whose s is held fixed, as no training would.
 *
 * @param preconditioner P, length p, all above 0
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose
record PreconditionedDescent(double[] preconditioner) implements UpdateRule {

  @Override
  public String name() {
    return "preconditioned-descent";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    return OptimizerState.of(layout, placement);
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Tensor p = Vectors.of(Placement.CPU_FLOAT64, preconditioner)) {
      w.addcdiv_(gradient, p, new Scalar(-learningRate));
    }
    state.advance();
  }
}
