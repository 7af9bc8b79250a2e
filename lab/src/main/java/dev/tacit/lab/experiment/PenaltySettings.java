package dev.tacit.lab.experiment;

import dev.tacit.network.Layer.Ability;
import dev.tacit.penalty.Penalties;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is added to the loss's gradient: nothing, one penalty or several. An optimizer's own {@code
 * penalty} stands in place of the experiment's; {@code none} there is none.
 *
 * @param entries each with its options, in the order of the file
 */
record PenaltySettings(List<Entry> entries) {
  /** Where it stands in a file. */
  static final String KEY = "penalty";

  private static final String NAME = "name";
  private static final String NONE = "none";

  /** One penalty: its name, every option with defaults filled in, and what was made of them. */
  record Entry(String name, Map<String, Object> options, Penalty penalty, String where) {

    private Map<String, Object> resolved(Map<String, Object> shown) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put(NAME, name);
      map.putAll(shown);
      return map;
    }
  }

  /**
   * Takes the experiment's {@code penalty} and reads it, or the optimizer's own.
   *
   * @param path of the optimizer's entry
   */
  static PenaltySettings read(Section common, Node optimizer, String path) {
    Node shared = common.take(KEY);
    Node own = optimizer.isMap() ? optimizer.entries().get(KEY) : null;
    PenaltySettings all = read(shared, KEY);
    return own == null || own.isNull() ? all : read(own, path + "." + KEY);
  }

  private static PenaltySettings read(Node node, String path) {
    List<Entry> entries = new ArrayList<>();
    if (node != null && !NONE.equals(node.value())) {
      List<Node> items = node.isList() ? node.items(path) : List.of(node);
      for (int i = 0; i < items.size(); i++) {
        entries.add(entry(items.get(i), node.isList() ? path + "[" + (i + 1) + "]" : path));
      }
    }
    return new PenaltySettings(List.copyOf(entries));
  }

  private static Entry entry(Node node, String path) {
    if (!node.isMap()) {
      Section.checked(path, node, () -> Section.asText(node));
      return entry(new Node(Map.of(NAME, node), node.where()), path);
    }
    Section section = new Section(node, path);
    Node nameNode = section.need(NAME);
    String name = section.check(NAME, nameNode, () -> Section.asText(nameNode));
    Penalties.Entry known = section.check(NAME, nameNode, () -> Penalties.named(name));
    Map<String, Object> values =
        section.options(known.defaults(), some -> Penalties.make(name, some));
    section.done();
    Penalty made = section.check("", null, () -> Penalties.make(name, values));
    return new Entry(name, values, made, nameNode.where());
  }

  /**
   * Refuses penalties that do not fit a training.
   *
   * @throws SettingsException with the line and the reason
   */
  void check(Conditions training) {
    for (Entry entry : active()) {
      entry
          .penalty()
          .obstacle(training)
          .or(
              () ->
                  entry.penalty().multiplies()
                      ? training.network().lacks(Ability.SECOND_DERIVATIVES)
                      : Optional.empty())
          .ifPresent(
              why -> {
                throw new SettingsException(entry.where(), "penalty " + entry.name() + ": " + why);
              });
      if (entry.penalty().isImplicit() && active().size() > 1) {
        throw new SettingsException(
            entry.where(),
            "penalty "
                + entry.name()
                + ": the implicit term is derived for the loss alone, and another penalty is added"
                + " to it here");
      }
    }
  }

  /** What each that adds anything costs, in sentences. */
  List<String> costs(Conditions training) {
    return active().stream()
        .map(
            entry ->
                "Penalty "
                    + entry.name()
                    + " costs every step, beside the gradient of its batch: "
                    + entry.penalty().cost(training))
        .toList();
  }

  /** Those that add anything. */
  List<Entry> active() {
    return entries.stream().filter(entry -> entry.penalty().active()).toList();
  }

  /** What training is given. */
  List<Penalty> penalties() {
    return entries.stream().map(Entry::penalty).toList();
  }

  /** Plain maps, one a penalty; a single one stands alone. */
  Object resolved() {
    List<Map<String, Object>> all =
        entries.stream().map(entry -> entry.resolved(entry.options())).toList();
    return all.size() == 1 ? all.get(0) : all;
  }

  /** Plain maps of those that add anything, of their options those that are not the defaults. */
  List<Map<String, Object>> shortened() {
    return active().stream()
        .map(
            entry -> {
              Map<String, Object> options = new LinkedHashMap<>(entry.options());
              options.entrySet().removeAll(Penalties.named(entry.name()).defaults().entrySet());
              return entry.resolved(options);
            })
        .toList();
  }
}
