package dev.tacit.lab.experiment;

import dev.tacit.optimizer.Grafted;
import dev.tacit.optimizer.Switch;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimizer of an experiment.
 *
 * @param rule its name in the registry
 * @param learningRate η; 1 for a switch, whose phases have their own
 * @param hyperparameters every other hyperparameter, defaults filled in
 * @param updateRule made from these
 */
record OptimizerSettings(
    String rule, double learningRate, Map<String, Object> hyperparameters, UpdateRule updateRule) {

  /**
   * Reads one entry below {@code optimizers}.
   *
   * @param label the entry's key; names the rule if the entry does not
   */
  static OptimizerSettings read(Node node, String path, String label) {
    Section section = new Section(node, path);
    section.take(PenaltySettings.KEY); // read with the run's own
    Node ruleNode = section.take("rule");
    String rule =
        ruleNode == null ? label : section.check("rule", ruleNode, () -> Section.asText(ruleNode));
    UpdateRules.Entry entry = UpdateRules.all().get(rule);
    if (entry == null) {
      throw new SettingsException(
          ruleNode == null ? node.where() : ruleNode.where(),
          path
              + (ruleNode == null ? "" : ".rule")
              + ": unknown rule '"
              + Node.shown(rule)
              + "'; known: "
              + String.join(", ", UpdateRules.all().keySet()));
    }
    if (rule.equals(Switch.NAME)) {
      return SwitchSettings.read(section);
    }
    Node rateNode = section.need("lr");
    double rate = section.check("lr", rateNode, () -> Section.asNumber(rateNode));
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new SettingsException(
          rateNode.where(), path + ".lr must be positive and finite, found " + rate);
    }
    if (rule.equals(Grafted.NAME)) {
      return graft(section, rate);
    }
    Map<String, Object> values = hyperparameters(section, entry);
    section.done();
    UpdateRule made = section.check("", null, () -> UpdateRules.make(rule, values));
    return new OptimizerSettings(rule, rate, values, made);
  }

  private static OptimizerSettings graft(Section section, double rate) {
    Map<String, Object> written = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : List.of(UpdateRules.DIRECTION, UpdateRules.LENGTH)) {
      Map<String, Object> resolved = new LinkedHashMap<>();
      Node node = section.take(key);
      if (node == null) {
        Object standard = UpdateRules.all().get(Grafted.NAME).defaults().get(key);
        node = Node.of(standard, section.where(key));
      }
      Section part = new Section(node, section.path(key));
      values.put(key, part(part, partEntry(part, key, resolved), resolved));
      part.done();
      written.put(key, resolved);
    }
    Node perPart = section.take("perPart");
    boolean parts =
        perPart != null && section.check("perPart", perPart, () -> Section.asBoolean(perPart));
    section.done();
    values.put("perPart", parts);
    if (parts) {
      written.put("perPart", true);
    }
    UpdateRule made = section.check("", null, () -> UpdateRules.make(Grafted.NAME, values));
    return new OptimizerSettings(Grafted.NAME, rate, written, made);
  }

  /**
   * The rule that a part of another names.
   *
   * @param what the part, for the message that refuses it
   * @param resolved gets its name
   */
  static UpdateRules.Entry partEntry(Section section, String what, Map<String, Object> resolved) {
    Node node = section.need("rule");
    String rule = section.check("rule", node, () -> Section.asText(node));
    UpdateRules.Entry entry = UpdateRules.ofOne().get(rule);
    if (entry == null) {
      throw new SettingsException(
          node.where(),
          section.path("rule")
              + ": a "
              + what
              + " cannot have the rule '"
              + Node.shown(rule)
              + "'; known: "
              + String.join(", ", UpdateRules.ofOne().keySet()));
    }
    resolved.put("rule", rule);
    return entry;
  }

  /**
   * Takes a part's hyperparameters and makes it.
   *
   * @param resolved gets those that are not the rule's defaults
   */
  static UpdateRule part(Section section, UpdateRules.Entry entry, Map<String, Object> resolved) {
    Map<String, Object> values = hyperparameters(section, entry);
    values.forEach(
        (key, value) -> putUnlessStandard(resolved, key, value, entry.defaults().get(key)));
    return section.check("", null, () -> UpdateRules.make(entry.name(), values));
  }

  /** A setting invented later orphans no run. */
  static void putUnlessStandard(
      Map<String, Object> written, String key, Object value, Object standard) {
    if (!value.equals(standard)) {
      written.put(key, value);
    }
  }

  /** Takes every hyperparameter of a rule, with its default where there is none. */
  static Map<String, Object> hyperparameters(Section section, UpdateRules.Entry entry) {
    return section.options(entry.defaults(), some -> UpdateRules.make(entry.name(), some));
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rule", rule);
    if (!rule.equals(Switch.NAME)) { // whose phases have theirs
      map.put("lr", learningRate);
    }
    map.putAll(hyperparameters);
    return map;
  }
}
