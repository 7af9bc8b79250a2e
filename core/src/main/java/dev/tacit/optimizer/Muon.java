package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Placement;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Muon: for every weight matrix W with gradient G, from M = 0
 *
 * <pre>
 *   M ← μM + G,   N = G + μM (Nesterov) or N = M
 *   W ← (1 - ηλ) W - η √max(1, rows/columns) O(N)
 * </pre>
 *
 * with O the orthogonal polar factor or five Newton-Schulz steps towards it ({@link
 * Orthogonalisation}). A convolution's kernels [out, in, height, width] are the matrix [out,
 * in·height·width]. What is no matrix (biases, scales), and the first or the last layer's weights
 * on request, takes {@link Adam}'s step with decoupled decay λ at the rate η·{@code adamRate}.
 *
 * <p>K. Jordan, Y. Jin, V. Boza, J. You, F. Cesista, L. Newhouse, J. Bernstein, Muon: an optimizer
 * for hidden layers in neural networks, 2024, whose defaults these are: μ = 0.95, Nesterov, AdamW
 * with (0.9, 0.95, 1e-10) and 0.015 times Muon's rate (3e-4 to 0.02). There the first and the last
 * layer are AdamW's, too.
 *
 * @param momentum μ in [0, 1)
 * @param nesterov whether the step looks ahead
 * @param orthogonalisation how O is found
 * @param adam for what is no matrix
 * @param adamRate its rate, as a multiple of Muon's
 * @param adamFirst whether the first layer's weights are Adam's, too
 * @param adamLast whether the last layer's weights are Adam's, too
 * @param decay λ ≥ 0, decoupled, for both parts
 */
public record Muon(
    double momentum,
    boolean nesterov,
    Orthogonalisation orthogonalisation,
    Adam adam,
    double adamRate,
    boolean adamFirst,
    boolean adamLast,
    double decay)
    implements UpdateRule {
  private static final String ADAM = "adam";

  /** Checks μ, the rate and λ. */
  public Muon {
    Checks.decay("momentum", momentum);
    Checks.notNegative("adamRate", adamRate);
    Checks.notNegative("weightDecay", decay);
  }

  @Override
  public String name() {
    return "muon";
  }

  @Override
  public OptimizerState newState(ParameterLayout layout, Placement placement) {
    OptimizerState state = new OptimizerState(layout);
    List<Slice> matrices = matrices(layout);
    for (Slice slice : matrices) {
      long rows = slice.shape().get(0);
      state.matrix(slot(slice), rows, slice.size() / rows, placement);
    }
    long rest = others(layout, matrices).stream().mapToLong(Slice::size).sum();
    return rest == 0 ? state : state.child(ADAM, adamw().newState(rest, placement));
  }

  /** AdamW for what is no matrix. */
  private UpdateRule adamw() {
    return new WeightDecay(adam, decay, true);
  }

  private static String slot(Slice slice) {
    return "momentum/" + slice.name();
  }

  /** The slices that are orthogonalised. */
  private List<Slice> matrices(ParameterLayout layout) {
    List<Slice> weights =
        layout.slices().stream()
            .filter(slice -> slice.isWeight() && slice.shape().size() > 1)
            .toList();
    int from = adamFirst && !weights.isEmpty() ? 1 : 0;
    int to = weights.size() - (adamLast && weights.size() > from ? 1 : 0);
    return weights.subList(from, to);
  }

  private static List<Slice> others(ParameterLayout layout, List<Slice> matrices) {
    return layout.slices().stream().filter(slice -> !matrices.contains(slice)).toList();
  }

  @Override
  public void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate) {
    Checks.step(w, gradient, learningRate);
    ParameterLayout layout = state.layout();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      List<Slice> matrices = matrices(layout);
      for (Slice slice : matrices) {
        matrix(slice, w, gradient, state.slot(slot(slice)), learningRate);
      }
      List<Slice> others = others(layout, matrices);
      if (!others.isEmpty()) {
        Tensor part = gathered(others, w);
        Tensor slope = gathered(others, gradient);
        adamw().step(part, slope, state.child(ADAM), learningRate * adamRate);
        scatter(others, part, w);
      }
    }
    state.advance();
  }

  private void matrix(Slice slice, Tensor w, Tensor gradient, Tensor m, double learningRate) {
    long rows = m.size(0);
    long columns = m.size(1);
    Tensor matrix = slice.of(w).view(rows, columns);
    Tensor g = slice.of(gradient).view(rows, columns);
    m.mul_(new Scalar(momentum)).add_(g);
    Tensor n = nesterov ? g.add(m, new Scalar(momentum)) : m;
    double scale = Math.sqrt(Math.max(1, (double) rows / columns));
    matrix.mul_(new Scalar(1 - learningRate * decay));
    matrix.add_(orthogonalisation.of(n), new Scalar(-learningRate * scale));
  }

  /** Some slices of a flat vector, one after the other. */
  private static Tensor gathered(List<Slice> slices, Tensor flat) {
    return torch.cat(
        new TensorVector(
            slices.stream()
                .map(slice -> flat.narrow(0, slice.offset(), slice.size()))
                .toArray(Tensor[]::new)));
  }

  private static void scatter(List<Slice> slices, Tensor part, Tensor flat) {
    long from = 0;
    for (Slice slice : slices) {
      flat.narrow(0, slice.offset(), slice.size()).copy_(part.narrow(0, from, slice.size()));
      from += slice.size();
    }
  }
}
