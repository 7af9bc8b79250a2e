package dev.tacit.network;

import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** ‖g_i‖² = ‖δ_i‖² (‖a_i‖² + 1) of a dense layer: two row norms, read where they lie. */
final class DenseNorms implements ExampleLook {
  private static final long[] OVER_FEATURES = {1};
  private static final Scalar TWO = new Scalar(2.0).retainReference();
  private static final ScalarTypeOptional SAME_TYPE = new ScalarTypeOptional().retainReference();

  private final int size;
  private final double one; // of the bias
  private final Tensor norms; // [2, B]: ‖δ_i‖, then ‖a_i‖ unless that will be told
  private final Tensor ofGradients; // [B]
  private final Tensor ofInputs; // [B], null if they will be told
  private final HostCopy host;

  DenseNorms(boolean bias, Placement placement, int size, boolean knowsInput) {
    this.size = size;
    one = bias ? 1 : 0;
    try (PointerScope scope = new PointerScope()) {
      norms = Vectors.keep(torch.zeros(new long[] {knowsInput ? 1 : 2, size}, placement.options()));
      ofGradients = Vectors.keep(norms.select(0, 0));
      ofInputs = knowsInput ? null : Vectors.keep(norms.select(0, 1));
    }
    host = new HostCopy(norms);
  }

  @Override
  public void visit(int firstRow, WeightedPassage passage, Tensor outputGradient) {
    rowNorms(outputGradient, ofGradients, firstRow);
    if (ofInputs != null) {
      rowNorms(passage.input(), ofInputs, firstRow);
    }
  }

  private void rowNorms(Tensor matrix, Tensor target, int firstRow) {
    long count = matrix.size(0);
    Tensor rows = count == size ? target : target.narrow(0, firstRow, count);
    torch.linalg_vector_norm_out(rows, matrix, TWO, OVER_FEATURES, false, SAME_TYPE);
  }

  @Override
  public void read(double[] inputSquares, double[] squares, double[] projections) {
    double[] found = host.read();
    double scale = (double) size * size; // δ_i was divided by B
    Arrays.fill(projections, Double.NaN);
    for (int i = 0; i < size; i++) {
      double delta = found[i];
      double a = ofInputs == null ? 0 : found[size + i];
      squares[i] = scale * delta * delta * ((ofInputs == null ? inputSquares[i] : a * a) + one);
    }
  }

  @Override
  public void close() {
    ofGradients.close();
    if (ofInputs != null) {
      ofInputs.close();
    }
    norms.close();
  }
}
