package dev.tacit.lab.run;

import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.probe.Probe;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Which probe is taken at the end of which epoch.
 *
 * @param entries probes with their schedules, in the order in which they are taken
 * @param obstacles why the others that were asked for do not apply, by name
 */
public record ProbePlan(List<Entry> entries, Map<String, String> obstacles) {

  /**
   * One probe and when it is due.
   *
   * @param probe the measurement
   * @param dueAt whether it is taken at the end of an epoch; epoch 0 is the start
   */
  public record Entry(Probe probe, IntPredicate dueAt) {}

  /** Copies both. */
  public ProbePlan {
    entries = List.copyOf(entries);
    obstacles = Collections.unmodifiableMap(new LinkedHashMap<>(obstacles));
  }

  /** The probes due at the end of an epoch. */
  List<Probe> dueAt(int epoch) {
    return entries.stream().filter(e -> e.dueAt().test(epoch)).map(Entry::probe).toList();
  }

  /** Whether training must follow the norms of the gradients it meets during an epoch. */
  boolean followsGradients(int epoch) {
    return dueAt(epoch).stream().anyMatch(Probe::needsGradientsMet);
  }

  /** What training must follow of single examples during an epoch. */
  Detail followsExamples(int epoch) {
    return dueAt(epoch).stream()
        .map(Probe::needsExamples)
        .max(Comparator.naturalOrder())
        .orElse(Detail.NONE);
  }
}
