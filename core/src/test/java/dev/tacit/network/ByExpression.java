package dev.tacit.network;

import dev.tacit.network.Unit.Slot;
import dev.tacit.tensor.ParameterLayout.Role;
import dev.tacit.tensor.Shape;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Layers that nobody wrote kernels for. */
final class ByExpression {
  private ByExpression() {}

  /** a σ(s ∘ a) with a slope s for every number of its input. */
  record Gate() implements ExpressedLayer {
    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public List<Slot> slots(Shape input) {
      return List.of(Slot.of("slope", Role.SCALE, input.size()));
    }

    @Override
    public int slotCount() {
      return 1;
    }

    @Override
    public Tensor express(Tensor[] w, Tensor a) {
      return a.mul(a.mul(w[0]).sigmoid());
    }
  }

  /** tanh(W a + b) as one layer; its bias moves with another bias that has no effect. */
  record Product(int outputs) implements ExpressedLayer {
    @Override
    public Shape output(Shape input) {
      return Shape.of(outputs);
    }

    @Override
    public List<Slot> slots(Shape input) {
      return List.of(
          Slot.of("weight", Role.WEIGHT, outputs, input.size()),
          Slot.of("bias", Role.BIAS, outputs),
          Slot.of("idle", Role.BIAS, 2));
    }

    @Override
    public int slotCount() {
      return 3;
    }

    @Override
    public Tensor express(Tensor[] w, Tensor a) {
      return a.matmul(w[0].t()).add(w[1]).tanh();
    }
  }

  /** a + c |a|² a, which couples the numbers of an example. */
  record Cubic(double c) implements ExpressedFunction {
    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor express(Tensor a) {
      return a.add(a.mul(a.square().sum(1).unsqueeze(1)), new Scalar(c));
    }
  }

  /** The input itself, in the same memory: what comes next must not write over it. */
  record Same() implements ExpressedFunction {
    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor express(Tensor a) {
      return a;
    }
  }
}
