package dev.tacit.lab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One value of a settings file with the place where it was written, so that every complaint can
 * name the line. A scalar is kept as the text that was written until it is known what is wanted: a
 * label {@code 1e-1} and a learning rate {@code 1e-1} look the same in a file. Immutable.
 *
 * @param value a scalar's text, null for "not set", a {@code List<Node>} or a {@code Map<String,
 *     Node>}
 * @param quoted whether a scalar stands in quotes, and so is text and no number
 * @param where as in {@code paper.yaml:7}
 */
record Node(Object value, boolean quoted, String where) {
  private static final int LONGEST_SHOWN = 60;
  private static final Set<String> NAMED = Set.of("data", "model", "loss", "penalty");

  /** A mapping, a list, null, or text that is no number. */
  Node(Object value, String where) {
    this(value, value instanceof String, where);
  }

  /**
   * Reads the YAML of an experiment.
   *
   * @param name of the file, for messages
   */
  static Node parse(String text, String name) {
    Node root = new YamlReader(text, line -> name + ":" + (line + 1)).read();
    if (root == null) {
      throw new SettingsException(name, "the file is empty; an experiment is expected");
    }
    return root;
  }

  /** Reads the YAML of one value, all of it at one place; null means "not set". */
  static Node parseValue(String text, String where) {
    Node value = new YamlReader(text, line -> where).read();
    return value == null ? new Node(null, where) : value;
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
    if (plain == null || plain instanceof String) {
      return new Node(plain, where);
    }
    return new Node(CoreSchema.text(plain), false, where);
  }

  /** Plain maps, lists and scalars; what YAML 1.2 calls a number or a boolean is one. */
  Object plain() {
    if (isMap()) {
      Map<String, Object> plain = new LinkedHashMap<>();
      entries().forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
    if (isList()) {
      return items().stream().map(Node::plain).toList();
    }
    return quoted || value == null ? value : CoreSchema.value((String) value);
  }

  boolean isMap() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  /** Whether it is "not set". */
  boolean isNull() {
    return value == null;
  }

  /** The entries of a mapping, in the order of the file. */
  Map<String, Node> entries() {
    return entries("");
  }

  /**
   * The entries of a mapping, in the order of the file.
   *
   * @param key its full name, for messages
   */
  @SuppressWarnings("unchecked")
  Map<String, Node> entries(String key) {
    if (!isMap()) {
      throw new SettingsException(
          where, prefix(key) + "a mapping (key: value) is expected, found " + this);
    }
    return (Map<String, Node>) value;
  }

  /** The items of a list. */
  List<Node> items() {
    return items("");
  }

  /**
   * The items of a list.
   *
   * @param key its full name, for messages
   */
  @SuppressWarnings("unchecked")
  List<Node> items(String key) {
    if (!isList()) {
      throw new SettingsException(
          where, prefix(key) + "a list is expected, as in [1, 2], found " + this);
    }
    return (List<Node>) value;
  }

  private static String prefix(String key) {
    return key.isEmpty() ? "" : key + ": ";
  }

  /** A copy in which the value at a dotted path is another; missing mappings are made. */
  Node with(String path, Node replacement) {
    if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new SettingsException(
          replacement.where, "'" + path + "' is not a key; one is like train.batch");
    }
    return with(path, "", replacement);
  }

  private Node with(String path, String above, Node replacement) {
    int dot = path.indexOf('.');
    String key = dot < 0 ? path : path.substring(0, dot);
    Map<String, Node> entries = new LinkedHashMap<>();
    if (value != null) {
      entries.putAll(entries(above));
    }
    if (dot < 0) {
      entries.put(key, replacement);
    } else {
      Node below = entries.getOrDefault(key, new Node(new LinkedHashMap<>(), replacement.where));
      Node parent = below.isNull() || below.isMap() ? below : shorthand(key, below);
      String full = above.isEmpty() ? key : above + "." + key;
      entries.put(key, parent.with(path.substring(dot + 1), full, replacement));
    }
    return new Node(entries, where);
  }

  /** {@code data: mnist-20k} is short for {@code data: {name: mnist-20k}}; others likewise. */
  private static Node shorthand(String key, Node scalar) {
    if (NAMED.contains(key)) {
      return new Node(new LinkedHashMap<>(Map.of("name", scalar)), scalar.where);
    }
    throw new SettingsException(scalar.where, "'" + key + "' is " + scalar + " and has no keys");
  }

  /** The value for messages: short, on one line. */
  @Override
  public String toString() {
    return isMap()
        ? "a mapping"
        : isList() ? "a list" : isNull() ? "nothing" : "'" + shown((String) value) + "'";
  }

  /** Text for messages: short, on one line. */
  static String shown(String text) {
    String line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip();
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }
}
