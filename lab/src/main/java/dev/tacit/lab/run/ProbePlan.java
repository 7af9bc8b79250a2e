package dev.tacit.lab.run;

import dev.tacit.probe.Following;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which probe is taken at the end of which epoch, and after which steps within.
 *
 * @param entries probes with their schedules, in the order in which they are taken
 * @param beside probes that are not taken here and were or are elsewhere: what they share with the
 *     entries is worked out as if they were, since its last bits may depend on it
 * @param obstacles why the others that were asked for do not apply, by name
 */
public record ProbePlan(List<Entry> entries, List<Entry> beside, Map<String, String> obstacles) {

  /**
   * One probe and when it is due.
   *
   * @param probe the measurement
   * @param dueAt whether it is taken at the end of an epoch; epoch 0 is the start
   * @param dueWithin whether it is taken after a number of steps that do not end an epoch; null for
   *     never
   */
  public record Entry(Probe probe, IntPredicate dueAt, LongPredicate dueWithin) {

    /** One that is taken at ends of epochs only. */
    public Entry(Probe probe, IntPredicate dueAt) {
      this(probe, dueAt, null);
    }

    /** The same with other ends of epochs. */
    Entry at(IntPredicate others) {
      return new Entry(probe, others, dueWithin);
    }
  }

  /** One with nothing beside. */
  public ProbePlan(List<Entry> entries, Map<String, String> obstacles) {
    this(entries, List.of(), obstacles);
  }

  /** Copies all. */
  public ProbePlan {
    entries = List.copyOf(entries);
    beside = List.copyOf(beside);
    obstacles = Collections.unmodifiableMap(new LinkedHashMap<>(obstacles));
  }

  /** Only some of its probes, by name. */
  public ProbePlan only(Set<String> names) {
    Map<String, String> others = new LinkedHashMap<>(obstacles);
    others.keySet().removeIf(name -> Probes.all().containsKey(name) && !names.contains(name));
    return new ProbePlan(
        entries.stream().filter(e -> names.contains(e.probe().name())).toList(), others);
  }

  /** Some of its probes, by name, beside the others; taken at a last epoch in any case. */
  ProbePlan adding(Set<String> names, int end) {
    Map<Boolean, List<Entry>> parts =
        entries.stream()
            .map(e -> e.at(epoch -> epoch == end || e.dueAt().test(epoch)))
            .collect(Collectors.partitioningBy(e -> names.contains(e.probe().name())));
    return new ProbePlan(parts.get(true), parts.get(false), obstacles);
  }

  /** Whether there is anything to take within epochs. */
  boolean looksWithin() {
    return entries.stream().anyMatch(e -> e.dueWithin() != null);
  }

  /** The probes due after a number of steps that do not end an epoch. */
  List<Probe> dueWithin(long step) {
    return within(entries, step).toList();
  }

  /** {@link #firstForStatistics(int)} within an epoch. */
  Optional<Probe> firstForStatistics(long step) {
    return Stream.concat(within(entries, step), within(beside, step))
        .filter(Probe::needsStatistics)
        .findFirst();
  }

  private static Stream<Probe> within(List<Entry> entries, long step) {
    return entries.stream()
        .filter(e -> e.dueWithin() != null && e.dueWithin().test(step))
        .map(Entry::probe);
  }

  /** The probes due at the end of an epoch. */
  List<Probe> dueAt(int epoch) {
    return due(entries, epoch).toList();
  }

  /**
   * The probes that are not due at the end of an epoch and can be taken there all the same, since
   * it turned out to be the last.
   */
  List<Probe> notDueAt(int epoch) {
    return entries.stream()
        .filter(e -> !e.dueAt().test(epoch) && !e.probe().followsEpochs())
        .map(Entry::probe)
        .toList();
  }

  /** The probe for which the statistics of the batches are worked out before all others. */
  Optional<Probe> firstForStatistics(int epoch) {
    return due(entries, epoch).findAny().isEmpty()
        ? Optional.empty()
        : Stream.concat(due(entries, epoch), due(beside, epoch))
            .filter(Probe::needsStatistics)
            .findFirst();
  }

  private static Stream<Probe> due(List<Entry> entries, int epoch) {
    return entries.stream().filter(e -> e.dueAt().test(epoch)).map(Entry::probe);
  }

  /** What training must follow during an epoch: what its own probes want, one of a kind. */
  List<Following<?>> follows(int epoch) {
    Set<Class<?>> own =
        wanted(due(entries, epoch)).map(Following::kind).collect(Collectors.toSet());
    return Following.most(
        wanted(Stream.concat(due(entries, epoch), due(beside, epoch)))
            .filter(each -> own.contains(each.kind())));
  }

  private static Stream<Following<?>> wanted(Stream<Probe> probes) {
    return probes.flatMap(probe -> probe.follows().stream());
  }
}
