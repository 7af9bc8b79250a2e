package dev.tacit.measure;

import dev.tacit.network.Mlp;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.HostCopy;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ‖g_i‖² = Σ_l ‖δ_i‖² (‖a_i‖² + 1) for the examples of one batch, and ‖g_B‖² of each layer from the
 * batch's gradient.
 */
final class ExampleNorms implements ExampleStatistics.Look {
  private static final long[] OVER_FEATURES = {1};
  private static final Scalar TWO = new Scalar(2.0).retainReference();
  private static final ScalarTypeOptional SAME_TYPE = new ScalarTypeOptional().retainReference();

  private final Mlp network;
  private final int size;
  private final double[] inputSquares; // [N]
  private final Tensor norms; // [2L, B]: ‖δ_i‖ of each layer, then ‖a_i‖; the first ‖a_i‖ unused
  private final Tensor[] rows; // norms[j], [B] each
  private final HostCopy host;
  private final double[] inputs; // [B]
  private final Tensor squares; // [L], ‖g_B‖² of each layer
  private final Tensor[] square; // squares[l], 0-dimensional
  private final HostCopy squaresOnHost;
  private final Tensor[] layers; // of the gradient that was looked at last
  private Tensor gradient;

  ExampleNorms(EmpiricalRisk risk, int size, double[] inputSquares) {
    network = risk.network();
    this.size = size;
    this.inputSquares = inputSquares;
    inputs = new double[size];
    rows = new Tensor[2 * network.depth()];
    square = new Tensor[network.depth()];
    layers = new Tensor[network.depth()];
    try (PointerScope scope = new PointerScope()) {
      norms = Vectors.keep(torch.zeros(new long[] {rows.length, size}, risk.placement().options()));
      for (int j = 0; j < rows.length; j++) {
        rows[j] = Vectors.keep(norms.select(0, j));
      }
      squares = Vectors.keep(torch.zeros(new long[] {square.length}, risk.placement().options()));
      for (int layer = 0; layer < square.length; layer++) {
        square[layer] = Vectors.keep(squares.select(0, layer));
      }
    }
    host = new HostCopy(norms);
    squaresOnHost = new HostCopy(squares);
  }

  /** ‖x_i‖² of every example. */
  static double[] inputSquares(EmpiricalRisk risk) {
    double[] squares = new double[risk.examples()];
    for (int from = 0; from < squares.length; from += EmpiricalRisk.BLOCK) {
      int count = Math.min(EmpiricalRisk.BLOCK, squares.length - from);
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor block = risk.inputs().narrow(0, from, count);
        Tensor sums = block.square().sum(OVER_FEATURES, false, new ScalarTypeOptional());
        System.arraycopy(Vectors.toDoubles(sums), 0, squares, from, count);
      }
    }
    return squares;
  }

  @Override
  public void visit(int firstRow, int layer, Tensor input, Tensor outputGradient) {
    rowNorms(outputGradient, layer, firstRow);
    if (layer > 0) {
      rowNorms(input, network.depth() + layer, firstRow);
    }
  }

  private void rowNorms(Tensor matrix, int row, int firstRow) {
    long count = matrix.size(0);
    Tensor target = count == size ? rows[row] : rows[row].narrow(0, firstRow, count);
    torch.linalg_vector_norm_out(target, matrix, TWO, OVER_FEATURES, false, SAME_TYPE);
  }

  @Override
  public void finish(Partition partition, int k, Tensor gradient, ExampleStatistics target) {
    double[] found = host.read();
    int depth = network.depth();
    double one = network.bias() ? 1 : 0;
    double scale = (double) size * size; // δ_i was divided by B
    Arrays.fill(target.squares, 0);
    Arrays.fill(target.projections, Double.NaN);
    for (int i = 0; i < size; i++) {
      inputs[i] = inputSquares[partition.example(k, i)];
    }
    for (int layer = 0; layer < depth; layer++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        double delta = found[layer * size + i];
        double a = found[(depth + layer) * size + i];
        double square = scale * delta * delta * ((layer == 0 ? inputs[i] : a * a) + one);
        target.squares[i] += square;
        sum += square;
      }
      target.sumOfSquares[layer] = sum;
    }
    squaredNorms(gradient, target.squaredNorm);
  }

  /** ‖g‖² of each layer. */
  @SuppressWarnings("ReferenceEquality") // another tensor may take a closed one's address
  private void squaredNorms(Tensor gradient, double[] target) {
    if (gradient != this.gradient) {
      bind(gradient);
    }
    for (int layer = 0; layer < layers.length; layer++) {
      torch.dot_out(square[layer], layers[layer], layers[layer]);
    }
    System.arraycopy(squaresOnHost.read(), 0, target, 0, target.length);
  }

  /** Cuts a gradient into layers. */
  private void bind(Tensor gradient) {
    this.gradient = gradient;
    long[] ends = network.layout().layerEnds();
    try (PointerScope scope = new PointerScope()) {
      long from = 0;
      for (int layer = 0; layer < layers.length; layer++) {
        if (layers[layer] != null) {
          layers[layer].close();
        }
        layers[layer] = Vectors.keep(gradient.narrow(0, from, ends[layer] - from));
        from = ends[layer];
      }
    }
  }

  @Override
  public void close() {
    for (Tensor[] views : new Tensor[][] {rows, square, layers}) {
      for (Tensor view : views) {
        if (view != null) {
          view.close();
        }
      }
    }
    squares.close();
    norms.close();
  }
}
