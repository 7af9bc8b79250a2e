package dev.tacit.lab.experiment;

import java.math.BigInteger;
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
    this.left = new LinkedHashMap<>(node.entries(path.isEmpty() ? "an experiment" : path));
  }

  /** The full name of a key. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Whether a key is there and not null. */
  boolean has(String key) {
    known.add(key);
    Node found = left.get(key);
    return found != null && !found.isNull();
  }

  /** Takes a key's value; null if it is not there or not set. */
  Node take(String key) {
    known.add(key);
    Node found = left.remove(key);
    if (found == null || found.isNull()) {
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
    return read(key, standard, Section::asInt);
  }

  long integerLong(String key, long standard) {
    return read(key, standard, Section::asInteger);
  }

  /** A seed of its own; null if it is not given. */
  Long seed(String key) {
    return read(key, null, Section::asInteger);
  }

  boolean bool(String key, boolean standard) {
    return read(key, standard, Section::asBoolean);
  }

  /** A list of whole numbers; a single number counts as a list of one. */
  List<Integer> integers(String key, List<Integer> standard) {
    return read(
        key,
        standard,
        n -> (n.isList() ? n.items() : List.of(n)).stream().map(Section::asInt).toList());
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
    Node place = at == null ? taken.getOrDefault(key, node) : at;
    return checked(key.isEmpty() ? path : path(key), place, action);
  }

  /** The same for a value that is no key of a mapping, by its full name. */
  static <T> T checked(String name, Node at, Supplier<T> action) {
    try {
      return action.get();
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SettingsException(at.where(), named(name, e, at));
    }
  }

  private static String named(String name, RuntimeException e, Node found) {
    String words =
        e instanceof ArithmeticException ? "is too large a number, found " + found : e.getMessage();
    if (found.value() instanceof String text && text.matches("(?s).*\\p{Cntrl}.*|.{61,}")) {
      words = words.replace(text, Node.shown(text)); // a registry repeats what it was given
    }
    return name.isEmpty() ? words : name + ": " + words;
  }

  /**
   * The keys nobody has asked for yet, with where they stand; they count as asked for. Those that
   * are null are among them, so that their names can be checked.
   */
  Map<String, Node> restNodes() {
    Map<String, Node> rest = new LinkedHashMap<>(left);
    known.addAll(left.keySet());
    left.clear();
    return rest;
  }

  /**
   * Takes every option of something that has defaults, with its default where there is none.
   *
   * @param defaults what there is
   * @param make makes it of some of its options, and complains of values
   */
  Map<String, Object> options(Map<String, Object> defaults, Function<Map<String, Object>, ?> make) {
    Map<String, Object> values = new LinkedHashMap<>(defaults);
    for (String key : defaults.keySet()) {
      Node value = take(key);
      if (value != null) {
        Object standard = defaults.get(key);
        Object plain = asKindOf(standard, value);
        values.put(
            key, standard instanceof Double && plain instanceof Number n ? n.doubleValue() : plain);
        check(key, value, () -> make.apply(Map.of(key, plain)));
      }
    }
    return values;
  }

  /** Refuses keys that were not asked for. */
  void done() {
    for (Map.Entry<String, Node> entry : left.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new SettingsException(
            entry.getValue().where(),
            "unknown key '"
                + Node.shown(path(entry.getKey()))
                + "'; known here: "
                + String.join(", ", known));
      }
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

  /** The text that was written, whatever it looks like. */
  static String asText(Node n) {
    if (n.value() instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("text is expected, found " + n);
  }

  /** Any number, {@code .inf} and {@code .nan} among them. */
  static double asNumber(Node n) {
    Number number = number(n, "a number");
    double value = number.doubleValue();
    if (Double.isInfinite(value) && !((String) n.value()).contains(".i")) {
      throw new IllegalArgumentException(
          "a number of size up to " + Double.MAX_VALUE + " is expected, found " + n);
    }
    return value;
  }

  static long asInteger(Node n) {
    Number number = number(n, "a whole number");
    if (number instanceof Integer || number instanceof Long) {
      return number.longValue();
    }
    if (number instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
      return (long) (double) d;
    }
    throw new IllegalArgumentException(
        number instanceof BigInteger
            ? within(Long.MIN_VALUE, Long.MAX_VALUE, n)
            : "a whole number is expected, found " + n);
  }

  static int asInt(Node n) {
    long number = asInteger(n);
    if ((int) number != number) {
      throw new IllegalArgumentException(within(Integer.MIN_VALUE, Integer.MAX_VALUE, n));
    }
    return (int) number;
  }

  private static String within(long least, long most, Node found) {
    return "a whole number from " + least + " to " + most + " is expected, found " + found;
  }

  static boolean asBoolean(Node n) {
    if (n.plain() instanceof Boolean truth) {
      return truth;
    }
    throw new IllegalArgumentException("must be true or false, found " + n + inQuotes(n));
  }

  /**
   * A value of the kind that a default has: text as it was written where the default is text, else
   * what YAML makes of it. The defaults "none" and "all" may stand for a number that is not given.
   */
  static Object asKindOf(Object standard, Node n) {
    if (!(standard instanceof String) || standard.equals("none") || standard.equals("all")) {
      return n.plain();
    }
    if (n.isList()) {
      return n.items().stream().map(item -> asKindOf(standard, item)).toList();
    }
    return n.value() instanceof String written ? written : n.plain();
  }

  private static Number number(Node n, String expected) {
    if (n.plain() instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException(expected + " is expected, found " + n + inQuotes(n));
  }

  private static String inQuotes(Node n) {
    return n.quoted() ? " in quotes, which make it text" : "";
  }
}
