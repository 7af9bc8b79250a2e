package dev.tacit.lab.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several values of one setting: a list, or a range that is written as {@code {log: [1e-3, 10],
 * points: 9}}, {@code {linear: [0, 1], points: 5}} or, for the first, {@code 1e-3..10 x 9}. The
 * ends of a range are what was written; what lies between has four significant digits.
 */
final class Axis {
  /** How the values of a range lie. */
  enum Spacing {
    LOG,
    LINEAR
  }

  /** Of the values between the ends of a range. */
  static final MathContext DIGITS = new MathContext(4);

  private static final String NUMBER = "([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)";
  private static final Pattern RANGE =
      Pattern.compile("\\s*" + NUMBER + "\\s*\\.\\.\\s*" + NUMBER + "\\s*x\\s*([0-9]{1,6})\\s*");
  private static final Set<String> SPACINGS = Set.of("log", "linear");
  private static final String POINTS = "points";

  /** Keys of an optimizer under which a list is one value, or none. */
  private static final Set<String> LISTS = Set.of("rule", "phases", PenaltySettings.KEY);

  private Axis() {}

  /**
   * The axes inside an optimizer, by full key as in {@code optimizers.sgd.lr}, in the order of the
   * file.
   */
  static Map<String, Node> inside(Node optimizer, String path) {
    Map<String, Node> axes = new LinkedHashMap<>();
    if (optimizer.isMap()) {
      optimizer
          .entries(path)
          .forEach(
              (key, value) -> {
                String full = path + "." + key;
                if (isRange(value) || (value.isList() && !LISTS.contains(key))) {
                  axes.put(full, value);
                } else {
                  axes.putAll(inside(value, full));
                }
              });
    }
    return axes;
  }

  /** How the values of a range lie; of a list nothing is said. */
  static Optional<Spacing> spacing(Node node) {
    if (!isRange(node)) {
      return Optional.empty();
    }
    return Optional.of(
        node.isMap() && node.entries().containsKey("linear") ? Spacing.LINEAR : Spacing.LOG);
  }

  private static boolean isRange(Node node) {
    return node.isMap()
        ? node.entries().keySet().stream().anyMatch(SPACINGS::contains)
        : node.value() instanceof String text && RANGE.matcher(text).matches();
  }

  /**
   * The values of an axis.
   *
   * @param path its full name, for messages
   * @throws SettingsException if it is neither a list nor a range, or has no values
   */
  static List<Node> values(Node node, String path) {
    List<Node> values =
        isRange(node) ? Section.checked(path, node, () -> range(node, path)) : node.items(path);
    if (values.isEmpty()) {
      throw new SettingsException(
          node.where(), path + ": at least one value is expected, found none");
    }
    return values;
  }

  private static List<Node> range(Node node, String path) {
    if (!node.isMap()) {
      Matcher range = RANGE.matcher((String) node.value());
      if (!range.matches()) {
        throw new IllegalStateException("no range: " + node);
      }
      Node from = new Node(range.group(1), false, node.where());
      Node to = new Node(range.group(2), false, node.where());
      return spaced(true, from, to, Integer.parseInt(range.group(3)));
    }
    Section section = new Section(node, path);
    Node log = section.take("log");
    Node linear = section.take("linear");
    Node points = section.need(POINTS);
    section.done();
    if ((log == null) == (linear == null)) {
      throw new IllegalArgumentException("a range is either log or linear, as in " + example());
    }
    Node ends = log == null ? linear : log;
    if (!ends.isList() || ends.items().size() != 2) {
      throw new IllegalArgumentException(
          "a range has two ends, as in " + example() + ", found " + ends);
    }
    int count = section.check(POINTS, points, () -> Section.asInt(points));
    return spaced(log != null, ends.items().get(0), ends.items().get(1), count);
  }

  private static String example() {
    return "{log: [1e-3, 10], points: 9} or '1e-3..10 x 9'";
  }

  private static List<Node> spaced(boolean log, Node from, Node to, int points) {
    double low = Section.asNumber(from);
    double high = Section.asNumber(to);
    if (!(low < high && Double.isFinite(low) && Double.isFinite(high))) {
      throw new IllegalArgumentException(
          "a range goes from a number up to a larger one, found " + from + " to " + to);
    }
    if (log && !(low > 0)) {
      throw new IllegalArgumentException(
          "a logarithmic range begins above 0, found "
              + from
              + "; {linear: […]} may begin anywhere");
    }
    if (!(points >= 2 && points <= Experiment.MOST_RUNS)) {
      throw new IllegalArgumentException(
          "a range has 2 to " + Experiment.MOST_RUNS + " points, found " + points);
    }
    List<Node> values = new ArrayList<>(List.of(from));
    for (int i = 1; i < points - 1; i++) {
      double t = i / (points - 1.0);
      double value =
          log ? Math.exp((1 - t) * Math.log(low) + t * Math.log(high)) : (1 - t) * low + t * high;
      double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
      values.add(new Node(CoreSchema.text(rounded), false, from.where()));
    }
    values.add(to);
    if (values.stream().map(Section::asNumber).distinct().count() < points) {
      throw new IllegalArgumentException(
          points + " points from " + from + " to " + to + " lie too close together");
    }
    return values;
  }
}
