package dev.tacit.network;

import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A network at one w and one block of examples, ready for derivatives along any direction v: what
 * the forward and the backward pass leave behind, computed once. With R{·} = d/dt at w + tv, a
 * dense layer with slices V and c of v does (B. A. Pearlmutter, Neural Computation 6, 1994)
 *
 * <pre>
 *   R{Z} = R{A} Wᵀ + A Vᵀ + c              R{φ(Z)} = φ'(Z) ⊙ R{Z},  R{x} = 0
 *   R{∂ℓ/∂A} = R{D} W + D V                R{φ'(Z) ⊙ d} = φ'(Z) ⊙ R{d} + φ''(Z) ⊙ d ⊙ R{Z}
 *   Hv : R{D}ᵀ A + Dᵀ R{A} for W, R{D}ᵀ 1 for b
 * </pre>
 *
 * and every other layer what corresponds to it ({@link Passage}).
 *
 * <p>Cost of a product, in multiplications of a layer's size (a gradient has 3, in the first layer
 * 2): Hv 6, in the first layer 2; Jv 2, in the first layer 1.
 *
 * <p>Its tensors belong to the scope it was made in, unless it was made to be kept; then it must be
 * closed. w must not change meanwhile.
 */
public final class Linearisation implements AutoCloseable {

  /** ∂ℓ/∂f from f, both [n, outputs], outside autograd. */
  @FunctionalInterface
  public interface OutputGradient {
    /** The gradient, fresh. */
    Tensor of(Tensor outputs);
  }

  /** A direction v in parameter space, shape [p], cut into layers; v must outlive it. */
  public static final class Direction implements AutoCloseable {
    private final Slices slices;

    /** Binds v, contiguous. */
    public Direction(Network network, Tensor v) {
      slices = new Slices(network, v);
    }

    /** v, cut into its parts; not to be closed. */
    public Slices slices() {
      return slices;
    }

    @Override
    public void close() {
      slices.close();
    }
  }

  /** How the activations of a block move along a direction. */
  public static final class Tangent {
    private final Passage.Motion motion;

    private Tangent(Passage.Motion motion) {
      this.motion = motion;
    }

    /** R{f} = Jv, shape [n, outputs]. */
    public Tensor outputs() {
      return motion.output();
    }
  }

  private final Backpropagation pass;
  private final Backpropagation.Trace trace;
  private final Tensor outputGradient;
  private final Set<Tensor> kept = Collections.newSetFromMap(new IdentityHashMap<>());

  private Linearisation(Backpropagation pass, Backpropagation.Trace trace, Tensor outputGradient) {
    this.pass = pass;
    this.trace = trace;
    this.outputGradient = outputGradient;
  }

  /**
   * For a few products inside the scope around this call.
   *
   * @param pass the network bound to w
   * @param x shape [n, inputs]
   */
  public static Linearisation at(Backpropagation pass, Tensor x, OutputGradient outputGradient) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Backpropagation.Trace trace = pass.forward(x);
      Tensor d = outputGradient.of(trace.outputs());
      trace.passage().linearise(d, false);
      return new Linearisation(pass, trace, d);
    }
  }

  /** The same, to be kept beyond the scope and closed; x is kept only as a reference. */
  public static Linearisation keep(Backpropagation pass, Tensor x, OutputGradient outputGradient) {
    try (PointerScope scope = new PointerScope()) {
      Linearisation made = at(pass, x, outputGradient);
      made.keep(made.outputGradient);
      made.trace.passage().tensors(made::keep);
      made.trace.layers().forEach(layer -> made.keep(layer.input()));
      return made;
    }
  }

  private void keep(Tensor tensor) {
    if (kept.add(tensor)) {
      Vectors.keep(tensor);
    }
  }

  /**
   * R{f} along v and what leads to it; belongs to the scope around the call.
   *
   * @param v the direction
   */
  public Tangent tangent(Direction v) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return new Tangent(trace.passage().move(null, v.slices.all()));
    }
  }

  /**
   * Adds a Hessian-vector product.
   *
   * @param v the direction
   * @param tangent along v
   * @param outputTangent R{D} of the last layer, (∂²ℓ/∂f²) R{f}, shape [n, outputs]; not changed
   * @param product what it is added to
   */
  public void addHessianVector(
      Direction v, Tangent tangent, Tensor outputTangent, WeightGradients product) {
    try (NoGradGuard guard = new NoGradGuard()) {
      trace
          .passage()
          .moveBack(outputTangent, tangent.motion, v.slices.all(), product.slices(), false);
    }
  }

  /** Lets running moments follow this block. */
  public void follow(Buffers buffers) {
    buffers.follow(trace);
  }

  /** Shows each layer's part of the loss's own gradient, last layer first. */
  public void backward(Passage.Visitor visitor) {
    try (NoGradGuard guard = new NoGradGuard()) {
      List<WeightedPassage> layers = trace.layers();
      for (int layer = layers.size() - 1; layer >= 0; layer--) {
        WeightedPassage passage = layers.get(layer);
        visitor.visit(layer, passage, passage.outputGradient());
      }
    }
  }

  /**
   * Walks back from another output gradient than the loss's own, as a Gauss-Newton product does.
   *
   * @param outputGradient shape [n, outputs]; not changed
   */
  public void backward(Tensor outputGradient, Passage.Visitor visitor) {
    pass.backward(trace, outputGradient, visitor);
  }

  /**
   * Adds Σ_i s_i ∂ℓ_i/∂w.
   *
   * @param weights s, shape [n, 1]
   * @param sum of the kind that adds
   */
  public void addWeightedGradients(Tensor weights, WeightGradients sum) {
    try (NoGradGuard guard = new NoGradGuard()) {
      List<WeightedPassage> layers = trace.layers();
      for (int layer = layers.size() - 1; layer >= 0; layer--) {
        WeightedPassage passage = layers.get(layer);
        Tensor d = passage.outputGradient();
        long[] shape = new long[Math.toIntExact(d.dim())];
        Arrays.fill(shape, 1);
        shape[0] = d.size(0);
        sum.visit(layer, passage, d.mul(weights.reshape(shape)));
      }
    }
  }

  /** f(x, w), shape [n, outputs]. */
  public Tensor outputs() {
    return trace.outputs();
  }

  /** D of the last layer, as given; shape [n, outputs]. */
  public Tensor outputGradient() {
    return outputGradient;
  }

  @Override
  public void close() {
    kept.forEach(Tensor::close);
    kept.clear();
  }
}
