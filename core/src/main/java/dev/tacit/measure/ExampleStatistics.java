package dev.tacit.measure;

import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.training.StepObserver;
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
public final class ExampleStatistics implements StepObserver, AutoCloseable {
  /** Above this, products would take more time than the step and tens of megabytes. */
  public static final int LARGEST_FOR_PRODUCTS = 512;

  /** What is wanted of the examples; each includes those before it. */
  public enum Detail {
    /** Nothing. */
    NONE,
    /** Norms of single examples, and what follows from them. */
    NORMS,
    /** Also the inner products of single examples with the gradient of their batch. */
    INNER_PRODUCTS
  }

  /** How one batch is looked at; made anew when the batch size changes. */
  interface Look extends AutoCloseable {
    void visit(int firstRow, int layer, Tensor input, Tensor outputGradient);

    /** Fills in what the batch said. */
    void finish(Partition partition, int k, Tensor gradient, ExampleStatistics target);

    @Override
    void close();
  }

  final double[] sumOfSquares; // [L], Σ_i ‖g_i‖² of a layer
  final double[] squaredNorm; // [L], ‖g_B‖² of a layer
  double[] squares = {}; // [B], ‖g_i‖²
  double[] projections = {}; // [B], g_i·g_B

  private final EmpiricalRisk risk;
  private final Detail detail;
  private final double[] inputSquares; // [N], ‖x_i‖²: activations that never change
  private Look look;
  private Partition partition;
  private int batch;

  /**
   * @param risk whose examples they are
   * @param detail what to measure, not {@code NONE}
   */
  public ExampleStatistics(EmpiricalRisk risk, Detail detail) {
    this.risk = risk;
    this.detail = detail;
    sumOfSquares = new double[risk.network().depth()];
    squaredNorm = new double[risk.network().depth()];
    inputSquares = ExampleNorms.inputSquares(risk);
  }

  @Override
  public void begin(Partition partition, int k) {
    this.partition = partition;
    batch = k;
    int size = partition.batchSize(k);
    if (size != squares.length) {
      close();
      squares = new double[size];
      projections = new double[size];
      look =
          detail == Detail.INNER_PRODUCTS && size <= LARGEST_FOR_PRODUCTS
              ? new ExampleProducts(risk, size)
              : new ExampleNorms(risk, size, inputSquares);
    }
  }

  @Override
  public void visit(int firstRow, int layer, Tensor input, Tensor outputGradient) {
    look.visit(firstRow, layer, input, outputGradient);
  }

  @Override
  public void end(Tensor gradient) {
    look.finish(partition, batch, gradient, this);
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
    if (look != null) {
      look.close();
      look = null;
    }
  }
}
