package dev.tacit.lab.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A statement about two optimizers: one's metric is less than the other's.
 *
 * @param metric as in {@code norm/l2}
 * @param at {@code final}, {@code matched-loss} or {@code epoch N}
 * @param less the optimizer with the smaller value
 * @param than the optimizer with the larger value
 * @param says the statement in words, or empty
 * @param source who made it, or empty
 */
record ClaimSettings(
    String metric, String at, String less, String than, String says, String source) {

  static ClaimSettings read(Node node, Set<String> optimizers) {
    Section claim = new Section(node, "claims");
    Node metric = claim.need("metric");
    String at = claim.text("at", "final");
    Node less = claim.need("less");
    Node than = claim.need("than");
    String says = claim.text("says", "");
    String source = claim.text("source", "");
    claim.done();
    for (Node label : new Node[] {less, than}) {
      if (!optimizers.contains(String.valueOf(label.value()))) {
        throw new SettingsException(
            label.where(),
            "claims: no optimizer "
                + label
                + " in this experiment; there are "
                + String.join(", ", optimizers));
      }
    }
    if (!String.valueOf(metric.value()).matches("[a-z0-9_.-]+(/[A-Za-z0-9_.-]+)+")) {
      throw new SettingsException(
          metric.where(), "claims.metric must be like norm/l2, found " + metric);
    }
    if (!at.matches("final|matched-loss|epoch [0-9]+")) {
      throw new SettingsException(
          node.where(), "claims.at must be final, matched-loss or epoch N, found '" + at + "'");
    }
    return new ClaimSettings(
        String.valueOf(metric.value()),
        at,
        String.valueOf(less.value()),
        String.valueOf(than.value()),
        says,
        source);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("metric", metric);
    map.put("at", at);
    map.put("less", less);
    map.put("than", than);
    map.put("says", says);
    map.put("source", source);
    return map;
  }
}
