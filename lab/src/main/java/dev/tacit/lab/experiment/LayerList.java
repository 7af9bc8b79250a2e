package dev.tacit.lab.experiment;

import dev.tacit.network.Chain;
import dev.tacit.network.Dense;
import dev.tacit.network.Layer;
import dev.tacit.network.Layers;
import dev.tacit.network.Network;
import dev.tacit.network.Residual;
import dev.tacit.network.Sequential;
import dev.tacit.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers as a file writes them out, one after the other:
 *
 * <pre>
 *   - convolution: {channels: 16, kernel: 3, padding: 1}
 *   - relu
 *   - max-pool: 2
 *   - residual: [relu, convolution: {channels: 16, padding: 1}]
 *   - flatten
 *   - dense: outputs
 * </pre>
 *
 * <p>A single value is the layer's first option; the width {@code outputs} is what the data need.
 */
final class LayerList {
  private static final String DATA = "outputs";
  private static final String RESIDUAL = "residual";

  /** One layer, or a residual block of two lists. */
  private record Item(
      String name,
      Map<String, Object> options,
      LayerList branch,
      LayerList shortcut,
      String where) {

    Layer layer(int outputs) {
      if (branch != null) {
        return new Residual(branch.chain(outputs), shortcut.chain(outputs));
      }
      return wantsData() ? new Dense(outputs, bias()) : Layers.make(name, options);
    }

    private boolean wantsData() {
      return name.equals("dense") && DATA.equals(options.get("outputs"));
    }

    private boolean bias() {
      return options.get("bias") instanceof Boolean bias && bias;
    }

    Object resolved() {
      if (branch != null) {
        Map<String, Object> ways = new LinkedHashMap<>();
        ways.put("branch", branch.resolved());
        ways.put("shortcut", shortcut.resolved());
        return Map.of(RESIDUAL, ways);
      }
      return options.isEmpty() ? name : Map.of(name, options);
    }
  }

  private final List<Item> items;

  private LayerList(List<Item> items) {
    this.items = items;
  }

  /**
   * Reads a list.
   *
   * @param path its full name, for messages
   */
  static LayerList read(Node list, String path) {
    List<Item> items = new ArrayList<>();
    int place = 1;
    for (Node node : list.items(path)) {
      items.add(item(node, path + "[" + place++ + "]"));
    }
    return new LayerList(items);
  }

  private static Item item(Node node, String path) {
    if (!node.isMap()) {
      return plain(written(node, path), new LinkedHashMap<>(), node, path);
    }
    Map<String, Node> entries = node.entries(path);
    if (entries.size() != 1) {
      throw new SettingsException(
          node.where(),
          path
              + ": one layer is expected, as in 'relu', 'dense: 10' or 'convolution: {channels:"
              + " 16}', found "
              + entries.size()
              + " keys");
    }
    String name = entries.keySet().iterator().next();
    Node value = entries.get(name);
    if (name.equals(RESIDUAL)) {
      return residual(value, path + "." + RESIDUAL);
    }
    Map<String, Object> options = new LinkedHashMap<>();
    if (value.isMap()) {
      value
          .entries(path)
          .forEach(
              (key, option) -> {
                if (!option.isNull()) {
                  options.put(key, option.plain());
                }
              });
    } else if (!value.isNull()) {
      options.put(Section.checked(path, value, () -> Layers.mainOption(name)), value.plain());
    }
    return plain(name, options, value.isNull() ? node : value, path);
  }

  private static Item residual(Node value, String path) {
    if (value.isList()) {
      return new Item(
          RESIDUAL, Map.of(), read(value, path), new LayerList(List.of()), value.where());
    }
    Section ways = new Section(value, path);
    Node branch = ways.need("branch");
    Node shortcut = ways.take("shortcut");
    ways.done();
    return new Item(
        RESIDUAL,
        Map.of(),
        read(branch, path + ".branch"),
        shortcut == null ? new LayerList(List.of()) : read(shortcut, path + ".shortcut"),
        value.where());
  }

  /** A layer that holds no others, with all its options; complains about them at once. */
  private static Item plain(String name, Map<String, Object> given, Node at, String path) {
    Map<String, Object> options = Section.checked(path, at, () -> Layers.options(name, given));
    Item item = new Item(name, options, null, null, at.where());
    Section.checked(path, at, () -> item.layer(1));
    return item;
  }

  private static String written(Node node, String path) {
    return Section.checked(path, node, () -> Section.asText(node));
  }

  private Chain chain(int outputs) {
    return new Chain(items.stream().map(item -> item.layer(outputs)).toList());
  }

  /**
   * The network for some data.
   *
   * @throws IllegalArgumentException if a layer does not fit its input, or the last one the data
   */
  Network network(Shape input, int outputs) {
    Network network = new Sequential("layers", input, chain(outputs).layers());
    if (network.outputs() != outputs) {
      throw new IllegalArgumentException(
          "the last layer has "
              + network.outputs()
              + " outputs, and the data need "
              + outputs
              + "; 'dense: outputs' has as many as they need");
    }
    return network;
  }

  /** The list with every option, as a file could write it. */
  List<Object> resolved() {
    return items.stream().map(Item::resolved).toList();
  }
}
