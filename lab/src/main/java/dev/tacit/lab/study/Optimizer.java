package dev.tacit.lab.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimizer of an experiment.
 *
 * @param label in the experiment's file
 * @param rule its update rule
 * @param name for people
 * @param nth of its rule in the file, from 0
 * @param unlisted which of the file's rules that have no name here its rule is, from 0; -1 for one
 *     that has
 * @param alike whether all of the file's optimizers have one rule, which then tells nothing apart
 */
public record Optimizer(
    String label, String rule, String name, int nth, int unlisted, boolean alike) {

  /** What is fixed for a rule. */
  private record Words(String name, boolean adaptive) {}

  private static final Map<String, Words> RULES =
      Map.ofEntries(
          Map.entry("sgd", new Words("SGD", false)),
          Map.entry("rmsprop", new Words("RMSProp", true)),
          Map.entry("adam", new Words("Adam", true)),
          Map.entry("adamw", new Words("AdamW", true)),
          Map.entry("heavy-ball", new Words("heavy ball", false)),
          Map.entry("nesterov", new Words("Nesterov", false)),
          Map.entry("adagrad", new Words("AdaGrad", true)),
          Map.entry("lion", new Words("Lion", false)),
          Map.entry("sign-descent", new Words("sign descent", false)),
          Map.entry("ema-momentum", new Words("EMA momentum", false)),
          Map.entry("signum", new Words("Signum", false)),
          Map.entry("normalised-sgd", new Words("normalised SGD", false)),
          Map.entry("muon", new Words("Muon", false)),
          Map.entry("switch", new Words("switch", false)),
          Map.entry("grafted", new Words("grafted", false)));

  /** Whether a rule divides by a running mean of squared gradients. */
  public static boolean isAdaptive(String rule) {
    Words words = RULES.get(rule);
    return words != null && words.adaptive;
  }

  /** Whether its update divides by a running mean of squared gradients. */
  public boolean adaptive() {
    return isAdaptive(rule);
  }

  /**
   * Names some optimizers.
   *
   * @param rules the rule of each label, in the order of the experiment's file
   */
  public static List<Optimizer> of(Map<String, String> rules) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> unlisted =
        rules.values().stream().distinct().filter(rule -> !RULES.containsKey(rule)).toList();
    boolean alike = rules.size() > 1 && rules.values().stream().distinct().count() == 1;
    List<Optimizer> optimizers = new ArrayList<>();
    rules.forEach(
        (label, rule) -> {
          Words words = RULES.get(rule);
          int nth = seen.merge(rule, 1, Integer::sum) - 1;
          String name = label.equals(rule) && words != null ? words.name : label;
          optimizers.add(new Optimizer(label, rule, name, nth, unlisted.indexOf(rule), alike));
        });
    return optimizers;
  }
}
