package dev.tacit.measure;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Network;
import dev.tacit.network.Passage;
import dev.tacit.network.Slices;
import dev.tacit.network.WeightGradients;
import dev.tacit.network.WeightedPassage;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What one pass over a partition at a frozen w tells: with g_k = ∇Ĉ_k(w) the gradient of batch k,
 *
 * <pre>
 *   mean           ḡ = (1/m) Σ_k g_k            = ∇C, C = (1/m) Σ_k Ĉ_k
 *   second moment  q = (1/m) Σ_k g_k ⊙ g_k
 *   outputs        f(x_i, w) of every example in the partition's order
 * </pre>
 *
 * Every implicit term is a weighted sum of these: (1/m) Σ_k ‖a ⊙ g_k‖² = Σ_j a_j² q_j for any
 * weights a, so that the paper's term for RMSProp, the frozen one and Eq. (1) share one pass.
 *
 * <p>Cost: the forward pass and the data part of the backward pass run in blocks of whole batches
 * (large products; batch by batch where the network mixes the examples of a batch), the weight
 * gradient of each batch is one product D_kᵀ A_k; about 5/6 of the arithmetic of a training epoch.
 */
public final class BatchStatistics implements AutoCloseable {
  private final Tensor mean; // [p]
  private final Tensor secondMoment; // [p]
  private final Tensor outputs; // [examples, outputs], in the partition's order
  private final int batches;

  private BatchStatistics(Tensor mean, Tensor secondMoment, Tensor outputs, int batches) {
    this.mean = mean;
    this.secondMoment = secondMoment;
    this.outputs = outputs;
    this.batches = batches;
  }

  /**
   * Measures at w.
   *
   * @param w shape [p]; not changed
   * @param partition the batches
   */
  public static BatchStatistics at(EmpiricalRisk risk, Tensor w, Partition partition) {
    Network network = risk.network();
    int m = partition.size();
    boolean mixes = network.mixesExamples(); // each batch goes through alone, and whole
    Tensor mean = Vectors.zeros(risk.dimension(), risk.placement());
    Tensor square = Vectors.zeros(risk.dimension(), risk.placement());
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Backpropagation pass = new Backpropagation(network, w);
        Accumulator accumulator = new Accumulator(network, mean, square)) {
      Tensor outputs =
          Vectors.keep(
              torch.empty(
                  new long[] {partition.examples(), network.outputs()},
                  risk.placement().options(),
                  new MemoryFormatOptional()));
      for (int from = 0; from < m; ) {
        int to = from + 1;
        while (!mixes
            && to < m
            && partition.start(to + 1) - partition.start(from) <= risk.block()) {
          to++;
        }
        Tensor rows =
            outputs.narrow(
                0, partition.start(from), (long) partition.start(to) - partition.start(from));
        if (mixes || rows.size(0) <= risk.block()) {
          accumulator.batches(partition, from, to);
          addBatches(risk, pass, partition, from, to, rows, accumulator);
        } else {
          addLargeBatch(risk, pass, partition, from, rows, mean, square);
        }
        from = to;
      }
      mean.div_(new Scalar((double) m));
      square.div_(new Scalar((double) m));
      return new BatchStatistics(mean, square, outputs, m);
    }
  }

  /** Several whole batches that fit one block. */
  private static void addBatches(
      EmpiricalRisk risk,
      Backpropagation pass,
      Partition partition,
      int from,
      int to,
      Tensor outputs,
      Accumulator accumulator) {
    try (PointerScope scope = new PointerScope()) {
      Tensor index = partition.indices(from, to);
      Backpropagation.Trace trace = pass.forward(risk.inputs().index_select(0, index));
      outputs.copy_(trace.outputs());
      Tensor d = risk.loss().outputGradient(trace.outputs(), risk.targets().index_select(0, index));
      for (int k = from; k < to; k++) {
        long row = (long) partition.start(k) - partition.start(from);
        d.narrow(0, row, partition.batchSize(k)).div_(new Scalar((double) partition.batchSize(k)));
      }
      pass.backward(trace, d, accumulator);
    }
  }

  /** One batch larger than a block: its gradient is summed over blocks before it is squared. */
  private static void addLargeBatch(
      EmpiricalRisk risk,
      Backpropagation pass,
      Partition partition,
      int k,
      Tensor outputs,
      Tensor mean,
      Tensor square) {
    int size = partition.batchSize(k);
    try (PointerScope scope = new PointerScope()) {
      Tensor g = torch.zeros_like(mean);
      try (WeightGradients sink = new WeightGradients(risk.network(), g).accumulate(true)) {
        for (int from = 0; from < size; from += risk.block()) {
          int to = Math.min(size, from + risk.block());
          try (PointerScope block = new PointerScope()) {
            Tensor index = partition.rows(k, from, to);
            Backpropagation.Trace trace = pass.forward(risk.inputs().index_select(0, index));
            outputs.narrow(0, from, (long) to - from).copy_(trace.outputs());
            Tensor d =
                risk.loss().outputGradient(trace.outputs(), risk.targets().index_select(0, index));
            pass.backward(trace, d.div_(new Scalar((double) size)), sink);
          }
        }
      }
      mean.add_(g);
      square.addcmul_(g, g, new Scalar(1.0));
    }
  }

  /** ḡ, shape [p]; not to be changed or closed. */
  public Tensor mean() {
    return mean;
  }

  /** q, shape [p]; not to be changed or closed. */
  public Tensor secondMoment() {
    return secondMoment;
  }

  /** The network's outputs in the partition's order, [examples, outputs]; not to be closed. */
  public Tensor outputs() {
    return outputs;
  }

  /** The number of batches m. */
  public int batches() {
    return batches;
  }

  /** (1/m) Σ_k ‖g_k‖². */
  public double meanSquaredNorm() {
    try (PointerScope scope = new PointerScope()) {
      return sum(secondMoment);
    }
  }

  /** ‖ḡ‖². */
  public double squaredNormOfMean() {
    try (PointerScope scope = new PointerScope()) {
      return sum(mean.square());
    }
  }

  /**
   * (1/m) Σ_k ‖a ⊙ g_k‖².
   *
   * @param squaredWeights a ⊙ a, shape [p]
   */
  public double weightedMeanSquaredNorm(Tensor squaredWeights) {
    try (PointerScope scope = new PointerScope()) {
      return sum(secondMoment.mul(squaredWeights));
    }
  }

  /** (1/m) Σ_k ‖g_k - ḡ‖², as Σ_j (q_j - ḡ_j²), coordinate by coordinate. */
  public double batchVariance() {
    try (PointerScope scope = new PointerScope()) {
      return sum(secondMoment.sub(mean.square()));
    }
  }

  /** Pairwise summation in the tensor's precision; the terms are many, their error is not. */
  private static double sum(Tensor terms) {
    return terms.sum(new ScalarTypeOptional(torch.ScalarType.Double)).item_double();
  }

  @Override
  public void close() {
    mean.close();
    secondMoment.close();
    outputs.close();
  }

  /** Adds G_k and G_k ⊙ G_k of every batch of a block to the two sums, layer by layer. */
  private static final class Accumulator implements Passage.Visitor, AutoCloseable {
    private final Tensor scratchVector;
    private final Slices mean;
    private final Slices square;
    private final Slices scratch; // one gradient a layer: stays in cache
    private int[] bounds; // where batches begin in the block, and the end of the last

    Accumulator(Network network, Tensor mean, Tensor square) {
      this.mean = new Slices(network, mean);
      this.square = new Slices(network, square);
      try (PointerScope scope = new PointerScope()) {
        scratchVector = Vectors.keep(torch.empty_like(mean));
      }
      scratch = new Slices(network, scratchVector);
    }

    void batches(Partition partition, int from, int to) {
      bounds = new int[to - from + 1];
      for (int k = from; k <= to; k++) {
        bounds[k - from] = partition.start(k) - partition.start(from);
      }
    }

    @Override
    public void visit(int layer, WeightedPassage passage, Tensor outputGradient) {
      passage.addMoments(
          bounds, outputGradient, mean.of(layer), square.of(layer), scratch.of(layer));
    }

    @Override
    public void close() {
      mean.close();
      square.close();
      scratch.close();
      scratchVector.close();
    }
  }
}
