package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.tensor.Vectors;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gram matrix of the gradients of single examples, K_ij = g_i·g_j, of all parameters. It holds
 * the gradient norm of every sub-batch S: ‖g_S‖² = (1/|S|²) Σ_{i,j∈S} K_ij.
 *
 * <p>A dense layer adds (D Dᵀ) ⊙ (A Aᵀ + 1) and never forms a gradient. A layer of another kind
 * adds the products of its gradients, taken one example at a time through autograd: exact, and n
 * times the price. Every layer of an {@link dev.tacit.network.Mlp} is dense.
 */
public final class ExampleGram {
  private final double[] products; // [n, n]
  private final int size;

  private ExampleGram(double[] products, int size) {
    this.products = products;
    this.size = size;
  }

  /**
   * Measures at w.
   *
   * @param w shape [p]
   * @param examples n example numbers; time and memory grow with n²
   */
  public static ExampleGram at(EmpiricalRisk risk, Tensor w, int... examples) {
    return at(risk, w, examples, layer -> true);
  }

  /**
   * @param dense which layers may use the product
   */
  static ExampleGram at(EmpiricalRisk risk, Tensor w, int[] examples, IntPredicate dense) {
    int n = examples.length;
    try (PointerScope scope = new PointerScope()) {
      Tensor gram = torch.zeros(new long[] {n, n}, risk.placement().options());
      addProducts(risk, w, examples, dense, gram);
      int layer = -1;
      for (Slice slice : risk.network().layout().slices()) {
        layer += slice.isWeight() ? 1 : 0;
        if (!dense.test(layer)) {
          Tensor gradients = oneByOne(risk, w, examples, slice);
          gram.addmm_(gradients, gradients.t(), new Scalar(1.0), new Scalar(1.0));
        }
      }
      return new ExampleGram(Vectors.toDoubles(gram), n);
    }
  }

  private static void addProducts(
      EmpiricalRisk risk, Tensor w, int[] examples, IntPredicate dense, Tensor gram) {
    try (NoGradGuard guard = new NoGradGuard();
        Partition batch = new Partition(new int[][] {examples}, risk.placement().device());
        Backpropagation pass = new Backpropagation(risk.network(), w)) {
      Tensor index = batch.indices(0, 1);
      Backpropagation.Trace trace = pass.forward(risk.inputs().index_select(0, index));
      Tensor targets = risk.targets().index_select(0, index);
      Scalar one = new Scalar(risk.network().bias() ? 1.0 : 0.0);
      pass.backward(
          trace,
          risk.loss().outputGradient(trace.outputs(), targets),
          (layer, a, d) -> {
            if (dense.test(layer)) {
              gram.addcmul_(torch.mm(d, d.t()), torch.mm(a, a.t()).add_(one), new Scalar(1.0));
            }
          });
    }
  }

  /** The gradients of single examples in one slice of w, [n, size]. */
  private static Tensor oneByOne(EmpiricalRisk risk, Tensor w, int[] examples, Slice slice) {
    Tensor rows =
        torch.zeros(new long[] {examples.length, slice.size()}, risk.placement().options());
    Tensor g = torch.zeros_like(w); // [p]
    for (int i = 0; i < examples.length; i++) {
      risk.expression(examples[i]).gradient(w, g);
      rows.select(0, i).copy_(g.narrow(0, slice.offset(), slice.size()));
    }
    return rows;
  }

  /** The number of examples n. */
  public int size() {
    return size;
  }

  /** g_i·g_j, i and j counting in the order in which the examples were given. */
  public double product(int i, int j) {
    return products[i * size + j];
  }

  /**
   * ‖g_S‖², g_S the gradient of the mean loss of a sub-batch.
   *
   * @param members of S, in the order in which the examples were given; not empty
   */
  public double squaredNorm(int... members) {
    if (members.length == 0) {
      throw new IllegalArgumentException("a sub-batch needs at least one example");
    }
    double sum = 0;
    for (int i : members) {
      for (int j : members) {
        sum += product(i, j);
      }
    }
    return sum / ((double) members.length * members.length);
  }
}
