package dev.tacit.penalty;

import dev.tacit.optimizer.Defaults;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.training.Penalty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Every penalty that a file may name, with its options and their defaults. */
public final class Penalties {

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param cost of a step, beside the gradient of its batch
   * @param defaults every option with its default
   */
  public record Entry(
      String name,
      String description,
      String cost,
      Map<String, Object> defaults,
      Function<Map<String, Object>, Penalty> make) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add(
        "l2",
        "lambda/2 |w|^2, as coupled weight decay",
        Costs.NOTHING,
        Map.of("lambda", 1e-4),
        v -> new SquaredNormPenalty(number(v, "lambda")));
    add(
        "l1",
        "lambda |w|_1, with subgradient 0 at 0",
        Costs.NOTHING,
        Map.of("lambda", 1e-5),
        v -> new AbsoluteNormPenalty(number(v, "lambda")));
    add(
        "path",
        "lambda times the squared path norm",
        Costs.PATHS,
        Map.of("lambda", 1e-4),
        v -> new PathNormPenalty(number(v, "lambda")));
    add(
        "gradient-norm",
        "lambda |grad C_k|^2 of each batch, or of: full",
        "about 1.4 gradients of the batch more (up to 2 in networks without a wide input); of: full, 2.4 of the whole"
            + " training set",
        Map.of("lambda", 0.01, "of", "batch"),
        v -> new GradientNormPenalty(number(v, "lambda"), of((String) v.get("of"))));
    add(
        "sharpness-aware",
        "SAM: the gradient at w + radius g/|g|; normalised: false takes w + radius g",
        Costs.GRADIENT,
        Map.of("radius", 0.05, "normalised", true),
        v -> new SharpnessAware(number(v, "radius"), (Boolean) v.get("normalised")));
    add(
        "label-noise",
        "wrong labels, fresh at every step: rate of flips to another class, or deviation of"
            + " Gaussian noise on the targets of a regression; none before `after` epochs;"
            + " centred: true keeps the mean target what it is",
        Costs.BACKWARD,
        Map.of("rate", 0.1, "deviation", 0.0, "after", 0.0, "centred", false),
        v ->
            new LabelNoisePenalty(
                number(v, "rate"),
                number(v, "deviation"),
                number(v, "after"),
                (Boolean) v.get("centred")));
    add(
        "gradient-noise",
        "Gaussian noise on the gradient, fresh at every step",
        Costs.NUMBERS,
        Map.of("deviation", 0.01),
        v -> new GradientNoise(number(v, "deviation")));
    add(
        "random-direction",
        "the control of gradient-norm: as long as what that adds with the same lambda, in a direction drawn at every step",
        "about 1.4 gradients of the batch more, as gradient-norm, and p normal numbers",
        Map.of("lambda", 0.01),
        v -> new RandomDirection(number(v, "lambda")));
    add(
        "implicit",
        "the dial: factor times the optimizer's own implicit term; -1 removes it, 1 doubles it; for"
            + " sgd, heavy-ball, ema-momentum and nesterov, and for rmsprop and adam at full batch",
        "about 1.4 gradients of the batch more (up to 2 in networks without a wide input); with momentum and mini-batches"
            + " also 2.4 of the whole training set",
        Map.of("factor", -1.0),
        v -> new ImplicitDial(number(v, "factor")));
  }

  private Penalties() {}

  private static void add(
      String name,
      String description,
      String cost,
      Map<String, Object> defaults,
      Function<Map<String, Object>, Penalty> make) {
    Map<String, Object> ordered = Collections.unmodifiableMap(new TreeMap<>(defaults));
    ENTRIES.put(name, new Entry(name, description, cost, ordered, make));
  }

  /** All penalties by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return Collections.unmodifiableMap(ENTRIES);
  }

  /**
   * The entry with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Entry named(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown penalty '" + name + "'; known: " + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }

  /**
   * A penalty from its name and some of its options; the rest have their defaults.
   *
   * @throws IllegalArgumentException for an unknown name or option (listing the known ones) or a
   *     value that is out of bounds or of the wrong type
   */
  public static Penalty make(String name, Map<String, ?> options) {
    Entry entry = named(name);
    Map<String, Object> values =
        Defaults.with("the penalty " + name, "option", entry.defaults(), options);
    return entry.make().apply(values);
  }

  private static Of of(String name) {
    return switch (name) {
      case "batch" -> Of.BATCH;
      case "full" -> Of.FULL;
      default ->
          throw new IllegalArgumentException("of must be batch or full, found '" + name + "'");
    };
  }

  private static double number(Map<String, ?> values, String key) {
    return ((Number) values.get(key)).doubleValue();
  }
}
