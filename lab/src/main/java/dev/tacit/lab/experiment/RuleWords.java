package dev.tacit.lab.experiment;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.probe.MetricDescription;
import java.util.List;

/** What the metrics are that a rule of several phases notes of itself. */
final class RuleWords {
  private static final List<MetricDescription> WORDS =
      List.of(
          MetricDescription.size(
              "optimizer/phase",
              "Phase of the optimizer",
              "number of the rule in force",
              "Counting from 1; at the end of an epoch, the rule that took its last step."),
          MetricDescription.size(
                  "optimizer/phase_began",
                  "Beginnings of phases",
                  "steps taken before",
                  "Of every phase but the first.")
              .inParts(),
          MetricDescription.size(
              "optimizer/rate",
              "Learning rate of the rule in force",
              "η",
              "Before the factor of a schedule."),
          MetricDescription.size(
              "optimizer/swats_rate",
              "Rate that SWATS has learned",
              "Λ = λₖ/(1−βᵏ)",
              "The mean of the rates at which gradient descent’s step, projected on the optimizer’s,"
                  + " would be that step."));

  private RuleWords() {}

  /** Of a rule; none of a rule of one phase. */
  static List<MetricDescription> of(UpdateRule rule) {
    return rule.phases().size() > 1 ? WORDS : List.of();
  }
}
