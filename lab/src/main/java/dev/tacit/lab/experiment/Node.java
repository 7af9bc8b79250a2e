package dev.tacit.lab.experiment;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One value of a settings file with the place where it was written, so that every complaint can
 * name the line. Immutable.
 *
 * @param value a scalar (text, number, boolean or null), a {@code List<Node>} or a {@code
 *     Map<String, Node>}
 * @param where as in {@code paper.yaml:7}
 */
record Node(Object value, String where) {

  /**
   * Reads YAML.
   *
   * @param name of the file, for messages
   */
  static Node parse(String text, String name) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      org.yaml.snakeyaml.nodes.Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        throw new SettingsException(name, "the file is empty; an experiment is expected");
      }
      return new Converter(name, options).convert(root, 0);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new SettingsException(name + ":" + line, "not YAML: " + e.getProblem());
    } catch (StackOverflowError e) {
      throw new SettingsException(name, "nested too deeply");
    }
  }

  /** The same from plain maps, lists and scalars, all written at one place. */
  static Node of(Object plain, String where) {
    if (plain instanceof Map<?, ?> map) {
      Map<String, Node> entries = new LinkedHashMap<>();
      map.forEach((key, value) -> entries.put(String.valueOf(key), of(value, where)));
      return new Node(entries, where);
    }
    if (plain instanceof List<?> list) {
      return new Node(list.stream().map(item -> of(item, where)).toList(), where);
    }
    return new Node(plain, where);
  }

  /** Plain maps, lists and scalars. */
  Object plain() {
    if (value instanceof Map<?, ?>) {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries().forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
    if (value instanceof List<?>) {
      return items().stream().map(Node::plain).toList();
    }
    return value;
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  /** The entries of a mapping, in the order of the file. */
  @SuppressWarnings("unchecked")
  Map<String, Node> entries() {
    if (!isMap()) {
      throw new SettingsException(where, "a mapping (key: value) is expected, found " + this);
    }
    return (Map<String, Node>) value;
  }

  /** The items of a list. */
  @SuppressWarnings("unchecked")
  List<Node> items() {
    if (!isList()) {
      throw new SettingsException(where, "a list is expected, found " + this);
    }
    return (List<Node>) value;
  }

  /** A copy in which the value at a dotted path is another; missing mappings are made. */
  Node with(String path, Node replacement) {
    int dot = path.indexOf('.');
    String key = dot < 0 ? path : path.substring(0, dot);
    if (key.isEmpty()) {
      throw new SettingsException(replacement.where, "'" + path + "' is not a key");
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    if (value != null) {
      entries.putAll(entries());
    }
    if (dot < 0) {
      entries.put(key, replacement);
    } else {
      Node below = entries.getOrDefault(key, new Node(new LinkedHashMap<>(), replacement.where));
      Node parent = below.value == null || below.isMap() ? below : shorthand(key, below);
      entries.put(key, parent.with(path.substring(dot + 1), replacement));
    }
    return new Node(entries, where);
  }

  /** {@code data: mnist-20k} is short for {@code data: {name: mnist-20k}}. */
  private static Node shorthand(String key, Node scalar) {
    if (key.equals("data") || key.equals("model")) {
      return new Node(new LinkedHashMap<>(Map.of("name", scalar)), scalar.where);
    }
    throw new SettingsException(scalar.where, "'" + key + "' is " + scalar + " and has no keys");
  }

  @Override
  public String toString() {
    return isMap() ? "a mapping" : isList() ? "a list" : "'" + value + "'";
  }

  private static final class Converter {
    private static final int DEEPEST = 20;
    private final String name;
    private final Scalars scalars;

    Converter(String name, LoaderOptions options) {
      this.name = name;
      this.scalars = new Scalars(options);
    }

    Node convert(org.yaml.snakeyaml.nodes.Node node, int depth) {
      String where = name + ":" + (node.getStartMark().getLine() + 1);
      if (depth > DEEPEST) {
        throw new SettingsException(where, "nested more than " + DEEPEST + " deep");
      }
      if (node instanceof MappingNode mapping) {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
          String keyWhere = name + ":" + (tuple.getKeyNode().getStartMark().getLine() + 1);
          if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            throw new SettingsException(keyWhere, "a key must be plain text");
          }
          Node value = convert(tuple.getValueNode(), depth + 1);
          if (entries.put(key.getValue(), new Node(value.value(), keyWhere)) != null) {
            throw new SettingsException(keyWhere, "the key '" + key.getValue() + "' stands twice");
          }
        }
        return new Node(entries, where);
      }
      if (node instanceof SequenceNode sequence) {
        List<Node> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(convert(item, depth + 1)));
        return new Node(items, where);
      }
      return new Node(scalars.scalar(node, where), where);
    }
  }

  /** YAML's own reading of a scalar; {@code 1e-3} counts as a number, which YAML 1.1 denies. */
  private static final class Scalars extends SafeConstructor {
    Scalars(LoaderOptions options) {
      super(options);
    }

    Object scalar(org.yaml.snakeyaml.nodes.Node node, String where) {
      Object value = constructObject(node);
      if (value instanceof String text && text.matches("[-+]?[0-9.]+[eE][-+]?[0-9]+")) {
        return Double.parseDouble(text);
      }
      if (value == null
          || value instanceof String
          || value instanceof Number
          || value instanceof Boolean) {
        return value;
      }
      throw new SettingsException(where, "text, a number or true/false is expected");
    }
  }
}
