package dev.tacit.lab.experiment;

import dev.tacit.network.Activation;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Models;
import dev.tacit.network.Models.Norm;
import dev.tacit.network.Network;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The network up to its input and output, which the data give.
 *
 * @param name of a model, or null where the layers are written out or it is a module
 * @param options of that model, all of them
 * @param layers written out, or null
 * @param module a user's own, or null
 * @param initialiser of w; null to begin with what a module came with
 * @param initScale factor of the initialiser {@code scaled}
 * @param where the file says so
 */
record ModelSettings(
    String name,
    Map<String, Object> options,
    LayerList layers,
    Module module,
    Initialiser initialiser,
    double initScale,
    String where) {
  private static final String MODULE = "module";

  /**
   * A module that PyTorch saved.
   *
   * @param file where it is; not part of a run's identity (the checksum is)
   * @param sha256 of the file
   * @param mode whether it is run as in training, while it is trained
   */
  record Module(String file, String sha256, Mode mode) {
    /** PyTorch's two modes of a module. */
    enum Mode {
      TRAIN,
      EVAL;

      static Mode named(String name) {
        for (Mode mode : values()) {
          if (mode.toString().equals(name)) {
            return mode;
          }
        }
        throw new IllegalArgumentException("must be train or eval, found '" + name + "'");
      }

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    private static Module read(Section model, Node fileNode) {
      String file = model.check(MODULE, fileNode, () -> Section.asText(fileNode));
      String known = model.text("sha256", null); // as a manifest has it
      String mode = model.text("mode", Mode.TRAIN.toString());
      String found =
          known != null ? known : model.check(MODULE, fileNode, () -> ModuleFile.identify(file));
      return new Module(file, found, model.check("mode", null, () -> Mode.named(mode)));
    }
  }

  private static final int MOST_LAYERS = 1000;
  private static final int WIDEST = 1 << 16;

  static ModelSettings read(Node node) {
    if (!node.isMap()) {
      return read(new Node(Map.of("name", node), node.where()));
    }
    Section model = new Section(node, "model");
    Node nameNode = model.take("name");
    Node layersNode = model.take("layers");
    Node moduleNode = model.take(MODULE);
    if (Stream.of(nameNode, layersNode, moduleNode).filter(Objects::nonNull).count() > 1) {
      throw new SettingsException(
          (moduleNode == null ? layersNode : moduleNode).where(),
          "model: give either a name, layers or a module, not two of them");
    }
    String name = null;
    Map<String, Object> options = Map.of();
    LayerList layers = null;
    Module module = null;
    if (moduleNode != null) {
      module = Module.read(model, moduleNode);
    } else if (layersNode != null) {
      layers = LayerList.read(layersNode, "model.layers");
    } else {
      String given =
          nameNode == null ? "mlp" : model.check("name", nameNode, () -> Section.asText(nameNode));
      Models.Entry entry = model.check("name", nameNode, () -> Models.named(given));
      name = given;
      options = options(model, entry);
    }
    String init = model.text("init", module == null ? "he" : MODULE);
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
    model.done();
    return new ModelSettings(
        name,
        options,
        layers,
        module,
        module != null && init.equals(MODULE)
            ? null
            : model.check("init", null, () -> Initialiser.named(init)),
        scale,
        node.where());
  }

  private static Map<String, Object> options(Section model, Models.Entry entry) {
    Map<String, Object> options = new LinkedHashMap<>(entry.options());
    entry
        .options()
        .forEach(
            (key, standard) ->
                options.put(
                    key,
                    standard instanceof List<?> widths
                        ? widths(model, widths)
                        : option(model, key, standard)));
    return options;
  }

  private static Object option(Section model, String key, Object standard) {
    Node found = model.take(key);
    return found == null ? standard : model.check(key, found, () -> likewise(standard, found));
  }

  /** A value of the type of a default. */
  private static Object likewise(Object standard, Node found) {
    if (standard instanceof Activation) {
      return Activation.named(Section.asText(found));
    }
    if (standard instanceof Norm) {
      return Norm.named(Section.asText(found));
    }
    if (standard instanceof Boolean) {
      return Section.asBoolean(found);
    }
    if (standard instanceof Double) {
      double share = Section.asNumber(found);
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException("must be in [0, 1), found " + share);
      }
      return share;
    }
    int number = Section.asInt(found);
    if (!(number >= 1 && number <= WIDEST)) {
      throw new IllegalArgumentException("must be in [1, " + WIDEST + "], found " + number);
    }
    return number;
  }

  /** Widths of the hidden layers, given as such or as how many layers of which width. */
  private static List<Integer> widths(Section model, List<?> standard) {
    Node depthNode = model.take("depth");
    Node widthNode = model.take("width");
    List<Integer> widths = model.integers("widths", null);
    if (widths != null && (depthNode != null || widthNode != null)) {
      throw new SettingsException(
          model.where(), "model: give either widths, or depth and width, not both");
    }
    int depth =
        depthNode == null
            ? standard.size() + 1
            : model.check("depth", depthNode, () -> Section.asInt(depthNode));
    int width =
        widthNode == null
            ? (Integer) standard.get(0)
            : model.check("width", widthNode, () -> Section.asInt(widthNode));
    String depthWhere = depthNode == null ? model.where() : depthNode.where();
    require(depth >= 1 && depth <= MOST_LAYERS, depthWhere, "model.depth", depth, MOST_LAYERS);
    List<Integer> hidden = widths != null ? widths : Collections.nCopies(depth - 1, width);
    String widthWhere =
        widthNode != null ? widthNode.where() : model.where(widths == null ? "" : "widths");
    for (int w : hidden) {
      require(w >= 1 && w <= WIDEST, widthWhere, "model.width", w, WIDEST);
    }
    return List.copyOf(hidden);
  }

  private static void require(boolean holds, String where, String key, int found, int most) {
    if (!holds) {
      throw new SettingsException(where, key + " must be in [1, " + most + "], found " + found);
    }
  }

  /**
   * The network for some data.
   *
   * @throws SettingsException if a layer does not fit, saying which and why
   */
  Network network(Shape input, int outputs) {
    try {
      if (module != null) {
        return ModuleFile.network(
            module.file(), module.sha256(), module.mode() == Module.Mode.TRAIN, input, outputs);
      }
      return layers != null
          ? layers.network(input, outputs)
          : Models.make(name, options, input, outputs);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(where, "model: " + e.getMessage());
    }
  }

  /** w before the first step, length p. */
  double[] start(Network network, RandomStreams streams) {
    return initialiser == null
        ? ((ForeignNetwork) network).module().start()
        : initialiser.draw(network, streams, initScale);
  }

  /** The same in another of PyTorch's modes; itself if it is no module. */
  ModelSettings in(Module.Mode mode) {
    return module == null
        ? this
        : new ModelSettings(
            name,
            options,
            layers,
            new Module(module.file(), module.sha256(), mode),
            initialiser,
            initScale,
            where);
  }

  /** Whether it is the same network, wherever it was written. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelSettings that && resolved().equals(that.resolved());
  }

  @Override
  public int hashCode() {
    return resolved().hashCode();
  }

  Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (module != null) {
      map.put(MODULE, module.file());
      map.put("sha256", module.sha256());
      map.put("mode", module.mode().toString());
    } else if (layers != null) {
      map.put("layers", layers.resolved());
    } else {
      map.put("name", name);
      options.forEach(
          (key, value) -> {
            boolean nothing = value == Norm.NONE || value.equals(0.0);
            boolean absent = nothing && value.equals(Models.named(name).options().get(key));
            if (!absent) { // what adds nothing by default is what models had before there was it
              map.put(key, value instanceof Enum<?> ? value.toString() : value);
            }
          });
    }
    map.put("init", initialiser == null ? MODULE : initialiser.toString());
    map.put("initScale", initScale);
    return map;
  }
}
