package dev.tacit.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every update rule that a file may name, with its hyperparameters and their defaults. Values are
 * numbers, booleans or text ({@code epsilonPlacement}); {@code weightDecay} and {@code decoupled}
 * go with every rule.
 */
public final class UpdateRules {

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param defaults every hyperparameter with its default
   */
  public record Entry(
      String name,
      String description,
      Map<String, Object> defaults,
      Function<Map<String, Object>, UpdateRule> make) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add("sgd", "gradient descent, w - lr g", Map.of(), v -> new GradientDescent());
    add(
        "heavy-ball",
        "Polyak's momentum, as PyTorch's SGD with momentum",
        Map.of("momentum", 0.9),
        v -> new HeavyBall(number(v, "momentum")));
    add(
        "ema-momentum",
        "momentum as an exponential moving average",
        Map.of("momentum", 0.9),
        v -> new ExponentialMovingMomentum(number(v, "momentum")));
    add(
        "nesterov",
        "Nesterov's momentum in PyTorch's form",
        Map.of("momentum", 0.9),
        v -> new Nesterov(number(v, "momentum")));
    add(
        "rmsprop",
        "RMSProp with PyTorch's defaults",
        Map.of(
            "decay", 0.99, "epsilon", 1e-8, "epsilonPlacement", "outside", "biasCorrection", false),
        v ->
            new RmsProp(
                number(v, "decay"),
                number(v, "epsilon"),
                EpsilonPlacement.named((String) v.get("epsilonPlacement")),
                (Boolean) v.get("biasCorrection")));
    Map<String, Object> adam =
        Map.of(
            "beta1", 0.9,
            "beta2", 0.999,
            "epsilon", 1e-8,
            "epsilonPlacement", "outside",
            "biasCorrection", true);
    add("adam", "Adam", adam, UpdateRules::adam);
    Map<String, Object> adamw = new LinkedHashMap<>(adam);
    adamw.put("weightDecay", 0.01);
    adamw.put("decoupled", true);
    add("adamw", "Adam with decoupled weight decay", adamw, UpdateRules::adam);
    add("adagrad", "AdaGrad", Map.of("epsilon", 1e-10), v -> new AdaGrad(number(v, "epsilon")));
    add(
        "lion",
        "Lion; epsilon above 0 smooths its sign",
        Map.of("beta1", 0.9, "beta2", 0.99, "epsilon", 0.0, "decoupled", true),
        v -> new Lion(number(v, "beta1"), number(v, "beta2"), number(v, "epsilon")));
    add("sign-descent", "the sign of the gradient", Map.of(), v -> new SignDescent());
  }

  private UpdateRules() {}

  private static void add(
      String name,
      String description,
      Map<String, Object> defaults,
      Function<Map<String, Object>, UpdateRule> make) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String key : new TreeSet<>(defaults.keySet())) {
      all.put(key, defaults.get(key));
    }
    all.putIfAbsent("weightDecay", 0.0);
    all.putIfAbsent("decoupled", false);
    ENTRIES.put(name, new Entry(name, description, Collections.unmodifiableMap(all), make));
  }

  private static UpdateRule adam(Map<String, Object> v) {
    return new Adam(
        number(v, "beta1"),
        number(v, "beta2"),
        number(v, "epsilon"),
        EpsilonPlacement.named((String) v.get("epsilonPlacement")),
        (Boolean) v.get("biasCorrection"));
  }

  /** All rules by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return Collections.unmodifiableMap(ENTRIES);
  }

  /**
   * A rule from its name and some of its hyperparameters; the rest have their defaults.
   *
   * @throws IllegalArgumentException for an unknown name or hyperparameter (listing the known ones)
   *     or a value that is out of bounds or of the wrong type
   */
  public static UpdateRule make(String name, Map<String, ?> hyperparameters) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown rule '" + name + "'; known: " + String.join(", ", ENTRIES.keySet()));
    }
    Map<String, Object> values = new LinkedHashMap<>(entry.defaults());
    hyperparameters.forEach(
        (key, value) -> {
          Object standard = values.get(key);
          if (standard == null) {
            throw new IllegalArgumentException(
                "the rule "
                    + name
                    + " has no hyperparameter '"
                    + key
                    + "'; it has "
                    + String.join(", ", entry.defaults().keySet()));
          }
          boolean fits =
              standard instanceof Number
                  ? value instanceof Number
                  : standard.getClass().isInstance(value);
          if (!fits) {
            throw new IllegalArgumentException(
                key + " must be like " + standard + ", found '" + value + "'");
          }
          values.put(key, value);
        });
    UpdateRule rule = entry.make().apply(values);
    double lambda = number(values, "weightDecay");
    return lambda == 0 ? rule : new WeightDecay(rule, lambda, (Boolean) values.get("decoupled"));
  }

  private static double number(Map<String, ?> values, String key) {
    return ((Number) values.get(key)).doubleValue();
  }
}
