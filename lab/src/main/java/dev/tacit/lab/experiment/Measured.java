package dev.tacit.lab.experiment;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Requirement;
import java.util.List;

/** Who measures a metric. */
final class Measured {
  private Measured() {}

  /** The probes that record a metric, where the file gives a run what they need. */
  static List<String> probes(String metric, RunSettings settings) {
    return Probes.all().values().stream()
        .filter(probe -> RunSettings.has(probe.requirement(), settings))
        .filter(probe -> records(probe, metric))
        .map(Probe::name)
        .toList();
  }

  /** Whether a run measures a metric. */
  static boolean by(RunSettings settings, String metric) {
    return probes(metric, settings).stream().anyMatch(settings.probes().every()::containsKey)
        || noted(settings.optimizer().updateRule(), metric);
  }

  /** Whether a rule notes it of itself. */
  private static boolean noted(UpdateRule rule, String metric) {
    return RuleWords.of(rule).stream().anyMatch(words -> words.covers(metric));
  }

  private static boolean records(Probe probe, String metric) {
    return probe.descriptions().stream().anyMatch(words -> words.covers(metric));
  }

  /** Why no run of an optimizer measures a metric, and what to do. */
  static String why(String metric, String label) {
    List<String> recording =
        Probes.all().values().stream()
            .filter(probe -> records(probe, metric))
            .map(Probe::name)
            .toList();
    if (recording.isEmpty()) {
      return "no probe measures '" + metric + "' ('tacit list probes' shows what there is)";
    }
    String name = recording.get(0);
    return "no run of "
        + label
        + " measures "
        + metric
        + (Probes.named(name).requirement().of() == Requirement.Option.VALIDATION
            ? "; it needs data.validation, and '" + name + ": every epoch' under probes"
            : "; ask for it with '" + name + ": every epoch' under probes");
  }
}
