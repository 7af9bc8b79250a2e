package dev.tacit.lab.experiment;

import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network up to its input and output widths, which the data give.
 *
 * @param hidden widths of the hidden layers; one less than there are weight layers
 * @param activation between layers
 * @param bias whether layers have biases
 * @param initialiser of w
 * @param initScale factor of the initialiser {@code scaled}
 */
record ModelSettings(
    List<Integer> hidden,
    Activation activation,
    boolean bias,
    Initialiser initialiser,
    double initScale) {
  /** Names that a file may give. */
  static final Map<String, String> KNOWN =
      Map.of("mlp", "fully connected: depth and width, or widths of the hidden layers");

  private static final int MOST_LAYERS = 1000;
  private static final int WIDEST = 1 << 16;

  static ModelSettings read(Node node) {
    if (!node.isMap()) {
      return read(new Node(Map.of("name", node), node.where()));
    }
    Section model = new Section(node, "model");
    Node name = model.take("name");
    if (name != null && !KNOWN.containsKey(model.check("name", name, () -> Section.asText(name)))) {
      throw new SettingsException(
          name.where(),
          "model.name: unknown model " + name + "; known: " + String.join(", ", KNOWN.keySet()));
    }
    Node depthNode = model.take("depth");
    Node widthNode = model.take("width");
    List<Integer> widths = model.integers("widths", null);
    if (widths != null && (depthNode != null || widthNode != null)) {
      throw new SettingsException(
          model.where(), "model: give either widths, or depth and width, not both");
    }
    int depth =
        depthNode == null ? 5 : model.check("depth", depthNode, () -> Section.asInt(depthNode));
    int width =
        widthNode == null ? 256 : model.check("width", widthNode, () -> Section.asInt(widthNode));
    require(depth >= 1 && depth <= MOST_LAYERS, depthNode, "model.depth", depth, MOST_LAYERS);
    List<Integer> hidden = widths != null ? widths : Collections.nCopies(depth - 1, width);
    for (int w : hidden) {
      require(
          w >= 1 && w <= WIDEST, widthNode == null ? node : widthNode, "model.width", w, WIDEST);
    }
    String activation = model.text("activation", "relu");
    String init = model.text("init", "he");
    Node scaleNode = model.take("initScale");
    double scale =
        scaleNode == null
            ? 1
            : model.check("initScale", scaleNode, () -> Section.asNumber(scaleNode));
    if (scale != 1 && !init.equals(Initialiser.SCALED.toString())) {
      throw new SettingsException(
          model.where("initScale"),
          "model.initScale is the factor of init: scaled; init: " + init + " does not use it");
    }
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new SettingsException(
          model.where("initScale"), "model.initScale must be positive and finite, found " + scale);
    }
    boolean bias = model.bool("bias", true);
    model.done();
    return new ModelSettings(
        List.copyOf(hidden),
        model.check("activation", null, () -> Activation.named(activation)),
        bias,
        model.check("init", null, () -> Initialiser.named(init)),
        scale);
  }

  private static void require(boolean holds, Node at, String key, int found, int most) {
    if (!holds) {
      throw new SettingsException(
          at == null ? "model" : at.where(), key + " must be in [1, " + most + "], found " + found);
    }
  }

  Mlp network(int inputs, int outputs) {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(hidden);
    widths.add(outputs);
    return new Mlp(widths, activation, bias);
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", "mlp");
    map.put("widths", hidden);
    map.put("activation", activation.toString());
    map.put("bias", bias);
    map.put("init", initialiser.toString());
    map.put("initScale", initScale);
    return map;
  }
}
