package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty.GradientNorms;
import dev.tacit.training.Penalty.Part;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The term by which a rule changes the loss, or its flow, of itself, made explicit. */
interface ImplicitTerm {

  /** That of a rule; empty where none is derived. */
  static Optional<ImplicitTerm> of(UpdateRule rule) {
    if (rule instanceof LinearFilterRule filter) {
      return Optional.of(new FilterTerm(filter));
    }
    return rule instanceof AdaptiveRule adaptive && adaptive.unlikeItsFlow().isEmpty()
        ? Optional.of(new AdaptiveTerm(adaptive))
        : Optional.empty();
  }

  /** Why it does not hold for a training, as the end of a sentence about it; empty if it does. */
  Optional<String> obstacle(Conditions training);

  /** See {@link dev.tacit.training.Penalty#cost}. */
  String cost(Conditions training);

  /** Adds φ times its gradient. */
  default void add(Step at, double factor, Tensor sum) {}

  /** Whether its part goes past the rule. */
  default boolean displaces() {
    return false;
  }

  /** Adds φ times its part of the displacement. */
  default void displace(Step at, double factor, Tensor displacement) {}

  /** The number that it adds to the loss, once; NaN if there is none. */
  double value(GradientNorms norms);

  /** What it adds to the loss, φ times, as a function of w; empty if there is none. */
  Optional<Objective> objective(Part part, double factor);
}
