package dev.tacit.probe;

import dev.tacit.network.Layer.Ability;
import dev.tacit.training.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One measurement at a snapshot. It reads and never writes: with and without probes, the weights
 * are the same bits. A schedule decides when it is taken, a report draws it.
 */
public interface Probe {

  /** The name that a file schedules and {@code tacit list probes} shows, as in {@code norm/l2}. */
  String name();

  /**
   * What the metrics that it may record are, in order; a measurement in parts is described as one.
   */
  default List<MetricDescription> descriptions() {
    return List.of(MetricDescription.unnamed(name()));
  }

  /**
   * What one measurement costs, for {@code tacit list probes}: in gradients of the training set (or
   * of a named part of it), by arithmetic where that rules and by the clock where not.
   */
  String cost();

  /** The cheapest preset that holds it. */
  default Preset preset() {
    return Preset.CHEAP;
  }

  /** After how many epochs it is taken again, unless a file says otherwise. */
  default int defaultInterval() {
    return preset().interval();
  }

  /** What a training must have. */
  default Requirement requirement() {
    return Requirement.NOTHING;
  }

  /** Why it does not apply to this training, if it does not; said before the first step. */
  default Optional<String> obstacle(Problem problem) {
    Optional<String> missing = requirement().missing(problem);
    return missing.isEmpty() && differentiatesTwice()
        ? problem.loss().network().lacks(Ability.SECOND_DERIVATIVES)
        : missing;
  }

  /** Whether it needs products with second derivatives of the loss. */
  default boolean differentiatesTwice() {
    return false;
  }

  /**
   * Metrics that a measurement would record of other trainings, with the reason why not of this
   * one; said before the first step.
   */
  default Map<String, String> absent(Problem problem) {
    return Map.of();
  }

  /**
   * The metrics that a measurement of this training will record, in order; all begin with the
   * probe's name or are its parts.
   */
  default List<String> metrics(Problem problem) {
    return List.of(name());
  }

  /** Whether it reads {@link Snapshot#statistics}; other probes then share that pass. */
  default boolean needsStatistics() {
    return false;
  }

  /** What it wants to have followed through the steps of the epoch at whose end it is taken. */
  default List<Following<?>> follows() {
    return List.of();
  }

  /** Whether it follows an epoch step by step, so that it cannot be taken within one. */
  default boolean followsEpochs() {
    return !follows().isEmpty();
  }

  /** What it asks a snapshot of the optimizer. */
  default OptimizerNeed needsOptimizer() {
    return OptimizerNeed.NOTHING;
  }

  /** Why it cannot be taken of w alone, when an epoch is over; empty if it can. */
  default Optional<String> unknownFromWeights(Problem problem) {
    return followsEpochs()
        ? Optional.of("follows the steps of an epoch")
        : needsOptimizer().unknownFromWeights(problem);
  }

  /** Takes the measurement. */
  void measure(Snapshot snapshot, Measurements out);
}
