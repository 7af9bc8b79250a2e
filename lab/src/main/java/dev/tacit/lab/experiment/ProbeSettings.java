package dev.tacit.lab.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.Schedule;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Requirement;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which probe is taken after how many epochs, and how much some of them take.
 *
 * @param every when each probe is taken, by its name, in the registry's order
 * @param subset examples for measurements that need not see all; null if the file does not say
 * @param eigenvalues how many eigenvalues are wanted; null if the file does not say
 */
record ProbeSettings(Map<String, Schedule> every, Integer subset, Integer eigenvalues) {
  private static final String ALL = "all";

  /**
   * Reads them.
   *
   * @param has whether the run has what a requirement is about, so that presets measure it
   */
  static ProbeSettings read(Section section, Predicate<Requirement> has) {
    String presetName = section.text("preset", Preset.CHEAP.toString());
    Node everyNode = section.take("every");
    int every =
        everyNode == null ? 1 : section.check("every", everyNode, () -> atLeastOne(everyNode));
    Map<String, Schedule> chosen = new LinkedHashMap<>();
    if (!presetName.equals("none")) {
      Preset preset =
          Arrays.stream(Preset.values())
              .filter(p -> p.toString().equals(presetName))
              .findFirst()
              .orElseThrow(
                  () ->
                      new SettingsException(
                          section.where("preset"),
                          "probes.preset: unknown preset '"
                              + Node.shown(presetName)
                              + "'; known: none, cheap, standard, full"));
      Probes.of(preset).stream()
          .filter(probe -> has.test(probe.requirement()))
          .forEach(
              probe ->
                  chosen.put(
                      probe.name(),
                      section.check(
                          "every",
                          everyNode,
                          () ->
                              Schedule.epochs(
                                  Math.multiplyExact(every, probe.defaultInterval())))));
    }
    Node subsetNode = section.take("subset");
    Integer subset =
        subsetNode == null ? null : section.check("subset", subsetNode, () -> subset(subsetNode));
    Node eigenvaluesNode = section.take("eigenvalues");
    Integer eigenvalues =
        eigenvaluesNode == null
            ? null
            : section.check("eigenvalues", eigenvaluesNode, () -> atLeastOne(eigenvaluesNode));
    section
        .restNodes()
        .forEach(
            (name, value) -> {
              Probe probe = section.check("", value, () -> Probes.named(name));
              if (value.isNull()) {
                return; // not set: as the preset has it
              }
              if (isOff(value)) {
                chosen.remove(probe.name());
              } else {
                chosen.put(probe.name(), schedule(probe, value));
              }
            });
    Map<String, Schedule> ordered = new LinkedHashMap<>();
    for (String name : Probes.all().keySet()) {
      if (chosen.containsKey(name)) {
        ordered.put(name, chosen.get(name));
      }
    }
    return new ProbeSettings(ordered, subset, eigenvalues);
  }

  /**
   * The same with some probes after every epoch, whatever the file says of them.
   *
   * @param who waits for them, for messages
   * @throws SettingsException if one is asked for within epochs
   */
  ProbeSettings watching(Set<String> probes, String who) {
    Map<String, Schedule> watched = new LinkedHashMap<>();
    for (String name : Probes.all().keySet()) {
      if (probes.contains(name) || every.containsKey(name)) {
        Schedule asked = every.get(name);
        if (probes.contains(name) && asked != null && !asked.isWholeEpochs()) {
          throw new SettingsException(
              "probes." + name,
              who
                  + " waits for "
                  + name
                  + " at the end of every epoch, and the file measures it '"
                  + asked
                  + "'; say 'every epoch'");
        }
        watched.put(name, probes.contains(name) ? Schedule.epochs(1) : asked);
      }
    }
    return new ProbeSettings(watched, subset, eigenvalues);
  }

  /** The same probes with the sizes of others. */
  ProbeSettings sized(ProbeSettings others) {
    return new ProbeSettings(every, others.subset, others.eigenvalues);
  }

  /** The same sizes for other probes. */
  ProbeSettings scheduled(Map<String, Schedule> others) {
    return new ProbeSettings(others, subset, eigenvalues);
  }

  private static int subset(Node node) {
    return ALL.equals(node.value()) ? Integer.MAX_VALUE : atLeastOne(node);
  }

  private static int atLeastOne(Node node) {
    int number = Section.asInt(node);
    if (!(number >= 1)) {
      throw new IllegalArgumentException("must be at least 1, found " + number);
    }
    return number;
  }

  /** What probes are told. */
  Sizes sizes() {
    return new Sizes(
        subset == null ? Sizes.DEFAULT.subset() : subset,
        eigenvalues == null ? Sizes.DEFAULT.eigenvalues() : eigenvalues);
  }

  /** Whether a run was measured with the same sizes. */
  boolean hasSizesOf(JsonNode others) {
    JsonNode size = others.path("subset");
    int otherSubset =
        ALL.equals(size.asText()) ? Integer.MAX_VALUE : size.asInt(Sizes.DEFAULT.subset());
    int otherEigenvalues = others.path("eigenvalues").asInt(Sizes.DEFAULT.eigenvalues());
    return sizes().equals(new Sizes(otherSubset, otherEigenvalues));
  }

  /**
   * Refuses sizes that do not fit.
   *
   * @param n training examples
   * @param p parameters
   */
  void check(int n, long p) {
    if (subset != null && subset != Integer.MAX_VALUE && subset > n) {
      throw new SettingsException(
          "probes.subset",
          "a subset of "
              + subset
              + " examples is larger than the training set of "
              + n
              + "; say 'all' for all of them");
    }
    if (eigenvalues != null && eigenvalues > p) {
      throw new SettingsException(
          "probes.eigenvalues",
          eigenvalues + " eigenvalues wanted of a Hessian of " + p + " parameters");
    }
  }

  private static boolean isOff(Node value) {
    return "off".equals(value.value()) || "false".equals(value.value());
  }

  private static Schedule schedule(Probe probe, Node value) {
    String key = "probes." + probe.name();
    Schedule schedule =
        Optional.of(value)
            .filter(node -> node.value() instanceof String)
            .flatMap(node -> Schedule.parse((String) node.value()))
            .orElseThrow(
                () ->
                    new SettingsException(
                        value.where(),
                        key
                            + ": a schedule is "
                            + Schedule.EXPECTED
                            + " or 'off', found "
                            + value));
    if (!schedule.isWholeEpochs() && probe.followsEpochs()) {
      throw new SettingsException(
          value.where(),
          key + ": it follows the steps of an epoch; say 'every epoch' or 'every N epochs'");
    }
    return schedule;
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("preset", "none");
    if (subset != null) {
      map.put("subset", subset == Integer.MAX_VALUE ? ALL : subset);
    }
    if (eigenvalues != null) {
      map.put("eigenvalues", eigenvalues);
    }
    every.forEach((name, schedule) -> map.put(name, schedule.toString()));
    return map;
  }
}
