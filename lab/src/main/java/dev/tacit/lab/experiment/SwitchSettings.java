package dev.tacit.lab.experiment;

import dev.tacit.optimizer.PhaseEnd;
import dev.tacit.optimizer.PhaseEnd.Swats;
import dev.tacit.optimizer.Switch;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
import dev.tacit.probe.Probes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The phases of a switch in a file: a list, or a mapping whose labels only name them (so that
 * {@code --set} and a grid can reach one):
 *
 * <pre>
 *   phases:
 *     - {rule: adam, lr: 0.001, until: swats}
 *     - {rule: sgd}            # lr: carried
 * </pre>
 *
 * {@code until} is one criterion or a list of which the first to be met counts: {@code {epoch: N}},
 * {@code {step: N}}, {@code {metric: M, below: x}}, {@code {metric: M, above: x}}, {@code {metric:
 * M, patience: N, improvement: d}}, {@code swats} or {@code {swats: {tolerance, relative,
 * minimumSteps, decay, positive}}}.
 */
final class SwitchSettings {
  private static final String CARRIED = "carried";
  private static final String SWATS = "swats";

  private SwitchSettings() {}

  /** Reads what stands beside {@code rule: switch}. */
  static OptimizerSettings read(Section section) {
    Node node = section.need(UpdateRules.PHASES);
    String path = section.path(UpdateRules.PHASES);
    Map<String, Node> nodes = new LinkedHashMap<>();
    if (node.isMap()) {
      node.entries(path).forEach((label, phase) -> nodes.put(path + "." + label, phase));
    } else {
      List<Node> items = node.items(path);
      for (int i = 0; i < items.size(); i++) {
        nodes.put(path + "[" + (i + 1) + "]", items.get(i));
      }
    }
    if (section.take("lr") != null) {
      throw new SettingsException(
          section.where("lr"),
          section.path("lr") + ": a switch has no rate of its own; give each of its phases one");
    }
    section.done();
    List<Switch.Phase> phases = new ArrayList<>();
    List<Object> resolved = new ArrayList<>();
    nodes.forEach(
        (place, phase) -> {
          Map<String, Object> settings = new LinkedHashMap<>();
          phases.add(phase(new Section(phase, place), settings));
          resolved.add(settings);
        });
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(UpdateRules.PHASES, resolved);
    UpdateRule made =
        section.check(
            UpdateRules.PHASES,
            node,
            () -> UpdateRules.make(Switch.NAME, Map.of(UpdateRules.PHASES, phases)));
    return new OptimizerSettings(Switch.NAME, 1, values, made);
  }

  private static Switch.Phase phase(Section section, Map<String, Object> resolved) {
    UpdateRules.Entry entry = OptimizerSettings.partEntry(section, "phase", resolved);
    Node rateNode = section.take("lr");
    boolean carried = rateNode == null || CARRIED.equals(rateNode.value());
    double rate =
        carried ? Double.NaN : section.check("lr", rateNode, () -> Section.asNumber(rateNode));
    if (!carried && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new SettingsException(
          rateNode.where(),
          section.path("lr") + " must be positive and finite, or 'carried', found " + rate);
    }
    resolved.put("lr", carried ? CARRIED : rate);
    Node untilNode = section.take("until");
    UpdateRule made = OptimizerSettings.part(section, entry, resolved);
    List<PhaseEnd> until = new ArrayList<>();
    if (untilNode != null) {
      List<Object> written = new ArrayList<>();
      for (Node each : untilNode.isList() ? untilNode.items() : List.of(untilNode)) {
        until.add(end(each, section.path("until"), written));
      }
      resolved.put("until", written);
    }
    section.done();
    return section.check("", null, () -> new Switch.Phase(made, rate, until));
  }

  private static PhaseEnd end(Node node, String path, List<Object> resolved) {
    if (SWATS.equals(node.value())) {
      return swats(new Section(Node.of(Map.of(), node.where()), path), resolved);
    }
    if (!node.isMap()) {
      throw new SettingsException(
          node.where(),
          path
              + ": expected {epoch: N}, {step: N}, {metric: NAME, below: x}, {metric: NAME, above:"
              + " x}, {metric: NAME, patience: N} or swats, found "
              + node);
    }
    Section section = new Section(node, path);
    Node epoch = section.take("epoch");
    Node step = section.take("step");
    Node metric = section.take("metric");
    Node swats = section.take(SWATS);
    if (List.of(epoch != null, step != null, metric != null, swats != null).stream()
            .filter(there -> there)
            .count()
        != 1) {
      throw new SettingsException(
          node.where(),
          path
              + ": one of epoch, step, metric and swats is expected; for several, of which the"
              + " first to be met counts, write a list");
    }
    if (swats != null) {
      section.done();
      return SWATS.equals(swats.value()) || Boolean.TRUE.equals(swats.plain())
          ? end(new Node(SWATS, swats.where()), path, resolved)
          : swats(new Section(swats, section.path(SWATS)), resolved);
    }
    if (metric != null) {
      return metric(section, metric, resolved);
    }
    section.done();
    if (epoch != null) {
      PhaseEnd end =
          section.check("epoch", epoch, () -> new PhaseEnd.AtEpoch(Section.asInt(epoch)));
      resolved.add(Map.of("epoch", Section.asInt(epoch)));
      return end;
    }
    PhaseEnd end = section.check("step", step, () -> new PhaseEnd.AtStep(Section.asInteger(step)));
    resolved.add(Map.of("step", Section.asInteger(step)));
    return end;
  }

  private static PhaseEnd metric(Section section, Node node, List<Object> resolved) {
    String metric = section.check("metric", node, () -> Section.asText(node));
    if (!Probes.all().containsKey(metric)) {
      throw new SettingsException(
          node.where(),
          section.path("metric")
              + ": '"
              + Node.shown(metric)
              + "' is no probe's own metric, as train/loss is (tacit list probes shows them)");
    }
    Node below = section.take("below");
    Node above = section.take("above");
    Node patience = section.take("patience");
    Node improvementNode = section.take("improvement");
    section.done();
    if (List.of(below != null, above != null, patience != null).stream()
            .filter(there -> there)
            .count()
        != 1) {
      throw new SettingsException(
          section.where(),
          section.path("metric") + ": one of below, above and patience is expected beside it");
    }
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("metric", metric);
    resolved.add(written);
    if (improvementNode != null && patience == null) {
      throw new SettingsException(
          improvementNode.where(),
          section.path("improvement")
              + ": a level is reached or not; improvement goes with patience, found it with "
              + (below != null ? "below" : "above"));
    }
    double improvement =
        improvementNode == null
            ? 0
            : section.check(
                "improvement", improvementNode, () -> Section.asNumber(improvementNode));
    if (patience != null) {
      int epochs = section.check("patience", patience, () -> Section.asInt(patience));
      written.put("patience", epochs);
      if (improvement != 0) {
        written.put("improvement", improvement);
      }
      return section.check(
          "patience", patience, () -> new PhaseEnd.Stalls(metric, epochs, improvement));
    }
    String key = below != null ? "below" : "above";
    Node levelNode = below != null ? below : above;
    double level = section.check(key, levelNode, () -> Section.asNumber(levelNode));
    written.put(key, level);
    return section.check(key, levelNode, () -> new PhaseEnd.Reaches(metric, level, below != null));
  }

  private static PhaseEnd swats(Section section, List<Object> resolved) {
    Swats standard = Swats.DEFAULT;
    double tolerance = section.number("tolerance", standard.tolerance());
    boolean relative = section.bool("relative", standard.relative());
    long minimumSteps = section.integerLong("minimumSteps", standard.minimumSteps());
    double decay = section.number("decay", standard.decay());
    boolean positive = section.bool("positive", standard.positive());
    section.done();
    Map<String, Object> written = new LinkedHashMap<>();
    OptimizerSettings.putUnlessStandard(written, "tolerance", tolerance, standard.tolerance());
    OptimizerSettings.putUnlessStandard(written, "relative", relative, standard.relative());
    OptimizerSettings.putUnlessStandard(
        written, "minimumSteps", minimumSteps, standard.minimumSteps());
    OptimizerSettings.putUnlessStandard(written, "decay", decay, standard.decay());
    OptimizerSettings.putUnlessStandard(written, "positive", positive, standard.positive());
    resolved.add(Map.of(SWATS, written));
    return section.check(
        "", null, () -> new Swats(tolerance, relative, minimumSteps, decay, positive));
  }
}
