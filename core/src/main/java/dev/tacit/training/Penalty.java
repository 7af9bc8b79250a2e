package dev.tacit.training;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What is added to the gradient of a batch's loss before the update rule is given it, or to w after
 * the rule's step. Immutable settings; each penalty looks at the loss alone, so that several add up
 * in any order.
 */
public interface Penalty {

  /** The name that a file gives it. */
  String name();

  /** Whether it adds anything at all; where nothing does, training is the plain one to the bit. */
  boolean active();

  /** Why it does not fit a training, as the end of a sentence about it; empty if it does. */
  default Optional<String> obstacle(Conditions training) {
    return Optional.empty();
  }

  /** What it costs a step beside the gradient of its batch, in words. */
  String cost(Conditions training);

  /** Whether it asks for {@link Step#addProduct}, which is cheaper if that is known beforehand. */
  default boolean multiplies() {
    return false;
  }

  /**
   * Adds its part of what the rule is given.
   *
   * @param sum shape [p]; changed. A penalty that is alone is given {@code at.gradient()} itself:
   *     what is wanted of it is read before it is changed
   */
  void add(Step at, Tensor sum);

  /** Whether a rule's steps get something that the rule is not to see. */
  default boolean displaces(UpdateRule rule) {
    return false;
  }

  /**
   * Adds to w's displacement in this step, past the rule.
   *
   * @param displacement shape [p]; changed
   */
  default void displace(Step at, Tensor displacement) {}

  /**
   * Why what it does is no number added to the loss, as the end of a sentence about it; empty if it
   * is one.
   */
  default Optional<String> valueless(Problem problem, UpdateRule rule) {
    return Optional.empty();
  }

  /**
   * How much it adds to the loss at w, in the mean over batches; 0 for noise. NaN where it is
   * {@link #valueless}.
   *
   * @param w shape [p]
   * @param norms of the gradients at w
   */
  double value(Problem problem, Tensor w, GradientNorms norms);

  /** Norms of gradients of the loss at one w, worked out if asked for, and how steps go there. */
  interface GradientNorms {

    /** (1/m) Σ_k ‖∇Ĉ_k‖² over the epoch's batches. */
    double meanSquare();

    /** ‖(1/m) Σ_k ∇Ĉ_k‖². */
    double squareOfMean();

    /** m. */
    int batches();

    /** The rule in force. */
    UpdateRule rule();

    /** η of its step. */
    double learningRate();
  }

  /** Whether it is the rule's own implicit term, derived where steps are small. */
  default boolean isImplicit() {
    return false;
  }

  /**
   * What it adds to the loss of some examples, as a function of w; empty where a step follows no
   * function.
   */
  default Optional<Objective> objective(Part part) {
    return Optional.empty();
  }

  /**
   * Some of the training set, at a moment.
   *
   * @param risk of these examples
   * @param batch examples in a batch of training; as many as there are for full batches
   * @param rule in force
   * @param learningRate η of its steps
   */
  record Part(EmpiricalRisk risk, int batch, UpdateRule rule, double learningRate) {}
}
