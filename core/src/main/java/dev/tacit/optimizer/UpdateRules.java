package dev.tacit.optimizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every update rule that a file may name, with its hyperparameters and their defaults. Values are
 * numbers, booleans or text ({@code epsilonPlacement}), and for {@link Switch} and {@link Grafted}
 * what they are made of; {@code weightDecay} and {@code decoupled} go with every other rule.
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

  /** The hyperparameter of {@link Switch}: a list of {@link Switch.Phase}. */
  public static final String PHASES = "phases";

  /** A hyperparameter of {@link Grafted}: an {@link UpdateRule}, or its settings with "rule". */
  public static final String DIRECTION = "direction";

  /** The other. */
  public static final String LENGTH = "length";

  private static final Map<String, Object> PLAIN = Map.of("rule", "sgd");

  private static volatile Map<String, Entry> entries = Map.of(); // replaced, never changed

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
            "decay",
            0.99,
            "epsilon",
            1e-8,
            "epsilonPlacement",
            "outside",
            "biasCorrection",
            false,
            "centred",
            false,
            "momentum",
            0.0),
        v ->
            new RmsProp(
                number(v, "decay"),
                number(v, "epsilon"),
                EpsilonPlacement.named((String) v.get("epsilonPlacement")),
                (Boolean) v.get("biasCorrection"),
                (Boolean) v.get("centred"),
                number(v, "momentum")));
    Map<String, Object> adam =
        Map.of(
            "beta1",
            0.9,
            "beta2",
            0.999,
            "epsilon",
            1e-8,
            "epsilonPlacement",
            "outside",
            "biasCorrection",
            true,
            "amsgrad",
            false);
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
    add(
        "signum",
        "the sign of a moving average of gradients",
        Map.of("momentum", 0.9),
        v -> new Signum(number(v, "momentum")));
    add(
        "normalised-sgd",
        "steps of length lr along the gradient, or along its moving average",
        Map.of("momentum", 0.0, "epsilon", 0.0),
        v -> new NormalisedSgd(number(v, "momentum"), number(v, "epsilon")));
    add(
        "muon",
        "orthogonalised momentum for matrices (newton-schulz or polar), AdamW at adamRate times lr"
            + " for the rest",
        Map.ofEntries(
            Map.entry("momentum", 0.95),
            Map.entry("nesterov", true),
            Map.entry("orthogonalisation", "newton-schulz"),
            Map.entry("adamRate", 0.015),
            Map.entry("adamFirst", false),
            Map.entry("adamLast", false),
            Map.entry("beta1", 0.9),
            Map.entry("beta2", 0.95),
            Map.entry("epsilon", 1e-10),
            Map.entry("decoupled", true)),
        UpdateRules::muon);
    put(
        new Entry(
            Switch.NAME,
            "one rule after the other, each with its lr, until an epoch, a step, a metric or SWATS's"
                + " criterion",
            Map.of(PHASES, List.of()),
            v ->
                new Switch(
                    ((List<?>) v.get(PHASES)).stream().map(Switch.Phase.class::cast).toList())));
    put(
        new Entry(
            Grafted.NAME,
            "the direction of one rule with the step length of another, which lr multiplies",
            Map.of(DIRECTION, PLAIN, LENGTH, PLAIN, "perPart", false),
            v -> new Grafted(part(v, DIRECTION), part(v, LENGTH), (Boolean) v.get("perPart"))));
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
    put(new Entry(name, description, Collections.unmodifiableMap(all), make));
  }

  /**
   * Lets files name one more rule, in this process from now on; with {@code weightDecay} and {@code
   * decoupled}, as every rule. Before the first experiment is read.
   *
   * @param name as a file writes it
   * @param description one line
   * @param defaults every hyperparameter with its default: a number, a boolean or text
   * @param make the rule from all its hyperparameters; refuses what is out of bounds with an {@link
   *     IllegalArgumentException}
   * @throws IllegalArgumentException if the name is taken
   */
  public static void register(
      String name,
      String description,
      Map<String, Object> defaults,
      Function<Map<String, Object>, UpdateRule> make) {
    add(name, description, defaults, make);
  }

  private static synchronized void put(Entry entry) {
    Map<String, Entry> more = new LinkedHashMap<>(entries);
    if (more.putIfAbsent(entry.name(), entry) != null) {
      throw new IllegalArgumentException("there is a rule '" + entry.name() + "' already");
    }
    entries = Collections.unmodifiableMap(more);
  }

  private static UpdateRule adam(Map<String, Object> v) {
    return new Adam(
        number(v, "beta1"),
        number(v, "beta2"),
        number(v, "epsilon"),
        EpsilonPlacement.named((String) v.get("epsilonPlacement")),
        (Boolean) v.get("biasCorrection"),
        (Boolean) v.get("amsgrad"));
  }

  private static UpdateRule muon(Map<String, Object> v) {
    return new Muon(
        number(v, "momentum"),
        (Boolean) v.get("nesterov"),
        Orthogonalisation.named((String) v.get("orthogonalisation")),
        new Adam(
            number(v, "beta1"),
            number(v, "beta2"),
            number(v, "epsilon"),
            EpsilonPlacement.OUTSIDE,
            true),
        number(v, "adamRate"),
        (Boolean) v.get("adamFirst"),
        (Boolean) v.get("adamLast"),
        (Boolean) v.get("decoupled") ? number(v, "weightDecay") : 0);
  }

  /** All rules by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return entries;
  }

  /** Those that may be a part of another: all that are not made of others themselves. */
  public static Map<String, Entry> ofOne() {
    Map<String, Entry> some = new LinkedHashMap<>(entries);
    some.keySet().removeAll(List.of(Switch.NAME, Grafted.NAME));
    return some;
  }

  /**
   * A rule from its name and some of its hyperparameters; the rest have their defaults.
   *
   * @throws IllegalArgumentException for an unknown name or hyperparameter (listing the known ones)
   *     or a value that is out of bounds or of the wrong type
   */
  public static UpdateRule make(String name, Map<String, ?> hyperparameters) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown rule '" + name + "'; known: " + String.join(", ", entries.keySet()));
    }
    Map<String, Object> values =
        Defaults.with("the rule " + name, "hyperparameter", entry.defaults(), hyperparameters);
    UpdateRule rule = entry.make().apply(values);
    double lambda = values.containsKey("weightDecay") ? number(values, "weightDecay") : 0;
    return lambda == 0 || (rule instanceof Muon muon && muon.decay() == lambda)
        ? rule
        : new WeightDecay(rule, lambda, (Boolean) values.get("decoupled"));
  }

  private static UpdateRule part(Map<String, ?> values, String key) {
    if (values.get(key) instanceof UpdateRule made) {
      return made;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    ((Map<?, ?>) values.get(key)).forEach((name, value) -> settings.put((String) name, value));
    return make((String) settings.remove("rule"), settings);
  }

  private static double number(Map<String, ?> values, String key) {
    return ((Number) values.get(key)).doubleValue();
  }
}
