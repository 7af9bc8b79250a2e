package dev.tacit.network;

import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** ‖g_i‖² of a layer as {@link WeightedPassage#squares} gives them. */
final class SquaresLook implements ExampleLook {
  private final int size;
  private final Tensor found; // [B]
  private final HostCopy host;

  SquaresLook(Placement placement, int size) {
    this.size = size;
    found = Vectors.zeros(size, placement);
    host = new HostCopy(found);
  }

  @Override
  public void visit(int firstRow, WeightedPassage passage, Tensor outputGradient) {
    WeightedPassage.rows(found, firstRow, outputGradient.size(0))
        .copy_(passage.squares(outputGradient));
  }

  @Override
  public void read(double[] inputSquares, double[] squares, double[] projections) {
    double[] values = host.read();
    double scale = (double) size * size; // D was divided by B
    Arrays.fill(projections, Double.NaN);
    for (int i = 0; i < size; i++) {
      squares[i] = scale * values[i];
    }
  }

  @Override
  public void close() {
    found.close();
  }
}
