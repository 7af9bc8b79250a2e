package dev.tacit.lab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads one mapping key by key and refuses what nobody asked for: after the last read, {@link
 * #done} complains about unknown keys and lists the known ones.
 */
final class Section {
  private final Node node;
  private final String path;
  private final Map<String, Node> left;
  private final Map<String, Node> taken = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * A mapping.
   *
   * @param path of this mapping from the file's root, as in {@code data.labelNoise}; may be empty
   */
  Section(Node node, String path) {
    this.node = node;
    this.path = path;
    this.left = new LinkedHashMap<>(node.entries());
  }

  /** The full name of a key. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Whether a key is there and not null. */
  boolean has(String key) {
    Node found = left.get(key);
    return found != null && found.value() != null;
  }

  /** Takes a key's value; null if it is not there. */
  Node take(String key) {
    known.add(key);
    Node found = left.remove(key);
    if (found == null || found.value() == null) {
      return null;
    }
    taken.put(key, found);
    return found;
  }

  /** Takes a key's value, which must be there. */
  Node need(String key) {
    Node found = take(key);
    if (found == null) {
      throw new SettingsException(node.where(), "'" + path(key) + "' is missing");
    }
    return found;
  }

  /** A mapping below this one; an empty one if it is not there. */
  Section section(String key) {
    Node found = take(key);
    return new Section(
        found == null ? new Node(new LinkedHashMap<>(), node.where()) : found, path(key));
  }

  String text(String key, String standard) {
    return read(key, standard, Section::asText);
  }

  double number(String key, double standard) {
    return read(key, standard, Section::asNumber);
  }

  int integer(String key, int standard) {
    return Math.toIntExact(integerLong(key, standard));
  }

  long integerLong(String key, long standard) {
    return read(key, standard, Section::asInteger);
  }

  boolean bool(String key, boolean standard) {
    return read(
        key,
        standard,
        n -> {
          if (n.value() instanceof Boolean b) {
            return b;
          }
          throw new IllegalArgumentException("must be true or false, found " + n);
        });
  }

  /** A list of whole numbers; a single number counts as a list of one. */
  List<Integer> integers(String key, List<Integer> standard) {
    return read(
        key,
        standard,
        n ->
            (n.isList() ? n.items() : List.of(n))
                .stream().map(item -> Math.toIntExact(asInteger(item))).toList());
  }

  private <T> T read(String key, T standard, Function<Node, T> as) {
    Node found = take(key);
    return found == null ? standard : check(key, found, () -> as.apply(found));
  }

  /**
   * Turns a complaint of a constructor into one that names the key and the line.
   *
   * @param at where the value stands, or null for where the key was taken
   */
  <T> T check(String key, Node at, Supplier<T> action) {
    try {
      return action.get();
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      Node place = at == null ? taken.getOrDefault(key, node) : at;
      throw new SettingsException(place.where(), named(key, e));
    }
  }

  private String named(String key, RuntimeException e) {
    String name = key.isEmpty() ? path : path(key);
    return name.isEmpty() ? e.getMessage() : name + ": " + e.getMessage();
  }

  /** The keys nobody has asked for yet, with their plain values; they count as asked for. */
  Map<String, Object> rest() {
    Map<String, Object> rest = new LinkedHashMap<>();
    left.forEach((key, value) -> rest.put(key, value.plain()));
    known.addAll(left.keySet());
    left.clear();
    return rest;
  }

  /** The keys nobody has asked for yet, with where they stand; they count as asked for. */
  Map<String, Node> restNodes() {
    Map<String, Node> rest = new LinkedHashMap<>(left);
    known.addAll(left.keySet());
    left.clear();
    return rest;
  }

  /** Refuses keys that were not asked for. */
  void done() {
    if (!left.isEmpty()) {
      String key = left.keySet().iterator().next();
      throw new SettingsException(
          left.get(key).where(),
          "unknown key '" + path(key) + "'; known here: " + String.join(", ", known));
    }
  }

  /** Where the mapping stands. */
  String where() {
    return node.where();
  }

  /** Where a key stands that was taken, else where the mapping stands. */
  String where(String key) {
    return taken.getOrDefault(key, node).where();
  }

  static String asText(Node n) {
    if (n.value() instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("text is expected, found " + n);
  }

  static double asNumber(Node n) {
    if (n.value() instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("a number is expected, found " + n);
  }

  static long asInteger(Node n) {
    if (n.value() instanceof Integer || n.value() instanceof Long) {
      return ((Number) n.value()).longValue();
    }
    if (n.value() instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
      return (long) (double) d;
    }
    throw new IllegalArgumentException("a whole number is expected, found " + n);
  }
}
