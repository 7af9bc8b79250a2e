package dev.tacit.theory.flow;

import dev.tacit.objective.FiniteSum;
import dev.tacit.objective.Objective;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The flow that SGD follows when the N examples are reshuffled every epoch and cut into m batches,
 * so that composition and order are both random:
 *
 * <pre>
 *   ẇ = -∇[ C + (h/4) ‖∇C‖² + (h/4) f Γ ],   Γ = (1/N) Σ_i ‖∇C_i - ∇C‖²,   f = (m-1)/(N-1)
 * </pre>
 *
 * met to O(h³) an epoch by the mean over all compositions and orders. With m equal batches of size
 * B, f = (N-B)/((N-1)B), about 1/B. With a short last batch it is still (m-1)/(N-1), which is less
 * than the mean of (N-B_k)/((N-1)B_k), because the sum of the batch gradients then varies from
 * epoch to epoch (docs/decisions.md, "Theory").
 *
 * <p>Smith et al., ICLR 2021, arXiv:2101.12176, averaged over compositions. One evaluation costs N
 * gradients and N Hessian-vector products, each of one example.
 */
public final class ReshuffledSgdFlow extends PenalisedFlow {

  /**
   * The flow of SGD with step size h.
   *
   * @param batches m, the number of batches an epoch
   */
  public ReshuffledSgdFlow(FiniteSum sum, int batches, double h) {
    super(
        "reshuffled-sgd",
        singles(sum),
        h,
        new Coefficients(1, 0.5, 0.5 * compositionFactor(sum.examples(), batches)));
  }

  /**
   * f = (m-1)/(N-1).
   *
   * @param examples N
   * @param batches m in [1, N]
   */
  public static double compositionFactor(int examples, int batches) {
    if (!(batches >= 1 && batches <= examples)) {
      throw new IllegalArgumentException(
          "the number of batches must be in [1, " + examples + "], found " + batches);
    }
    return examples == 1 ? 0 : (batches - 1.0) / (examples - 1.0);
  }

  /** C_i of every example. */
  public static List<Objective> singles(FiniteSum sum) {
    return IntStream.range(0, sum.examples()).mapToObj(i -> sum.batch(i)).toList();
  }
}
