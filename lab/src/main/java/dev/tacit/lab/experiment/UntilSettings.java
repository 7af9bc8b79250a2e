package dev.tacit.lab.experiment;

import dev.tacit.lab.store.Until;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code train.until} in a file: {@code {train/loss: 0.03}} (each metric at most its number), one
 * rule or a list of them. A rule is {@code {metric: M, below: x}}, {@code {metric: M, above: x}} or
 * {@code {metric: M, patience: N, improvement: d}}, as where a phase of a switch ends. The first to
 * be met counts.
 */
final class UntilSettings {
  /** Its key. */
  static final String KEY = "until";

  private static final String PATH = "train." + KEY;
  private static final String EXPECTED =
      "expected {METRIC: x}, {metric: METRIC, below: x}, {metric: METRIC, above: x} or {metric:"
          + " METRIC, patience: N}, or a list of these";

  private UntilSettings() {}

  static Until read(Node node) {
    if (node == null) {
      return Until.NEVER;
    }
    List<Until.Rule> rules = new ArrayList<>();
    for (Node each : node.isList() ? node.items() : List.of(node)) {
      if (!each.isMap()) {
        throw new SettingsException(each.where(), PATH + ": " + EXPECTED + ", found " + each);
      }
      if (each.entries().containsKey("metric")) {
        rules.add(rule(new Section(each, PATH)));
      } else {
        each.entries().forEach((metric, level) -> rules.add(level(metric, level)));
      }
    }
    if (rules.isEmpty()) {
      throw new SettingsException(node.where(), PATH + ": " + EXPECTED + ", found none");
    }
    return new Until(rules);
  }

  private static Until.Rule level(String metric, Node node) {
    String path = PATH + "." + Node.shown(metric);
    checkMetric(metric, node.where(), PATH);
    return Section.checked(
        path, node, () -> new Until.Rule(metric, Section.asNumber(node), null, null, null));
  }

  private static Until.Rule rule(Section section) {
    Node metricNode = section.need("metric");
    String metric = section.check("metric", metricNode, () -> Section.asText(metricNode));
    checkMetric(metric, metricNode.where(), section.path("metric"));
    Node below = section.take("below");
    Node above = section.take("above");
    Node patience = section.take("patience");
    Node improvement = section.take("improvement");
    section.done();
    if (Stream.of(below, above, patience).filter(there -> there != null).count() != 1) {
      throw new SettingsException(
          section.where(), PATH + ": one of below, above and patience is expected beside metric");
    }
    if (improvement != null && patience == null) {
      throw new SettingsException(
          improvement.where(),
          section.path("improvement") + ": a level is reached or not; it goes with patience");
    }
    String key = below != null ? "below" : above != null ? "above" : "patience";
    return section.check(
        key,
        null,
        () ->
            new Until.Rule(
                metric,
                below == null ? null : (Double) Section.asNumber(below),
                above == null ? null : (Double) Section.asNumber(above),
                patience == null ? null : (Integer) Section.asInt(patience),
                improvement == null ? null : (Double) Section.asNumber(improvement)));
  }

  private static void checkMetric(String metric, String where, String path) {
    if (metric.startsWith("test/")) {
      throw new SettingsException(
          where,
          path
              + ": training may not end by "
              + Node.shown(metric)
              + ", for the test set would have been chosen by; keep data.validation examples and"
              + " say validation/"
              + Node.shown(metric.substring("test/".length())));
    }
    if (probe(metric).isEmpty()) {
      throw new SettingsException(
          where,
          path
              + ": no probe measures '"
              + Node.shown(metric)
              + "' (tacit list probes shows what there is)");
    }
  }

  /** The probe that measures a metric: one of that name, or one that records it as a part. */
  private static Optional<Probe> probe(String metric) {
    return Probes.all().containsKey(metric)
        ? Optional.of(Probes.named(metric))
        : Probes.all().values().stream()
            .filter(each -> each.descriptions().stream().anyMatch(words -> words.covers(metric)))
            .findFirst();
  }

  /** The probes that must be taken after every epoch, by metric. */
  static Map<String, Probe> probes(Until until) {
    Map<String, Probe> probes = new LinkedHashMap<>();
    until.rules().forEach(rule -> probes.put(rule.metric(), probe(rule.metric()).orElseThrow()));
    return probes;
  }

  /** Their names. */
  static Set<String> names(Until until) {
    Set<String> names = new LinkedHashSet<>();
    probes(until).values().forEach(probe -> names.add(probe.name()));
    return names;
  }

  /** As a manifest has it; {@link #read} reads it. */
  static List<Map<String, Object>> resolved(Until until) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Until.Rule rule : until.rules()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("metric", rule.metric());
      map.put("below", rule.below());
      map.put("above", rule.above());
      map.put("patience", rule.patience());
      map.put("improvement", rule.improvement());
      map.values().removeIf(value -> value == null);
      rules.add(map);
    }
    return rules;
  }
}
