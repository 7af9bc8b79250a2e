package dev.tacit.benchmarks;

import dev.tacit.network.WeightedPassage;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Watcher;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The usual way to per-example statistics: the gradients of all B examples as one tensor [B, out,
 * in] a layer, and their norms and Gram matrix from it.
 */
final class FormedGradients implements Watcher {
  private static final Scalar ONE = new Scalar(1.0).retainReference();

  private final double[][] gram; // [L], each [B, B]
  private int size;

  FormedGradients(int depth) {
    gram = new double[depth][];
  }

  @Override
  public void begin(Partition partition, int k) {
    size = partition.batchSize(k);
  }

  @Override
  public void visit(int firstRow, int layer, WeightedPassage passage, Tensor outputGradient) {
    try (PointerScope scope = new PointerScope()) {
      Tensor weights = outputGradient.unsqueeze(2).mul(passage.input().unsqueeze(1)).flatten(1, 2);
      Tensor products = torch.mm(outputGradient, outputGradient.t()); // of the biases
      products.addmm_(weights, weights.t(), ONE, ONE);
      gram[layer] = Vectors.toDoubles(products);
    }
  }

  @Override
  public void end(Tensor gradient) {}

  /** ‖g_i‖². */
  double squaredNorm(int i) {
    double sum = 0;
    for (double[] ofLayer : gram) {
      sum += (double) size * size * ofLayer[i * size + i];
    }
    return sum;
  }
}
