package dev.tacit.probe;

import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.training.Problem;
import java.util.Optional;

/** What a probe must know of the optimizer, beside w and the number of steps taken. */
public enum OptimizerNeed {
  /** Nothing. */
  NOTHING,
  /** The rule in force and its rate. */
  RATE,
  /** The rule in force and, of an adaptive rule, its average of squared gradients. */
  MEMORY;

  /** Why it cannot be known where only w was kept; empty if it can. */
  Optional<String> unknownFromWeights(Problem problem) {
    if (this != NOTHING && problem.rule().phases().size() > 1) {
      return Optional.of("asks which phase's rule was in force");
    }
    return this == MEMORY && AdaptiveRule.within(problem.rule()).isPresent()
        ? Optional.of("reads the optimizer's memory")
        : Optional.empty();
  }
}
