package dev.tacit.risk;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.Buffers;
import dev.tacit.network.Linearisation;
import dev.tacit.network.Linearisation.Direction;
import dev.tacit.network.Linearisation.Tangent;
import dev.tacit.network.Passage;
import dev.tacit.network.WeightGradients;
import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomVectors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A risk at one w, ready for products with everything of second order in w. With J_i the Jacobian
 * of f(x_i, ·), L_i = ∂²ℓ_i/∂f² and g_i = ∂ℓ_i/∂w, over n examples:
 *
 * <pre>
 *   Hessian            H v = ∇²C(w) v
 *   Gauss-Newton       G v = (1/n) Σ_i J_iᵀ L_i J_i v
 *   empirical Fisher   F v = (1/n) Σ_i g_i (g_i·v)
 * </pre>
 *
 * G is the Fisher matrix for the losses here, each the negative logarithm of a density in the
 * exponential family of f. The forward and backward pass at w are made once and kept, as many
 * blocks of examples as fit the memory; the others are made again for every product, with the same
 * bits. N. N. Schraudolph, Neural Computation 14, 2002.
 *
 * <p>w must neither change nor be closed while this lives. Its operators end with it; closing them
 * does nothing.
 */
public final class LinearisedRisk implements AutoCloseable {
  /** Bytes that may be kept unless said otherwise. */
  public static final long MEMORY = 256L << 20;

  private final EmpiricalRisk risk;
  private final Blocks examples;
  private final Backpropagation pass;
  private final boolean owns; // the pass
  private final Linearisation[] kept; // a block each; null where it did not fit
  private LossGraphs graphs; // of a network that is an expression alone, once asked for

  /** A product with one block, added to a sum. */
  @FunctionalInterface
  private interface BlockProduct {
    void add(Linearisation block, Direction v, WeightGradients sum);
  }

  LinearisedRisk(EmpiricalRisk risk, Blocks examples, Tensor w, long memory) {
    this(risk, examples, new Backpropagation(risk.network(), w), true, memory);
  }

  /** With a network that is bound to w already and outlives this. */
  LinearisedRisk(EmpiricalRisk risk, Blocks examples, Backpropagation bound) {
    this(risk, examples, bound, false, MEMORY);
  }

  private LinearisedRisk(
      EmpiricalRisk risk, Blocks examples, Backpropagation pass, boolean owns, long memory) {
    this.risk = risk;
    this.examples = examples;
    this.pass = pass;
    this.owns = owns;
    kept = new Linearisation[examples.blocks()];
    long perExample =
        risk.network().body().numbersPerExample(risk.network().input())
            * risk.placement().precision().bytes();
    try {
      for (int block = 0; block < kept.length; block++) {
        if (!risk.network().isExpressionAlone()
            && examples.start(block + 1) * perExample <= memory) {
          int b = block;
          examples.onBlock(
              b, (x, y) -> kept[b] = Linearisation.keep(pass, x, outputs -> gradient(outputs, y)));
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      throw e;
    }
  }

  /** D of the last layer, of the mean loss. */
  private Tensor gradient(Tensor outputs, Tensor targets) {
    return risk.loss().outputGradient(outputs, targets).div_(new Scalar((double) size()));
  }

  /** The number of examples n. */
  public int size() {
    return examples.size();
  }

  /**
   * Shows every layer's part of ∇C, block by block, last layer first. What a visitor is shown is
   * what a backward pass would show it; the pass that made this is not made again.
   *
   * @param visitors whom, by the position of the block's first example
   */
  public void backward(IntFunction<Passage.Visitor> visitors) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int b = 0; b < kept.length; b++) {
        int from = examples.start(b);
        onBlock(b, block -> block.backward(visitors.apply(from)));
      }
    }
  }

  /**
   * Adds how ∇C would differ with other targets, (1/n) Σ_i J_iᵀ (∂ℓ/∂f(f_i, y'_i) - ∂ℓ/∂f(f_i,
   * y_i)).
   *
   * @param others y' of a block from its y, which is not changed; called once a block, in order
   * @param sum shape [p]
   */
  public void addChangeOfTargets(UnaryOperator<Tensor> others, Tensor sum) {
    try (NoGradGuard guard = new NoGradGuard();
        WeightGradients sink = new WeightGradients(risk.network(), sum).accumulate(true)) {
      for (int b = 0; b < kept.length; b++) {
        int at = b;
        examples.onBlock(
            b,
            (x, y) ->
                onBlock(
                    at,
                    block ->
                        block.backward(
                            gradient(block.outputs(), others.apply(y)).sub_(block.outputGradient()),
                            sink)));
      }
    }
  }

  /** Lets running moments follow these examples. */
  public void follow(Buffers buffers) {
    for (int b = 0; b < kept.length; b++) {
      onBlock(b, block -> block.follow(buffers));
    }
  }

  /** H. */
  public LinearOperator hessian() {
    return new Products(this::addHessianVector);
  }

  /** H, closing all of this when it is closed. */
  LinearOperator owningHessian() {
    return new Products(this::addHessianVector) {
      @Override
      public void close() {
        LinearisedRisk.this.close();
      }
    };
  }

  /**
   * Adds H v.
   *
   * @param sum of the kind that adds
   */
  public void addHessianVector(Direction v, WeightGradients sum) {
    if (risk.network().isExpressionAlone()) {
      addGraphsProduct(v, sum);
    } else {
      add(this::addHessianVector, v, sum);
    }
  }

  private void add(BlockProduct product, Direction v, WeightGradients sum) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (int b = 0; b < kept.length; b++) {
        onBlock(b, block -> product.add(block, v, sum));
      }
    }
  }

  private void addGraphsProduct(Direction v, WeightGradients sum) {
    if (graphs == null) {
      graphs = new LossGraphs(risk, examples, pass);
    }
    graphs.addHessianVector(v, sum);
  }

  private void addHessianVector(Linearisation block, Direction v, WeightGradients sum) {
    Tangent tangent = block.tangent(v);
    block.addHessianVector(v, tangent, outputTangent(block, tangent), sum);
  }

  private LinearOperator blockwise(BlockProduct product) {
    return new Products((v, sum) -> add(product, v, sum));
  }

  /** G. */
  public LinearOperator gaussNewton() {
    return blockwise(
        (block, v, sum) -> block.backward(outputTangent(block, block.tangent(v)), sum));
  }

  /**
   * A random vector g with E g = 0 and E g gᵀ = G: (1/√n) Σ_i J_iᵀ Σ_c ε_ic s_ic, with L_i = Σ_c
   * s_ic s_icᵀ and signs ε. One backward pass.
   *
   * @param random draws the signs
   * @param sample overwritten, shape [p]
   */
  public void sampleGaussNewton(UniformRandomProvider random, Tensor sample) {
    sample.zero_();
    try (NoGradGuard guard = new NoGradGuard();
        WeightGradients sink = new WeightGradients(risk.network(), sample).accumulate(true)) {
      for (int b = 0; b < kept.length; b++) {
        onBlock(b, block -> block.backward(outputSample(block.outputs(), random), sink));
      }
    }
  }

  private Tensor outputSample(Tensor outputs, UniformRandomProvider random) {
    Tensor sample = torch.zeros_like(outputs);
    for (int c = 0; c < outputs.size(1); c++) {
      try (PointerScope scope = new PointerScope();
          Tensor signs = RandomVectors.signs(random, outputs.size(0), risk.placement())) {
        sample.addcmul_(
            risk.loss().hessianFactor(outputs, c),
            signs.unsqueeze(1),
            new Scalar(1 / Math.sqrt(size())));
      }
    }
    return sample;
  }

  /** F; an example must have a gradient of its own. */
  public LinearOperator empiricalFisher() {
    risk.network().requireSingleExamples();
    return blockwise(
        (block, v, sum) -> {
          Tensor slopes = slopes(block, v); // of ℓ_i/n
          block.addWeightedGradients(slopes.mul_(new Scalar((double) size())), sum);
        });
  }

  /** L_i R{f_i} of the mean loss. */
  private Tensor outputTangent(Linearisation block, Tangent tangent) {
    return risk.loss()
        .outputHessianVector(block.outputs(), tangent.outputs())
        .div_(new Scalar((double) size()));
  }

  /** (1/n) g_i·v, [rows, 1]. */
  private static Tensor slopes(Linearisation block, Direction v) {
    return torch
        .bmm(block.outputGradient().unsqueeze(1), block.tangent(v).outputs().unsqueeze(2))
        .squeeze(2);
  }

  /**
   * g_i·v for each example.
   *
   * @param v shape [p]
   * @param slopes overwritten, shape [n]
   */
  public void slopes(Tensor v, Tensor slopes) {
    risk.network().requireSingleExamples();
    try (NoGradGuard guard = new NoGradGuard();
        Direction direction = new Direction(risk.network(), v)) {
      for (int b = 0; b < kept.length; b++) {
        int from = examples.start(b);
        int rows = examples.start(b + 1) - from;
        onBlock(
            b,
            block ->
                slopes
                    .narrow(0, from, rows)
                    .copy_(slopes(block, direction).squeeze(1).mul_(new Scalar((double) size()))));
      }
    }
  }

  /**
   * (1/n) Σ_i s_i g_i.
   *
   * @param weights s, shape [n]
   * @param sum overwritten, shape [p]
   */
  public void weightedGradient(Tensor weights, Tensor sum) {
    risk.network().requireSingleExamples();
    sum.zero_();
    try (WeightGradients sink = new WeightGradients(risk.network(), sum).accumulate(true)) {
      for (int b = 0; b < kept.length; b++) {
        int from = examples.start(b);
        int rows = examples.start(b + 1) - from;
        onBlock(
            b,
            block -> block.addWeightedGradients(weights.narrow(0, from, rows).unsqueeze(1), sink));
      }
    }
  }

  private void onBlock(int b, Consumer<Linearisation> work) {
    try (PointerScope scope = new PointerScope()) {
      if (kept[b] != null) {
        work.accept(kept[b]);
      } else {
        examples.onBlock(
            b, (x, y) -> work.accept(Linearisation.at(pass, x, outputs -> gradient(outputs, y))));
      }
    }
  }

  @Override
  public void close() {
    for (Linearisation block : kept) {
      if (block != null) {
        block.close();
      }
    }
    if (graphs != null) {
      graphs.close();
    }
    if (owns) {
      pass.close();
    }
  }

  /** A matrix that is a sum over blocks of examples. */
  private class Products implements LinearOperator {
    private final BiConsumer<Direction, WeightGradients> product; // added to the second

    Products(BiConsumer<Direction, WeightGradients> product) {
      this.product = product;
    }

    @Override
    public long dimension() {
      return risk.dimension();
    }

    @Override
    public Placement placement() {
      return risk.placement();
    }

    @Override
    public void apply(Tensor v, Tensor target) {
      target.zero_();
      try (Direction direction = new Direction(risk.network(), v);
          WeightGradients sum = new WeightGradients(risk.network(), target).accumulate(true)) {
        product.accept(direction, sum);
      }
    }
  }
}
