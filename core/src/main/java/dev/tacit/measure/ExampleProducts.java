package dev.tacit.measure;

import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gram matrix K_ij = g_i·g_j of one batch, layer by layer as (D Dᵀ) ⊙ (A Aᵀ + 1), and what
 * follows from it: ‖g_i‖² = K_ii, g_i·g_B = (1/B) Σ_j K_ij, ‖g_B‖² = (1/B²) Σ_ij K_ij.
 */
final class ExampleProducts implements ExampleStatistics.Look {
  private final int size;
  private final int depth;
  private final Tensor ones; // [B, B], zeros without biases
  private final Tensor[] inputs; // A Aᵀ + 1 of each layer, [B, B]
  private final Tensor[] gradients; // D Dᵀ of each layer, [B, B]
  private final HostCopy[] host; // of both, [2L]

  ExampleProducts(EmpiricalRisk risk, int size) {
    Mlp network = risk.network();
    this.size = size;
    depth = network.depth();
    inputs = new Tensor[depth];
    gradients = new Tensor[depth];
    host = new HostCopy[2 * depth];
    long[] shape = {size, size};
    try (PointerScope scope = new PointerScope()) {
      ones =
          Vectors.keep(
              torch.full(
                  shape, new Scalar(network.bias() ? 1.0 : 0.0), risk.placement().options()));
      for (int layer = 0; layer < depth; layer++) {
        inputs[layer] = Vectors.keep(torch.zeros(shape, risk.placement().options()));
        gradients[layer] = Vectors.keep(torch.zeros(shape, risk.placement().options()));
        host[layer] = new HostCopy(inputs[layer]);
        host[depth + layer] = new HostCopy(gradients[layer]);
      }
    }
  }

  @Override
  public void visit(int firstRow, int layer, Tensor input, Tensor outputGradient) {
    torch.addmm_out(inputs[layer], ones, input, input.t());
    torch.mm_out(gradients[layer], outputGradient, outputGradient.t());
  }

  @Override
  public void finish(Partition partition, int k, Tensor gradient, ExampleStatistics target) {
    double scale = (double) size * size; // δ_i was divided by B
    Arrays.fill(target.squares, 0);
    Arrays.fill(target.projections, 0);
    for (int layer = 0; layer < depth; layer++) {
      double[] a = host[layer].read();
      double[] d = host[depth + layer].read();
      double trace = 0;
      double sum = 0;
      for (int i = 0; i < size; i++) {
        int row = i * size;
        double square = scale * a[row + i] * d[row + i];
        double projection = size * dot(a, d, row, size); // Σ_j K_ij/B
        target.squares[i] += square;
        target.projections[i] += projection;
        trace += square;
        sum += projection;
      }
      target.sumOfSquares[layer] = trace;
      target.squaredNorm[layer] = sum / size;
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
    for (int layer = 0; layer < depth; layer++) {
      inputs[layer].close();
      gradients[layer].close();
    }
  }
}
