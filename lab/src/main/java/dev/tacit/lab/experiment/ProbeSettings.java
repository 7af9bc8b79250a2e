package dev.tacit.lab.experiment;

import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which probe is taken after how many epochs, and how much some of them take.
 *
 * @param every epochs between two measurements, by probe name, in the registry's order
 * @param subset examples for measurements that need not see all; null if the file does not say
 * @param eigenvalues how many eigenvalues are wanted; null if the file does not say
 */
record ProbeSettings(Map<String, Integer> every, Integer subset, Integer eigenvalues) {
  private static final String ALL = "all";
  private static final Pattern EVERY = Pattern.compile("every (?:([0-9]{1,6}) )?epochs?");

  /**
   * Reads them.
   *
   * @param validates whether examples are kept for validation, so that presets measure it
   */
  static ProbeSettings read(Section section, boolean validates) {
    String presetName = section.text("preset", Preset.CHEAP.toString());
    Node everyNode = section.take("every");
    int every =
        everyNode == null ? 1 : section.check("every", everyNode, () -> atLeastOne(everyNode));
    Map<String, Integer> chosen = new LinkedHashMap<>();
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
          .filter(probe -> validates || !probe.requirement().isOfValidation())
          .forEach(
              probe ->
                  chosen.put(
                      probe.name(),
                      section.check(
                          "every",
                          everyNode,
                          () -> Math.multiplyExact(every, probe.defaultInterval()))));
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
              int interval = interval(name, value);
              if (interval == 0) {
                chosen.remove(probe.name());
              } else {
                chosen.put(probe.name(), interval);
              }
            });
    Map<String, Integer> ordered = new LinkedHashMap<>();
    for (String name : Probes.all().keySet()) {
      if (chosen.containsKey(name)) {
        ordered.put(name, chosen.get(name));
      }
    }
    return new ProbeSettings(ordered, subset, eigenvalues);
  }

  /** The same with some probes after every epoch, whatever the file says of them. */
  ProbeSettings watching(Set<String> probes) {
    Map<String, Integer> watched = new LinkedHashMap<>();
    for (String name : Probes.all().keySet()) {
      if (probes.contains(name) || every.containsKey(name)) {
        watched.put(name, probes.contains(name) ? 1 : every.get(name));
      }
    }
    return new ProbeSettings(watched, subset, eigenvalues);
  }

  /** The same probes with the sizes of others. */
  ProbeSettings sized(ProbeSettings others) {
    return new ProbeSettings(every, others.subset, others.eigenvalues);
  }

  /** The same sizes for other probes. */
  ProbeSettings scheduled(Map<String, Integer> others) {
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

  private static int interval(String name, Node value) {
    if (value.value() instanceof String text) {
      if (text.equals("off") || text.equals("false")) {
        return 0;
      }
      Matcher matcher = EVERY.matcher(text);
      if (matcher.matches()) {
        int n = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        if (n >= 1) {
          return n;
        }
      }
    }
    throw new SettingsException(
        value.where(),
        "probes."
            + name
            + ": a schedule is 'every epoch', 'every N epochs' or 'off', found "
            + value);
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
    every.forEach((name, n) -> map.put(name, n == 1 ? "every epoch" : "every " + n + " epochs"));
    return map;
  }
}
