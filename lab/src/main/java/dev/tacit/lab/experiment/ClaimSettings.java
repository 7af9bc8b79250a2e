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
    String metric = text(claim, "metric");
    String at = claim.text("at", "final");
    String less = text(claim, "less");
    String than = text(claim, "than");
    String says = claim.text("says", "");
    String source = claim.text("source", "");
    claim.done();
    for (String key : new String[] {"less", "than"}) {
      String label = key.equals("less") ? less : than;
      if (!optimizers.contains(label)) {
        throw new SettingsException(
            claim.where(key),
            "claims."
                + key
                + ": no optimizer '"
                + Node.shown(label)
                + "' in this experiment; there are "
                + String.join(", ", optimizers));
      }
    }
    if (less.equals(than)) {
      throw new SettingsException(
          claim.where("than"),
          "claims.than: another optimizer than in 'less' is expected, found '"
              + Node.shown(than)
              + "' in both; nothing is less than itself");
    }
    if (!metric.matches("[a-z0-9_.-]+(/[A-Za-z0-9_.-]+)+")) {
      throw new SettingsException(
          claim.where("metric"),
          "claims.metric must be like norm/l2, found '" + Node.shown(metric) + "'");
    }
    if (!at.matches("final|matched-loss|epoch [0-9]{1,9}")) {
      throw new SettingsException(
          claim.where("at"),
          "claims.at must be final, matched-loss or epoch N, found '" + Node.shown(at) + "'");
    }
    return new ClaimSettings(metric, at, less, than, says, source);
  }

  private static String text(Section claim, String key) {
    Node found = claim.need(key);
    return claim.check(key, found, () -> Section.asText(found));
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
