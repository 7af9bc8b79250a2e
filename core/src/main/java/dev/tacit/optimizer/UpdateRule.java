package dev.tacit.optimizer;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * An optimizer without its memory: immutable hyperparameters and the step they define.
 *
 * <p>The learning rate is not a hyperparameter of the rule but an argument of each step, so that a
 * schedule may change it and a flow may ask for the same rule at another step size. All memory is
 * in the {@link OptimizerState}; the same rule may drive many runs.
 *
 * <p>A rule may be made of several ({@link Switch}, {@link Grafted}). Who asks what the optimizer
 * does at a moment (its preconditioner, its threshold, its rate) asks the rule {@link #inForce in
 * force}.
 */
public interface UpdateRule {

  /**
   * A rule with the memory it works on.
   *
   * @param rule that takes the steps now; no switch
   * @param state its own memory
   * @param rate what it multiplies training's learning rate by
   */
  record InForce(UpdateRule rule, OptimizerState state, double rate) {}

  /** The name a file uses, as in {@code rmsprop}. */
  String name();

  /**
   * Fresh memory: zero steps, as before the first. The caller closes it.
   *
   * @param layout what each part of w is
   */
  OptimizerState newState(ParameterLayout layout, Placement placement);

  /** Fresh memory for a w of p numbers that are no layer's. */
  default OptimizerState newState(long p, Placement placement) {
    return newState(new ParameterLayout.Builder().add("w", p).build(), placement);
  }

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

  /** The rule that took the last step (before the first: that will take it). */
  default InForce inForce(OptimizerState state) {
    return new InForce(this, state, 1);
  }

  /** The rule that will take the next step, with the memory that it has now. */
  default InForce coming(OptimizerState state) {
    return inForce(state);
  }

  /** Every rule that may come into force, in order: what a training may need is known at once. */
  default List<UpdateRule> phases() {
    return List.of(this);
  }

  /** Metrics that decide how it goes on; they must be measured at the end of every epoch. */
  default Set<String> watches() {
    return Set.of();
  }

  /**
   * Hears that an epoch is over and was measured; may change the state.
   *
   * @param epoch counting from 1
   * @param measured at its end, at least what {@link #watches} names if it could be measured
   */
  default void endEpoch(OptimizerState state, int epoch, Map<String, Double> measured) {}

  /** What of its state belongs among a run's metrics, by name; empty for a rule of one phase. */
  default Map<String, Double> notes(OptimizerState state) {
    return Map.of();
  }

  /**
   * The curvature above which the linearised iteration is unstable: of λ_max(H), or of λ_max(P⁻¹H)
   * for an {@link AdaptiveRule} with P its preconditioner; empty where none is derived.
   *
   * <p>Cohen et al., ICLR 2021, arXiv:2103.00065 and 2022, arXiv:2207.14484.
   */
  default OptionalDouble stabilityThreshold(double learningRate) {
    return OptionalDouble.empty();
  }
}
