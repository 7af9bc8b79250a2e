package dev.tacit.risk;

import dev.tacit.loss.Loss;
import dev.tacit.network.Backpropagation;
import dev.tacit.network.Network;
import dev.tacit.network.WeightGradients;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.FiniteSum;
import dev.tacit.objective.LinearOperator;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Precision;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean loss of a network on a set of examples, C(w) = (1/N) Σ_i ℓ(f(x_i, w), y_i).
 *
 * <p>Work goes through the examples in {@link #block blocks}, so that memory does not grow with N.
 * Gradients are those of {@link Backpropagation}, Hessian-vector products those of {@link
 * dev.tacit.network.Linearisation}.
 *
 * <p>Where the network mixes the examples of a batch (batch normalisation), each objective made
 * here is the loss of training, with the moments of its own examples as one batch or, made by
 * {@link #over}, of several; no batch is cut into blocks.
 */
public final class EmpiricalRisk implements FiniteSum, AutoCloseable {
  /** Rows handled at once: large enough for fast products, small enough for the cache's good. */
  public static final int BLOCK = 1024;

  private static final long NUMBERS = 1L << 27; // in a piece of a batch
  private static final long CACHED = 1L << 23; // in a block of images: beyond, memory is the limit
  private static final int FEWEST = 64; // images in a block, however large they are

  private final Network network;
  private final Loss loss;
  private final Placement placement;
  private final Tensor inputs; // [N, features]
  private final Tensor targets; // int64 [N] or [N, outputs]
  private final int[] labels; // [N], null for regression
  private final int examples;
  private final long dimension;
  private final int piece;
  private final int block;

  private EmpiricalRisk(
      Network network,
      Loss loss,
      Placement placement,
      Tensor inputs,
      Tensor targets,
      int[] labels) {
    this.network = network;
    this.loss = loss;
    this.placement = placement;
    this.inputs = inputs;
    this.targets = targets;
    this.labels = labels;
    examples = Math.toIntExact(inputs.size(0));
    dimension = network.layout().dimension();
    long numbers = network.body().numbersPerExample(network.input());
    piece = (int) Math.max(1, Math.min(BLOCK, NUMBERS / numbers));
    boolean images = network.units().stream().anyMatch(unit -> unit.input().isImage());
    block = images ? (int) Math.min(piece, Math.max(FEWEST, CACHED / numbers)) : piece;
  }

  /**
   * The risk of classifying.
   *
   * @param inputs row-major, [N, features]
   * @param labels class numbers in [0, outputs), [N]; one-hot for losses that want vectors
   * @throws IllegalArgumentException if shapes or labels do not fit the network
   */
  public static EmpiricalRisk classification(
      Network network, Loss loss, Placement placement, float[] inputs, int[] labels) {
    int classes = network.outputs();
    for (int i = 0; i < labels.length; i++) {
      if (!(labels[i] >= 0 && labels[i] < classes)) {
        throw new IllegalArgumentException(
            "label " + labels[i] + " of example " + i + " is not in [0, " + classes + ")");
      }
    }
    Tensor x = rows(network, placement, inputs, labels.length);
    try (PointerScope scope = new PointerScope()) {
      Tensor numbers = Tensor.create(Arrays.stream(labels).asLongStream().toArray(), labels.length);
      Tensor y =
          loss.takesClassNumbers()
              ? numbers.to(new Device(placement.device()), numbers.scalar_type())
              : torch
                  .one_hot(numbers, classes)
                  .to(new Device(placement.device()), placement.precision().scalarType());
      return new EmpiricalRisk(network, loss, placement, x, Vectors.keep(y), labels.clone());
    }
  }

  /**
   * The risk of regression.
   *
   * @param inputs row-major, [N, features]
   * @param targets row-major, [N, outputs]
   * @throws IllegalArgumentException if shapes do not fit or the loss wants class numbers
   */
  public static EmpiricalRisk regression(
      Network network, Loss loss, Placement placement, float[] inputs, float[] targets) {
    if (loss.takesClassNumbers()) {
      throw new IllegalArgumentException(
          "the loss " + loss.name() + " needs class labels, and this data set has vectors");
    }
    if (targets.length % network.outputs() != 0) {
      throw new IllegalArgumentException(
          targets.length + " targets are no multiple of the network's " + network.outputs());
    }
    int n = targets.length / network.outputs();
    Tensor x = rows(network, placement, inputs, n);
    return new EmpiricalRisk(
        network, loss, placement, x, matrix(placement, targets, n, network.outputs()), null);
  }

  private static Tensor rows(Network network, Placement placement, float[] inputs, int n) {
    if (n == 0) {
      throw new IllegalArgumentException("a risk needs at least one example");
    }
    if (inputs.length != (long) n * network.inputs()) {
      throw new IllegalArgumentException(
          n
              + " examples of a network with "
              + network.inputs()
              + " inputs need "
              + (long) n * network.inputs()
              + " numbers, found "
              + inputs.length);
    }
    return matrix(placement, inputs, n, network.inputs());
  }

  private static Tensor matrix(Placement placement, float[] values, int rows, int columns) {
    NativeLibrary.load();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor host = torch.zeros(new long[] {rows, columns}, Placement.CPU_FLOAT32.options());
      Vectors.floats(host).put(values);
      return Vectors.keep(
          placement.equals(Placement.CPU_FLOAT32)
              ? host
              : host.to(new Device(placement.device()), placement.precision().scalarType()));
    }
  }

  /** f. */
  public Network network() {
    return network;
  }

  /** How many examples go through at once: {@value #BLOCK}, fewer where activations are large. */
  public int block() {
    return block;
  }

  /**
   * The same for the examples of one batch, which a step wants in one piece where that is bearable.
   */
  public int piece() {
    return piece;
  }

  /** ℓ. */
  public Loss loss() {
    return loss;
  }

  /** The class number of each example as the loss sees it, [N]; null for regression. Not copied. */
  public int[] labels() {
    return labels;
  }

  @Override
  public int examples() {
    return examples;
  }

  @Override
  public long dimension() {
    return dimension;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  /** Inputs of all examples, [N, features]; not to be changed or closed. */
  public Tensor inputs() {
    return inputs;
  }

  /** Targets of all examples, int64 [N] or [N, outputs]; not to be changed or closed. */
  public Tensor targets() {
    return targets;
  }

  @Override
  public double value(Tensor w) {
    return whole().value(w);
  }

  @Override
  public double gradient(Tensor w, Tensor gradient) {
    return whole().gradient(w, gradient);
  }

  @Override
  public void hessianVector(Tensor w, Tensor v, Tensor product) {
    whole().hessianVector(w, v, product);
  }

  @Override
  public LinearOperator hessian(Tensor w) {
    return whole().hessian(w);
  }

  /** The risk at one w, prepared for many products of every kind; the caller closes it. */
  public LinearisedRisk linearise(Tensor w) {
    return new LinearisedRisk(this, Blocks.all(this), w, LinearisedRisk.MEMORY);
  }

  /**
   * The mean loss of one batch, the same way, at the w that a network is bound to already.
   *
   * @param bound must outlive it, as the partition must
   * @param k which batch
   */
  public LinearisedRisk linearise(Backpropagation bound, Partition partition, int k) {
    return new LinearisedRisk(this, Blocks.of(this, partition, k), bound);
  }

  /**
   * The same for the mean over some batches, each on its own: what a network that mixes the
   * examples of a batch is trained on. Batches count by their examples.
   *
   * @param partition need not outlive the call
   */
  public LinearisedRisk linearise(Tensor w, Partition partition) {
    return new LinearisedRisk(this, Blocks.each(this, partition), w, LinearisedRisk.MEMORY);
  }

  /** The mean loss over some batches, each on its own; the partition need not outlive the call. */
  public Objective over(Partition partition) {
    return new Restriction(Blocks.each(this, partition));
  }

  private Restriction whole() {
    return new Restriction(Blocks.all(this));
  }

  /** The mean loss of one batch; the partition must outlive it. */
  public Objective batch(Partition partition, int k) {
    return new Restriction(Blocks.of(this, partition, k));
  }

  /**
   * The same function of some examples as an expression for LibTorch to differentiate: slow, and
   * the witness of everything that is made by hand here.
   */
  public AutogradObjective expression(int... indices) {
    return new AutogradObjective(dimension(), placement) {
      @Override
      protected Tensor expression(Tensor w) {
        Tensor index = Tensor.create(Arrays.stream(indices).asLongStream().toArray());
        Tensor placed = index.to(new Device(placement.device()), index.scalar_type());
        Tensor outputs = network.express(w, inputs.index_select(0, placed));
        return loss.perExample(outputs, targets.index_select(0, placed)).mean();
      }
    };
  }

  @Override
  public Objective batch(int... indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one example");
    }
    for (int index : indices) {
      if (!(index >= 0 && index < examples)) {
        throw new IllegalArgumentException("example " + index + " is not in [0, " + examples + ")");
      }
    }
    return new Restriction(Blocks.of(this, indices.clone()));
  }

  /**
   * The risk on some of the examples, as one of its own with its own copy of them: for measurements
   * that look at examples and not at the mean. The caller closes it.
   *
   * @param chosen which examples, each in [0, N), in the order wanted
   */
  public EmpiricalRisk restrictedTo(int... chosen) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Partition rows = new Partition(new int[][] {chosen}, placement.device())) {
      Tensor index = rows.indices(0, 1);
      return new EmpiricalRisk(
          network,
          loss,
          placement,
          Vectors.keep(inputs.index_select(0, index)),
          Vectors.keep(targets.index_select(0, index)),
          labels == null ? null : Arrays.stream(chosen).map(i -> labels[i]).toArray());
    }
  }

  /**
   * The same examples and loss with another function of the same inputs and outputs; shares their
   * memory, and is closed for itself.
   */
  public EmpiricalRisk of(Network other) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return new EmpiricalRisk(
          other,
          loss,
          placement,
          Vectors.keep(inputs.detach()),
          Vectors.keep(targets.detach()),
          labels);
    }
  }

  @Override
  public void close() {
    inputs.close();
    targets.close();
  }

  /** The mean over some examples, block by block. */
  private final class Restriction implements Objective {
    private final Blocks chosen;

    Restriction(Blocks chosen) {
      this.chosen = chosen;
    }

    @Override
    public long dimension() {
      return EmpiricalRisk.this.dimension();
    }

    @Override
    public Placement placement() {
      return placement;
    }

    @Override
    public double value(Tensor w) {
      double[] sum = {0};
      try (Backpropagation pass = new Backpropagation(network, w)) {
        chosen.forEachBlock((x, y) -> sum[0] += sumOfLosses(pass.forward(x).outputs(), y));
      }
      return sum[0] / chosen.size();
    }

    @Override
    public double gradient(Tensor w, Tensor gradient) {
      double[] sum = {0};
      gradient.zero_();
      try (Backpropagation pass = new Backpropagation(network, w);
          WeightGradients sink = new WeightGradients(network, gradient).accumulate(true)) {
        chosen.forEachBlock(
            (x, y) -> {
              Backpropagation.Trace trace = pass.forward(x);
              sum[0] += sumOfLosses(trace.outputs(), y);
              Tensor d = loss.outputGradient(trace.outputs(), y);
              pass.backward(trace, d.div_(new Scalar((double) chosen.size())), sink);
            });
      }
      return sum[0] / chosen.size();
    }

    @Override
    public void hessianVector(Tensor w, Tensor v, Tensor product) {
      try (LinearisedRisk once = new LinearisedRisk(EmpiricalRisk.this, chosen, w, 0)) {
        once.hessian().apply(v, product);
      }
    }

    @Override
    public LinearOperator hessian(Tensor w) {
      return new LinearisedRisk(EmpiricalRisk.this, chosen, w, LinearisedRisk.MEMORY)
          .owningHessian();
    }
  }

  /** Σ_i ℓ_i of a block, summed in float64. */
  public double sumOfLosses(Tensor outputs, Tensor y) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return loss.perExample(outputs, y).to(Precision.FLOAT64.scalarType()).sum().item_double();
    }
  }
}
