package dev.tacit.network;

import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every network that a file may name, with its options and their defaults. Input and outputs are
 * the data's.
 */
public final class Models {

  /** What stands between a layer's product and its activation. */
  public enum Norm {
    NONE,
    LAYER,
    GROUP,
    BATCH;

    /** As written in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The normalisation with a given name.
     *
     * @throws IllegalArgumentException listing the known names
     */
    public static Norm named(String name) {
      for (Norm norm : values()) {
        if (norm.toString().equals(name)) {
          return norm;
        }
      }
      throw new IllegalArgumentException(
          "unknown normalisation '"
              + name
              + "'; known: "
              + Arrays.stream(values()).map(Norm::toString).collect(Collectors.joining(", ")));
    }
  }

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param options with their defaults: whole numbers, shares, booleans, an {@link Activation}, a
   *     {@link Norm}, a list of widths
   */
  public record Entry(
      String name, String description, Map<String, Object> options, Factory factory) {}

  /** Makes a network from its options. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Puts the layers together.
     *
     * @param options all of them, of the types of their defaults
     * @throws IllegalArgumentException if the network does not fit its input
     */
    Network make(Map<String, Object> options, Shape input, int outputs);
  }

  /** The rate of dropout before every dense layer but one that takes the network's input. */
  private static final String DROPOUT = "dropout";

  private static final int MOST_GROUPS = 8;
  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add(
        "mlp",
        "fully connected: depth and width, or widths of the hidden layers",
        Models::mlp,
        "widths",
        Collections.nCopies(4, 256),
        "activation",
        Activation.RELU,
        "bias",
        true,
        "norm",
        Norm.NONE,
        DROPOUT,
        0.0);
    add(
        "deep-linear",
        "fully connected without activations or biases",
        (o, input, outputs) ->
            new Mlp(widths(o, input, outputs), Activation.IDENTITY, (Boolean) o.get("bias")),
        "widths",
        Collections.nCopies(2, 64),
        "bias",
        false);
    add(
        "residual-mlp",
        "a dense layer, then blocks a + dense(φ(dense(φ(a)))), then the outputs",
        Models::residualMlp,
        "blocks",
        3,
        "width",
        128,
        "activation",
        Activation.RELU,
        "bias",
        true,
        "norm",
        Norm.NONE,
        DROPOUT,
        0.0);
    add(
        "lenet5",
        "two 5×5 convolutions with average pooling, three dense layers (LeCun et al. 1998)",
        Models::lenet5,
        "activation",
        Activation.TANH,
        "norm",
        Norm.NONE,
        DROPOUT,
        0.0);
    add(
        "cnn-small",
        "two 3×3 convolutions with max pooling and a dense layer",
        Models::cnnSmall,
        "channels",
        16,
        "activation",
        Activation.RELU,
        "norm",
        Norm.NONE,
        DROPOUT,
        0.0);
    resnet("resnet-8", 1);
    resnet("resnet-20", 3);
  }

  private Models() {}

  private static void add(
      String name, String description, Factory factory, Object... namesAndDefaults) {
    ENTRIES.put(name, new Entry(name, description, Choices.of(namesAndDefaults), factory));
  }

  private static void resnet(String name, int blocks) {
    add(
        name,
        "residual network for small images, 3 stages of "
            + blocks
            + (blocks == 1 ? " block" : " blocks")
            + " (He et al. 2016, 4.2; shortcuts that change shape are 1×1 convolutions)",
        (o, input, outputs) -> residualNetwork(name, blocks, o, input, outputs),
        "channels",
        16,
        "activation",
        Activation.RELU,
        "norm",
        Norm.GROUP,
        DROPOUT,
        0.0);
  }

  /** All networks by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return Collections.unmodifiableMap(ENTRIES);
  }

  /**
   * The entry with a name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Entry named(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown model '" + name + "'; known: " + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }

  /**
   * A network from its name and some of its options; the rest have their defaults.
   *
   * @throws IllegalArgumentException for an unknown name or option (listing the known ones), or if
   *     the network does not fit its input
   */
  public static Network make(String name, Map<String, ?> given, Shape input, int outputs) {
    Entry entry = named(name);
    Map<String, Object> options = Choices.over("the model " + name, entry.options(), given);
    return entry.factory().make(options, input, outputs);
  }

  private static List<Integer> widths(Map<String, Object> options, Shape input, int outputs) {
    List<Integer> widths = new ArrayList<>();
    widths.add(input.size());
    ((List<?>) options.get("widths")).forEach(width -> widths.add((Integer) width));
    widths.add(outputs);
    return widths;
  }

  private static int whole(Map<String, Object> options, String key) {
    int value = (Integer) options.get(key);
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be at least 1, found " + value);
    }
    return value;
  }

  /** Rows are flat already: an image counts as the vector of its numbers. */
  private static Network mlp(Map<String, Object> options, Shape input, int outputs) {
    Activation activation = (Activation) options.get("activation");
    boolean bias = (Boolean) options.get("bias");
    List<Integer> widths = widths(options, input, outputs);
    if (options.get("norm") == Norm.NONE && dropout(options).rate() == 0) {
      return new Mlp(widths, activation, bias);
    }
    List<Layer> layers = new ArrayList<>();
    for (int layer = 1; layer < widths.size(); layer++) {
      boolean last = layer + 1 == widths.size();
      dense(layers, options, widths.get(layer), bias);
      if (!last) {
        layers.addAll(after(options, widths.get(layer)));
      }
    }
    String name =
        "mlp "
            + widths.stream().map(String::valueOf).collect(Collectors.joining("-"))
            + (options.get("norm") == Norm.NONE ? "" : " norm " + options.get("norm"));
    return new Sequential(name, Shape.of(input.size()), layers);
  }

  private static Network residualMlp(Map<String, Object> options, Shape input, int outputs) {
    int width = whole(options, "width");
    boolean bias = (Boolean) options.get("bias");
    List<Layer> layers = new ArrayList<>();
    dense(layers, options, width, bias);
    for (int block = 0; block < whole(options, "blocks"); block++) {
      List<Layer> branch = new ArrayList<>(after(options, width));
      dense(branch, options, width, bias);
      branch.addAll(after(options, width));
      dense(branch, options, width, bias);
      layers.add(new Residual(new Chain(branch), new Chain(List.of())));
    }
    layers.addAll(after(options, width));
    dense(layers, options, outputs, bias);
    return new Sequential("residual-mlp", Shape.of(input.size()), layers);
  }

  /** Images of 28×28 are padded to the 32×32 that the original takes. */
  private static Network lenet5(Map<String, Object> options, Shape input, int outputs) {
    Windows.image("lenet5", input);
    List<Layer> layers = new ArrayList<>();
    layers.add(convolution(options, 6, 5, 1, input.extent(1) < 32 ? 2 : 0));
    layers.addAll(after(options, 6));
    layers.add(AveragePool.of(2));
    layers.add(convolution(options, 16, 5, 1, 0));
    layers.addAll(after(options, 16));
    layers.add(AveragePool.of(2));
    layers.add(new Flatten());
    dense(layers, options, 120, true);
    layers.add(activation(options));
    dense(layers, options, 84, true);
    layers.add(activation(options));
    dense(layers, options, outputs, true);
    return new Sequential("lenet5", input, layers);
  }

  private static Network cnnSmall(Map<String, Object> options, Shape input, int outputs) {
    int channels = whole(options, "channels");
    List<Layer> layers = new ArrayList<>();
    layers.add(convolution(options, channels, 3, 1, 1));
    layers.addAll(after(options, channels));
    layers.add(MaxPool.of(2));
    layers.add(convolution(options, 2 * channels, 3, 1, 1));
    layers.addAll(after(options, 2 * channels));
    layers.add(MaxPool.of(2));
    layers.add(new Flatten());
    dense(layers, options, outputs, true);
    return new Sequential("cnn-small", input, layers);
  }

  private static Network residualNetwork(
      String name, int blocks, Map<String, Object> options, Shape input, int outputs) {
    int channels = whole(options, "channels");
    List<Layer> layers = new ArrayList<>();
    layers.add(convolution(options, channels, 3, 1, 1));
    layers.addAll(after(options, channels));
    for (int stage = 0; stage < 3; stage++) {
      int wide = channels << stage;
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        List<Layer> branch = new ArrayList<>();
        branch.add(convolution(options, wide, 3, stride, 1));
        branch.addAll(after(options, wide));
        branch.add(convolution(options, wide, 3, 1, 1));
        branch.addAll(norm(options, wide));
        List<Layer> shortcut = new ArrayList<>();
        if (stride > 1) {
          shortcut.add(convolution(options, wide, 1, stride, 0));
          shortcut.addAll(norm(options, wide));
        }
        layers.add(new Residual(new Chain(branch), new Chain(shortcut)));
        layers.add(activation(options));
      }
    }
    layers.add(new GlobalAverage());
    dense(layers, options, outputs, true);
    return new Sequential(name, input, layers);
  }

  /** A normalisation takes the mean away and brings a bias of its own. */
  private static Convolution convolution(
      Map<String, Object> options, int channels, int kernel, int stride, int padding) {
    boolean bias = options.get("norm") == Norm.NONE;
    return new Convolution(channels, kernel, stride, padding, 1, bias);
  }

  /** A dense layer, with a dropout before it unless it takes the network's input. */
  private static void dense(
      List<Layer> layers, Map<String, Object> options, int outputs, boolean bias) {
    Dropout dropout = dropout(options);
    if (dropout.rate() > 0 && !layers.isEmpty()) {
      layers.add(dropout);
    }
    layers.add(new Dense(outputs, bias));
  }

  private static Dropout dropout(Map<String, Object> options) {
    return new Dropout((Double) options.get(DROPOUT));
  }

  private static Layer activation(Map<String, Object> options) {
    return new Activate((Activation) options.get("activation"));
  }

  private static List<Layer> norm(Map<String, Object> options, int channels) {
    return switch ((Norm) options.get("norm")) {
      case NONE -> List.of();
      case LAYER -> List.of(new GroupNormalisation(1));
      case GROUP -> List.of(new GroupNormalisation(groups(channels)));
      case BATCH -> List.of(BatchNormalisation.DEFAULT);
    };
  }

  /** As many as can be of equal size and two channels at least, up to 8. */
  private static int groups(int channels) {
    int groups = Math.min(MOST_GROUPS, Math.max(1, channels / 2));
    while (channels % groups != 0) {
      groups--;
    }
    return groups;
  }

  private static List<Layer> after(Map<String, Object> options, int channels) {
    List<Layer> layers = new ArrayList<>(norm(options, channels));
    layers.add(activation(options));
    return layers;
  }
}
