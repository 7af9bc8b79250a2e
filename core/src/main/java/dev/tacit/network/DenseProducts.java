package dev.tacit.network;

import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gram matrix of a dense layer in a batch, K = (D Dᵀ) ⊙ (A Aᵀ + 1), and what follows from it:
 * ‖g_i‖² = K_ii, g_i·g_B = (1/B) Σ_j K_ij. The batch comes in one piece.
 */
final class DenseProducts implements ExampleLook {
  private final int size;
  private final Tensor ones; // [B, B], zeros without biases
  private final Tensor inputs; // A Aᵀ + 1, [B, B]
  private final Tensor gradients; // D Dᵀ, [B, B]
  private final HostCopy inputsOnHost;
  private final HostCopy gradientsOnHost;

  DenseProducts(boolean bias, Placement placement, int size) {
    this.size = size;
    long[] shape = {size, size};
    try (PointerScope scope = new PointerScope()) {
      ones = Vectors.keep(torch.full(shape, new Scalar(bias ? 1.0 : 0.0), placement.options()));
      inputs = Vectors.keep(torch.zeros(shape, placement.options()));
      gradients = Vectors.keep(torch.zeros(shape, placement.options()));
    }
    inputsOnHost = new HostCopy(inputs);
    gradientsOnHost = new HostCopy(gradients);
  }

  @Override
  public void visit(int firstRow, WeightedPassage passage, Tensor outputGradient) {
    torch.addmm_out(inputs, ones, passage.input(), passage.input().t());
    torch.mm_out(gradients, outputGradient, outputGradient.t());
  }

  @Override
  public void read(double[] inputSquares, double[] squares, double[] projections) {
    double scale = (double) size * size; // δ_i was divided by B
    double[] a = inputsOnHost.read();
    double[] d = gradientsOnHost.read();
    for (int i = 0; i < size; i++) {
      int row = i * size;
      squares[i] = scale * a[row + i] * d[row + i];
      projections[i] = size * dot(a, d, row, size); // Σ_j K_ij/B
    }
  }

  /** Σ_j a_j d_j over one row, in four sums so that additions need not wait for each other. */
  private static double dot(double[] a, double[] d, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = from;
    for (; j + 3 < from + n; j += 4) {
      s0 += a[j] * d[j];
      s1 += a[j + 1] * d[j + 1];
      s2 += a[j + 2] * d[j + 2];
      s3 += a[j + 3] * d[j + 3];
    }
    for (; j < from + n; j++) {
      s0 += a[j] * d[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void close() {
    ones.close();
    inputs.close();
    gradients.close();
  }
}
