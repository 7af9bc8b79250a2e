package dev.tacit.measure;

import dev.tacit.network.ExampleLook;
import dev.tacit.network.Unit;
import dev.tacit.network.WeightedPassage;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Watcher;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Norms and inner products of the gradients of single examples, from the pass that computes the
 * gradient of their batch. No example's gradient is formed: in a dense layer with input a_i and
 * output gradient δ_i it is δ_i a_iᵀ (weights) and δ_i (bias), so that
 *
 * <pre>
 *   ‖g_i‖²  = Σ_l ‖δ_i‖² (‖a_i‖² + 1)
 *   g_i·g_j = Σ_l (δ_i·δ_j) (a_i·a_j + 1)
 * </pre>
 *
 * without the 1 where there is no bias. I. Goodfellow, 2015, arXiv:1510.01799. {@link ExampleGram}
 * has the way out for layers that are not of this kind.
 *
 * <p>Cost a step: norms, one look at every activation; inner products, 2B² Σ(in + out) operations
 * beside the step's 6B Σ in·out, a fifth at B = 64. In batches larger than {@value
 * #LARGEST_FOR_PRODUCTS} inner products are not measured (NaN). Memory: a few numbers an example,
 * and 2LB² for inner products.
 */
public final class ExampleStatistics implements Watcher, AutoCloseable {
  /** Above this, products would take more time than the step and tens of megabytes. */
  public static final int LARGEST_FOR_PRODUCTS = 512;

  private static final long[] OVER_FEATURES = {1};

  /** What is wanted of the examples; each includes those before it. */
  public enum Detail {
    /** Nothing. */
    NONE,
    /** Norms of single examples, and what follows from them. */
    NORMS,
    /** Also the inner products of single examples with the gradient of their batch. */
    INNER_PRODUCTS
  }

  private final double[] sumOfSquares; // [L], Σ_i ‖g_i‖² of a layer
  private final double[] squaredNorm; // [L], ‖g_B‖² of a layer
  private double[] squares = {}; // [B], ‖g_i‖²
  private double[] projections = {}; // [B], g_i·g_B
  private double[] inputs = {}; // [B], ‖x_i‖²
  private double[] ofLayer = {}; // [B]
  private double[] along = {}; // [B]

  private final EmpiricalRisk risk;
  private final Detail detail;
  private final List<Unit> units; // the layers
  private final boolean dataFirst; // whether the first one takes the data, whose norms never change
  private final double[] inputSquares; // [N], ‖x_i‖²: activations that never change
  private final LayerSquares layerSquares;
  private ExampleLook[] looks = {}; // a layer each, for one batch size
  private boolean products;
  private Partition partition;
  private int batch;

  /**
   * @param risk whose examples they are
   * @param detail what to measure, not {@code NONE}
   */
  public ExampleStatistics(EmpiricalRisk risk, Detail detail) {
    risk.network().requireSingleExamples();
    this.risk = risk;
    this.detail = detail;
    sumOfSquares = new double[risk.network().depth()];
    squaredNorm = new double[risk.network().depth()];
    units = risk.network().units();
    dataFirst = risk.network().takesDataFirst();
    inputSquares = inputSquares(risk);
    layerSquares = new LayerSquares(risk);
  }

  @Override
  public void begin(Partition partition, int k) {
    this.partition = partition;
    batch = k;
    int size = partition.batchSize(k);
    if (size != squares.length) {
      closeLooks();
      squares = new double[size];
      projections = new double[size];
      inputs = new double[size];
      ofLayer = new double[size];
      along = new double[size];
      products = detail == Detail.INNER_PRODUCTS && size <= LARGEST_FOR_PRODUCTS;
      looks = new ExampleLook[units.size()];
      for (int layer = 0; layer < looks.length; layer++) {
        boolean takesData = layer == 0 && dataFirst;
        looks[layer] = units.get(layer).layer().look(risk.placement(), size, products, takesData);
      }
    }
  }

  @Override
  public void visit(int firstRow, int layer, WeightedPassage passage, Tensor outputGradient) {
    looks[layer].visit(firstRow, passage, outputGradient);
  }

  @Override
  public void end(Tensor gradient) {
    int size = squares.length;
    Arrays.fill(squares, 0);
    Arrays.fill(projections, 0);
    if (!products && dataFirst) {
      for (int i = 0; i < size; i++) {
        inputs[i] = inputSquares[partition.example(batch, i)];
      }
    }
    for (int layer = 0; layer < looks.length; layer++) {
      looks[layer].read(inputs, ofLayer, along);
      double trace = 0;
      double sum = 0;
      for (int i = 0; i < size; i++) {
        squares[i] += ofLayer[i];
        projections[i] += along[i];
        trace += ofLayer[i];
        sum += along[i];
      }
      sumOfSquares[layer] = trace;
      squaredNorm[layer] = sum / size;
    }
    if (!products) {
      layerSquares.of(gradient, squaredNorm);
    }
  }

  /** ‖x_i‖² of every example. */
  private static double[] inputSquares(EmpiricalRisk risk) {
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

  /** ‖g_i‖² of each example of the last batch, [B]; valid until the next. */
  public double[] squaredNorms() {
    return squares;
  }

  /** g_i·g_B of each example of the last batch, [B], NaN if not measured; valid until the next. */
  public double[] projections() {
    return projections;
  }

  /** The moments of the last batch. */
  public NoiseMoments total() {
    double squareSum = 0;
    double projectionSum = 0;
    for (int i = 0; i < squares.length; i++) {
      squareSum += squares[i];
      projectionSum += projections[i] * projections[i];
    }
    double squareOfMean = 0;
    for (double ofLayer : squaredNorm) {
      squareOfMean += ofLayer;
    }
    return new NoiseMoments(squares.length, squareSum, squareOfMean, projectionSum);
  }

  /** The moments of one layer (weights and biases) in the last batch, without projections. */
  public NoiseMoments ofLayer(int layer) {
    return new NoiseMoments(squares.length, sumOfSquares[layer], squaredNorm[layer], Double.NaN);
  }

  @Override
  public void close() {
    closeLooks();
    layerSquares.close();
  }

  private void closeLooks() {
    for (ExampleLook look : looks) {
      look.close();
    }
    looks = new ExampleLook[0];
  }
}
