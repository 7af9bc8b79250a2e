package dev.tacit.loss;

import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * A loss of one example, ℓ(f, y). The objective is the mean over examples.
 *
 * <p>As with activations, the loss is given twice: as an expression for autograd and as kernels for
 * ∂ℓ/∂f and for products with ∂²ℓ/∂f²; tests keep them equal.
 */
public interface Loss {

  /** Cross-entropy on the softmax of the outputs. */
  Loss CROSS_ENTROPY = new SoftmaxCrossEntropy(0);

  /** Cross-entropy on the logistic function of each output. */
  Loss BINARY_CROSS_ENTROPY = new BinaryCrossEntropy();

  /** Half the squared distance. */
  Loss SQUARED_ERROR = new SquaredError();

  /** All losses that a file may name. */
  List<Loss> ALL = List.of(CROSS_ENTROPY, BINARY_CROSS_ENTROPY, SQUARED_ERROR);

  /** As written in files. */
  String name();

  /** α of {@link #smoothed}; 0 for targets as they are. */
  static double smoothing(Loss loss) {
    return loss instanceof SoftmaxCrossEntropy entropy ? entropy.smoothing() : 0;
  }

  /**
   * The same with smooth labels: (1 - α) ℓ(f, y) + (α/K) Σ_c ℓ(f, c), K classes. C. Szegedy et al.,
   * CVPR 2016, arXiv:1512.00567; as PyTorch's {@code label_smoothing}.
   *
   * @param alpha α in [0, 1)
   * @throws IllegalArgumentException if α is out of bounds or the loss has no classes
   */
  static Loss smoothed(Loss loss, double alpha) {
    if (!(loss instanceof SoftmaxCrossEntropy)) {
      throw new IllegalArgumentException(
          "only cross-entropy smooths its labels, not " + loss.name() + ", found " + alpha);
    }
    return new SoftmaxCrossEntropy(alpha);
  }

  /** Whether the targets are class numbers (int64, [n]) rather than vectors ([n, outputs]). */
  boolean takesClassNumbers();

  /**
   * ℓ_i for each example of a block, differentiable.
   *
   * @param outputs f, shape [n, outputs]
   * @param targets y, int64 [n] or [n, outputs]
   * @return shape [n]
   */
  Tensor perExample(Tensor outputs, Tensor targets);

  /**
   * A factor of the Hessian ∂²ℓ_i/∂f_i² = Σ_c s_{i,c} s_{i,c}ᵀ of each example of a block, one
   * column at a time, outside autograd. None of the losses' Hessians depends on the target.
   *
   * @param outputs f, shape [n, outputs]
   * @param c which column, in [0, outputs)
   * @return s_{i,c} in row i, shape [n, outputs]
   */
  Tensor hessianFactor(Tensor outputs, int c);

  /**
   * ∂ℓ_i/∂f_i for each example of a block, outside autograd.
   *
   * @param outputs f, shape [n, outputs]
   * @param targets y, int64 [n] or [n, outputs]
   * @return shape [n, outputs]
   */
  Tensor outputGradient(Tensor outputs, Tensor targets);

  /**
   * (∂²ℓ_i/∂f_i²) u_i for each example of a block, outside autograd. For all losses here the matrix
   * is positive semi-definite and does not depend on y.
   *
   * @param outputs f, shape [n, outputs]
   * @param u shape [n, outputs]; not changed
   * @return shape [n, outputs], fresh
   */
  Tensor outputHessianVector(Tensor outputs, Tensor u);

  /**
   * The loss with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  static Loss named(String name) {
    for (Loss loss : ALL) {
      if (loss.name().equals(name)) {
        return loss;
      }
    }
    throw new IllegalArgumentException(
        "unknown loss '"
            + name
            + "'; known: "
            + ALL.stream().map(Loss::name).collect(Collectors.joining(", ")));
  }
}
