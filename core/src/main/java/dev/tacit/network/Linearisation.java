package dev.tacit.network;

import dev.tacit.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network at one w and one block of examples, ready for derivatives along any direction v: what
 * the forward and the backward pass leave behind, computed once. With R{·} = d/dt at w + tv and
 * V_l, c_l the slices of v (B. A. Pearlmutter, Neural Computation 6, 1994),
 *
 * <pre>
 *   R{Z_l}     = R{A_l} W_lᵀ + A_l V_lᵀ + c_l          R{A_{l+1}} = φ'(Z_l) ⊙ R{Z_l},  R{A_0} = 0
 *   R{D_{l-1}} = φ'(Z_{l-1}) ⊙ (R{D_l} W_l + D_l V_l) + φ''(Z_{l-1}) ⊙ (D_l W_l) ⊙ R{Z_{l-1}}
 *   Hv         : R{D_l}ᵀ A_l + D_lᵀ R{A_l} for W_l, R{D_l}ᵀ 1 for b_l
 * </pre>
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
    private final LayerViews views;

    /** Binds v, contiguous. */
    public Direction(Mlp network, Tensor v) {
      views = new LayerViews(network, v);
    }

    @Override
    public void close() {
      views.close();
    }
  }

  /** How the activations of a block move along a direction. */
  public static final class Tangent {
    private final Tensor[] inputs; // R{A_l}, [n, in]; null for the data
    private final Tensor[] preActivations; // R{Z_l}, [n, out]

    private Tangent(Tensor[] inputs, Tensor[] preActivations) {
      this.inputs = inputs;
      this.preActivations = preActivations;
    }

    /** R{f} = Jv, shape [n, outputs]. */
    public Tensor outputs() {
      return preActivations[preActivations.length - 1];
    }
  }

  private final Backpropagation pass;
  private final Backpropagation.Trace trace;
  private final Tensor[] gradients; // D_l, [n, out]
  private final Tensor[] bends; // φ''(Z_l) ⊙ (D_{l+1} W_{l+1}), [n, out]; null where zero
  private final List<Tensor> kept = new ArrayList<>();

  private Linearisation(
      Backpropagation pass, Backpropagation.Trace trace, Tensor[] gradients, Tensor[] bends) {
    this.pass = pass;
    this.trace = trace;
    this.gradients = gradients;
    this.bends = bends;
  }

  /**
   * For a few products inside the scope around this call.
   *
   * @param pass the network bound to w
   * @param x shape [n, inputs]
   */
  public static Linearisation at(Backpropagation pass, Tensor x, OutputGradient outputGradient) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Activation activation = pass.network().activation();
      int depth = pass.network().depth();
      Backpropagation.Trace trace = pass.forward(x);
      Tensor[] gradients = new Tensor[depth];
      Tensor[] bends = new Tensor[depth];
      gradients[depth - 1] = outputGradient.of(trace.outputs());
      for (int layer = depth - 1; layer > 0; layer--) {
        Tensor z = trace.preActivation(layer - 1);
        Tensor a = trace.input(layer);
        Tensor back = torch.mm(gradients[layer], pass.parameters().weight(layer));
        gradients[layer - 1] = activation.pullBack(back, z, a);
        Tensor second = activation.secondDerivative(z, a);
        bends[layer - 1] = second == null ? null : second.mul_(back);
      }
      return new Linearisation(pass, trace, gradients, bends);
    }
  }

  /** The same, to be kept beyond the scope and closed; x is kept only as a reference. */
  public static Linearisation keep(Backpropagation pass, Tensor x, OutputGradient outputGradient) {
    try (PointerScope scope = new PointerScope()) {
      Linearisation made = at(pass, x, outputGradient);
      int depth = pass.network().depth();
      for (int layer = 0; layer < depth; layer++) {
        made.keep(made.trace.input(layer));
        made.keep(made.trace.preActivation(layer));
        made.keep(made.gradients[layer]);
        made.keep(made.bends[layer]);
      }
      return made;
    }
  }

  private void keep(Tensor tensor) {
    if (tensor != null) {
      kept.add(Vectors.keep(tensor));
    }
  }

  /**
   * R{f} along v and what leads to it; belongs to the scope around the call.
   *
   * @param v the direction
   */
  public Tangent tangent(Direction v) {
    try (NoGradGuard guard = new NoGradGuard()) {
      LayerViews w = pass.parameters();
      Activation activation = pass.network().activation();
      int depth = pass.network().depth();
      Tensor[] inputs = new Tensor[depth]; // R{A_l}; null for the data
      Tensor[] preActivations = new Tensor[depth]; // R{Z_l}
      for (int layer = 0; layer < depth; layer++) {
        Tensor z =
            w.hasBiases()
                ? torch.addmm(v.views.bias(layer), trace.input(layer), v.views.transposed(layer))
                : torch.mm(trace.input(layer), v.views.transposed(layer));
        preActivations[layer] = z;
        if (layer > 0) {
          z.addmm_(inputs[layer], w.transposed(layer), new Scalar(1.0), new Scalar(1.0));
        }
        if (layer + 1 < depth) {
          inputs[layer + 1] =
              activation.pullBack(z, trace.preActivation(layer), trace.input(layer + 1));
        }
      }
      return new Tangent(inputs, preActivations);
    }
  }

  /**
   * Adds a Hessian-vector product.
   *
   * @param v the direction
   * @param tangent along v
   * @param outputTangent R{D} of the last layer, (∂²ℓ/∂f²) R{f}, shape [n, outputs]; not changed
   * @param product of the kind that adds
   */
  public void addHessianVector(
      Direction v, Tangent tangent, Tensor outputTangent, WeightGradients product) {
    try (NoGradGuard guard = new NoGradGuard()) {
      LayerViews w = pass.parameters();
      Tensor rd = outputTangent;
      for (int layer = gradients.length - 1; layer >= 0; layer--) {
        product.visit(layer, trace.input(layer), rd);
        if (layer > 0) {
          product.addToWeights(layer, tangent.inputs[layer], gradients[layer]);
          Tensor back = torch.mm(rd, w.weight(layer));
          back.addmm_(gradients[layer], v.views.weight(layer), new Scalar(1.0), new Scalar(1.0));
          rd =
              pass.network()
                  .activation()
                  .pullBack(back, trace.preActivation(layer - 1), trace.input(layer));
          if (bends[layer - 1] != null) {
            rd.addcmul_(bends[layer - 1], tangent.preActivations[layer - 1], new Scalar(1.0));
          }
        }
      }
    }
  }

  /**
   * Walks back from another output gradient than the loss's own, as a Gauss-Newton product does.
   *
   * @param outputGradient shape [n, outputs]; not changed
   */
  public void backward(Tensor outputGradient, Backpropagation.Visitor visitor) {
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
      for (int layer = gradients.length - 1; layer >= 0; layer--) {
        sum.visit(layer, trace.input(layer), gradients[layer].mul(weights));
      }
    }
  }

  /** At most how many numbers are held for one example beside its input. */
  public static long numbersPerExample(Mlp network) {
    long units = network.widths().stream().skip(1).mapToLong(Integer::longValue).sum();
    return 4 * units; // Z, φ(Z), D and the bend
  }

  /** f(x, w), shape [n, outputs]. */
  public Tensor outputs() {
    return trace.outputs();
  }

  /** D of the last layer, as given; shape [n, outputs]. */
  public Tensor outputGradient() {
    return gradients[gradients.length - 1];
  }

  @Override
  public void close() {
    kept.forEach(Tensor::close);
    kept.clear();
  }
}
