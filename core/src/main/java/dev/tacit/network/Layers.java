package dev.tacit.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every layer that a file may name, with its options and their defaults. Layers that hold others
 * ({@code residual}) are put together by {@link Residual} itself.
 */
public final class Layers {
  /** Stands for an option that must be given. */
  private static final Object NEEDED = "(needed)";

  private static final String RESIDUAL = "residual"; // not made here

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param options with their defaults; the first is the one that a single value is for
   */
  public record Entry(
      String name, String description, Map<String, Object> options, Factory factory) {}

  /** Makes a layer from its options. */
  @FunctionalInterface
  public interface Factory {
    /** All options, of the types of their defaults. */
    Layer make(Options options);
  }

  /** Options by name, checked as they are read. */
  public static final class Options {
    private final Map<String, Object> values;

    private Options(Map<String, Object> values) {
      this.values = values;
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if it is none
     */
    public int count(String key) {
      Object value = values.get(key);
      if (value instanceof Number number && number.doubleValue() == number.intValue()) {
        return number.intValue();
      }
      throw new IllegalArgumentException(key + " must be a whole number, found '" + value + "'");
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException if it is none
     */
    public double number(String key) {
      if (values.get(key) instanceof Number number) {
        return number.doubleValue();
      }
      throw new IllegalArgumentException(
          key + " must be a number, found '" + values.get(key) + "'");
    }

    /**
     * True or false.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public boolean flag(String key) {
      if (values.get(key) instanceof Boolean flag) {
        return flag;
      }
      throw new IllegalArgumentException(
          key + " must be true or false, found '" + values.get(key) + "'");
    }
  }

  private static volatile Map<String, Entry> entries = Map.of(); // replaced, never changed

  static {
    register(
        "dense",
        "z = W a + b, of vectors",
        o -> new Dense(o.count("outputs"), o.flag("bias")),
        "outputs",
        NEEDED,
        "bias",
        true);
    register(
        "convolution",
        "square kernels over images, zero padding",
        o ->
            new Convolution(
                o.count("channels"),
                o.count("kernel"),
                o.count("stride"),
                o.count("padding"),
                o.count("groups"),
                o.flag("bias")),
        "channels",
        NEEDED,
        "kernel",
        3,
        "stride",
        1,
        "padding",
        0,
        "groups",
        1,
        "bias",
        true);
    register(
        "max-pool",
        "the largest of each window; a stride of 0 is the window's side",
        o -> new MaxPool(o.count("kernel"), stride(o), o.count("padding")),
        "kernel",
        2,
        "stride",
        0,
        "padding",
        0);
    register(
        "average-pool",
        "the mean of each window; a stride of 0 is the window's side",
        o -> new AveragePool(o.count("kernel"), stride(o)),
        "kernel",
        2,
        "stride",
        0);
    register("global-average", "the mean of each channel", o -> new GlobalAverage());
    register("flatten", "an image as one vector", o -> new Flatten());
    register(
        "layer-norm",
        "each example's numbers normalised, a scale and a bias a channel",
        o -> new GroupNormalisation(1));
    register(
        "group-norm",
        "each example's channels normalised in groups",
        o -> new GroupNormalisation(o.count("groups")),
        "groups",
        8);
    register(
        "batch-norm",
        "each channel normalised over the batch, a scale and a bias a channel",
        o -> new BatchNormalisation(o.number("momentum"), o.number("epsilon")),
        "momentum",
        0.1,
        "epsilon",
        1e-5);
    register(
        "dropout",
        "while training, numbers set to 0 at this rate and the others scaled up",
        o -> new Dropout(o.number("rate")),
        "rate",
        NEEDED);
    for (Activation activation : Activation.values()) {
      register(activation.toString(), "elementwise", o -> new Activate(activation));
    }
  }

  private Layers() {}

  private static int stride(Options options) {
    int stride = options.count("stride");
    return stride == 0 ? options.count("kernel") : stride;
  }

  /**
   * Lets files name one more layer, in this process from now on. Before the first experiment is
   * read.
   *
   * @param name as a file writes it
   * @param description one line
   * @param factory makes it; refuses what is out of bounds with an {@link IllegalArgumentException}
   * @param namesAndDefaults options and their defaults in turn; the first option is the one that a
   *     single value is for
   * @throws IllegalArgumentException if the name is taken
   */
  public static synchronized void register(
      String name, String description, Factory factory, Object... namesAndDefaults) {
    Map<String, Entry> more = new LinkedHashMap<>(entries);
    Entry entry = new Entry(name, description, Choices.of(namesAndDefaults), factory);
    if (name.equals(RESIDUAL) || more.putIfAbsent(name, entry) != null) {
      throw new IllegalArgumentException("there is a layer '" + name + "' already");
    }
    entries = Collections.unmodifiableMap(more);
  }

  /** All layers by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return entries;
  }

  /**
   * The entry with a name; {@code swish} is another name of {@code silu}.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Entry named(String name) {
    Entry entry = entries.get(name.equals("swish") ? "silu" : name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown layer '"
              + name
              + "'; known: "
              + Stream.concat(entries.keySet().stream(), Stream.of(RESIDUAL))
                  .collect(Collectors.joining(", ")));
    }
    return entry;
  }

  /**
   * A layer from its name and some of its options; the rest have their defaults.
   *
   * @throws IllegalArgumentException for an unknown name or option (listing the known ones), a
   *     value that is out of bounds or of the wrong type, or an option that is needed and missing
   */
  public static Layer make(String name, Map<String, ?> given) {
    return named(name).factory().make(new Options(options(name, given)));
  }

  /** All options of a layer, given or by default. */
  public static Map<String, Object> options(String name, Map<String, ?> given) {
    Map<String, Object> values = Choices.over("the layer " + name, named(name).options(), given);
    values.forEach(
        (key, value) -> {
          if (NEEDED.equals(value)) {
            throw new IllegalArgumentException("the layer " + name + " needs " + key);
          }
        });
    return values;
  }

  /**
   * The option that a single value is for, as in {@code dense: 10}.
   *
   * @throws IllegalArgumentException if the layer has no options
   */
  public static String mainOption(String name) {
    return named(name).options().keySet().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the layer " + name + " has no options"));
  }
}
