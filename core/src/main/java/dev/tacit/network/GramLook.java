package dev.tacit.network;

import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ‖g_i‖² and g_i·g_B of a layer from its Gram matrix, {@link WeightedPassage#addGram}. The batch
 * comes in one piece.
 */
final class GramLook implements ExampleLook {
  private final int size;
  private final Tensor gram; // [B, B]
  private final HostCopy host;

  GramLook(Placement placement, int size) {
    this.size = size;
    try (PointerScope scope = new PointerScope()) {
      gram = Vectors.keep(torch.zeros(new long[] {size, size}, placement.options()));
    }
    host = new HostCopy(gram);
  }

  @Override
  public void visit(int firstRow, WeightedPassage passage, Tensor outputGradient) {
    gram.zero_();
    passage.addGram(outputGradient, gram);
  }

  @Override
  public void read(double[] inputSquares, double[] squares, double[] projections) {
    double[] k = host.read();
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += k[i * size + j];
      }
      squares[i] = (double) size * size * k[i * size + i]; // D was divided by B
      projections[i] = size * sum;
    }
  }

  @Override
  public void close() {
    gram.close();
  }
}
