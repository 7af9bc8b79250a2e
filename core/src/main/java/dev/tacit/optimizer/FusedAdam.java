package dev.tacit.optimizer;

import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * LibTorch's single pass over memory for Adam's step, {@code _fused_adam_}, with ε outside the
 * root. With β1 = 0 it is RMSProp's step: the mean of gradients is then the gradient, and may be
 * the same vector.
 *
 * <p>JavaCPP does not bind this operator; a few lines of TorchScript reach it, at some ten
 * microseconds a call. One pass takes half the time of LibTorch's separate operations
 * (docs/decisions.md, "fused steps").
 */
final class FusedAdam {
  /** A step count at which every bias correction is 1. */
  static final double NO_CORRECTION = 1e30;

  private static final String SCRIPT =
      """
      def step(w: Tensor, g: Tensor, m: Tensor, v: Tensor, t: Tensor,
               lr: float, beta1: float, beta2: float, eps: float):
        ws = [w]
        ms = [m]
        vs = [v]
        gs = [g]
        ts = [t]
        none: List[Tensor] = []
        torch._fused_adam_(ws, gs, ms, vs, none, ts, lr=lr, beta1=beta1, beta2=beta2,
                           weight_decay=0.0, eps=eps, amsgrad=False, maximize=False)
        return ws[0], ms[0], vs[0]
      """; // returning what it changes keeps the compiler from dropping the call

  private FusedAdam() {}

  private static final class Holder {
    static final CompilationUnit UNIT = compile();
    static final Function STEP = UNIT.get_functions().get(0);

    private static CompilationUnit compile() {
      NativeLibrary.load();
      CompilationUnit unit = torch.compile(SCRIPT);
      return unit.retainReference(); // lives as long as the process, whatever scope is open
    }
  }

  /** Whether all vectors are where the pass can work on them: float32 in this machine's memory. */
  static boolean applies(Tensor... vectors) {
    for (Tensor vector : vectors) {
      if (!vector.is_cpu()
          || Precision.of(vector) != Precision.FLOAT32
          || !vector.is_contiguous()) {
        return false;
      }
    }
    return true;
  }

  /**
   * One step; see {@link Adam} for the formula.
   *
   * @param m mean of gradients, [p], or g itself when beta1 is 0
   * @param t steps taken with this one, or {@link #NO_CORRECTION}
   */
  static void step(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double t,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor count = torch.full(new long[] {}, new Scalar(t), w.options());
      Holder.STEP.run(
          new IValueVector(
              new IValue(w),
              new IValue(g),
              new IValue(m),
              new IValue(v),
              new IValue(count),
              new IValue(learningRate),
              new IValue(beta1),
              new IValue(beta2),
              new IValue(epsilon)));
    }
  }
}
