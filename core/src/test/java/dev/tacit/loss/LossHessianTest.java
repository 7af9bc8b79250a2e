package dev.tacit.loss;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossHessianTest {

  static List<Loss> losses() {
    return Stream.concat(Loss.ALL.stream(), Stream.of(Loss.smoothed(Loss.CROSS_ENTROPY, 0.3)))
        .toList();
  }

  /** The Hessian of one example in its outputs, column by column, against autograd's. */
  @ParameterizedTest
  @MethodSource("losses")
  void factorsMultiplyToTheHessianInTheOutputs(Loss loss) {
    try (PointerScope scope = new PointerScope()) {
      Tensor f = Vectors.of(Placement.CPU_FLOAT64, 0.3, -1.2, 0.8, 2.5);
      Tensor y =
          loss.takesClassNumbers()
              ? Tensor.create(new long[] {2}, 1)
              : Vectors.of(Placement.CPU_FLOAT64, 0, 0, 1, 0).view(1, 4);
      Objective one =
          new AutogradObjective(4, Placement.CPU_FLOAT64) {
            @Override
            protected Tensor expression(Tensor outputs) {
              return loss.perExample(outputs.view(1, 4), y).sum();
            }
          };
      Tensor hessian = torch.zeros(new long[] {4, 4}, f.options());
      for (int c = 0; c < 4; c++) {
        Tensor s = loss.hessianFactor(f.view(1, 4), c); // [1, 4]
        hessian.add_(torch.mm(s.t(), s));
      }
      for (int c = 0; c < 4; c++) {
        Tensor e = torch.zeros_like(f);
        e.select(0, c).fill_(new Scalar(1.0));
        Tensor column = torch.zeros_like(f);
        one.hessianVector(f, e, column);
        ObjectiveContract.assertClose(column, hessian.select(1, c).contiguous(), 1e-14);
      }
    }
  }
}
