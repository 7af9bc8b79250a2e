package dev.tacit.optimizer;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/**
 * An optimizer without its memory: immutable hyperparameters and the step they define.
 *
 * <p>The learning rate is not a hyperparameter of the rule but an argument of each step, so that a
 * schedule may change it and a flow may ask for the same rule at another step size. All memory is
 * in the {@link OptimizerState}; the same rule may drive many runs.
 */
public interface UpdateRule {

  /** The name a file uses, as in {@code rmsprop}. */
  String name();

  /** The names of the state vectors, each of shape [p] and zero at the start. */
  List<String> slots();

  /**
   * One step: changes w and the state, and nothing else. With n = state.step() the number of steps
   * taken before this one, it must leave state.step() = n + 1.
   *
   * @param w the parameters, shape [p]; overwritten
   * @param gradient ∇Ĉ(w), shape [p]; read only
   * @param state this rule's memory; overwritten
   * @param learningRate η of this step
   */
  void step(Tensor w, Tensor gradient, OptimizerState state, double learningRate);

  /**
   * The curvature above which the linearised iteration is unstable: of λ_max(H), or of λ_max(P⁻¹H)
   * for an {@link AdaptiveRule} with P its preconditioner; empty where none is known.
   *
   * <p>Cohen et al., ICLR 2021, arXiv:2103.00065 and 2022, arXiv:2207.14484.
   */
  default OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.empty();
  }
}
