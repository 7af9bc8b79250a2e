package dev.tacit.lab.experiment;

import dev.tacit.optimizer.Switch;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.UpdateRules;
import java.util.LinkedHashMap;
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
    Map<String, Object> values = hyperparameters(section, entry);
    section.done();
    UpdateRule made = section.check("", null, () -> UpdateRules.make(rule, values));
    return new OptimizerSettings(rule, rate, values, made);
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
