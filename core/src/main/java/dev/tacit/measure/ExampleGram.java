package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gram matrix of the gradients of single examples, K_ij = g_i·g_j, of all parameters. It holds
 * the gradient norm of every sub-batch S: ‖g_S‖² = (1/|S|²) Σ_{i,j∈S} K_ij.
 *
 * <p>Each layer adds its own part ({@link dev.tacit.network.WeightedPassage#addGram}); a dense one
 * is (D Dᵀ) ⊙ (A Aᵀ + 1) and never forms a gradient.
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
    risk.network().requireSingleExamples();
    int n = examples.length;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Partition batch = new Partition(new int[][] {examples}, risk.placement().device());
        Backpropagation pass = new Backpropagation(risk.network(), w)) {
      Tensor gram = torch.zeros(new long[] {n, n}, risk.placement().options());
      Tensor index = batch.indices(0, 1);
      Backpropagation.Trace trace = pass.forward(risk.inputs().index_select(0, index));
      Tensor targets = risk.targets().index_select(0, index);
      pass.backward(
          trace,
          risk.loss().outputGradient(trace.outputs(), targets),
          (layer, passage, d) -> passage.addGram(d, gram));
      return new ExampleGram(Vectors.toDoubles(gram), n);
    }
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
