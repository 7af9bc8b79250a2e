package dev.tacit.lab.experiment;

import dev.tacit.lab.experiment.Axis.Spacing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An axis of an optimizer's own, along which its settings are tuned.
 *
 * @param path as in {@code optimizers.sgd.lr}
 * @param values numbers from small to large; anything else in the order of the file
 * @param where it is written
 * @param spacing how the values of a range lie, as the file says; empty of a list
 */
public record OwnAxis(String path, List<Object> values, String where, Optional<Spacing> spacing) {
  /** By how much the steps of a list may differ for it still to have a step. */
  private static final double EVEN = 1.5;

  /** How many values lie beyond an end by which an axis is extended. */
  static final int BY = 2;

  /** Puts numbers in order. */
  public OwnAxis {
    values =
        values.stream().allMatch(Number.class::isInstance) ? sorted(values) : List.copyOf(values);
  }

  static OwnAxis of(String path, Node node) {
    List<Object> values = Axis.values(node, path).stream().map(Node::plain).distinct().toList();
    return new OwnAxis(path, values, node.where(), Axis.spacing(node));
  }

  private static List<Object> sorted(List<Object> numbers) {
    return numbers.stream()
        .sorted(Comparator.comparingDouble(each -> ((Number) each).doubleValue()))
        .toList();
  }

  /** Whether a value is the first or the last of several numbers. */
  public boolean isBorder(Object value) {
    return isNumeric()
        && values.size() > 1
        && (value.equals(values.get(0)) || value.equals(values.get(values.size() - 1)));
  }

  /** Whether a value is the first. */
  public boolean isLowest(Object value) {
    return value.equals(values.get(0));
  }

  private boolean isNumeric() {
    return values.stream()
        .allMatch(each -> each instanceof Number n && Double.isFinite(n.doubleValue()));
  }

  /**
   * The same with two more values, at the axis's own step or ratio, beyond one of its ends; empty
   * if its values have neither.
   */
  Optional<OwnAxis> longer(boolean up) {
    if (!isNumeric() || values.size() < 2) {
      return Optional.empty();
    }
    Optional<Spacing> kind = spacing.or(this::ofList);
    return kind.map(
        known -> {
          List<Object> longer = new ArrayList<>(values);
          double low = number(0);
          double high = number(values.size() - 1);
          int steps = values.size() - 1;
          for (int i = 1; i <= BY; i++) {
            double share = i / (double) steps;
            double next =
                known == Spacing.LOG
                    ? (up ? high : low) * Math.pow(high / low, up ? share : -share)
                    : up ? high + share * (high - low) : low - share * (high - low);
            longer.add(up ? longer.size() : 0, rounded(next));
          }
          return new OwnAxis(path, longer, where, kind);
        });
  }

  private double number(int i) {
    return ((Number) values.get(i)).doubleValue();
  }

  /** With four digits, as the values of a range; a whole number as such. */
  private static Object rounded(double value) {
    double rounded = new BigDecimal(value).round(Axis.DIGITS).doubleValue();
    return rounded == Math.rint(rounded) && Math.abs(rounded) < Integer.MAX_VALUE
        ? (Object) (int) rounded
        : rounded;
  }

  /** How the values of a list lie: the more even of the two, if it is even enough. */
  private Optional<Spacing> ofList() {
    double linear = unevenness(false).orElse(Double.POSITIVE_INFINITY);
    double log =
        number(0) > 0
            ? unevenness(true).orElse(Double.POSITIVE_INFINITY)
            : Double.POSITIVE_INFINITY;
    if (!(Math.min(linear, log) <= EVEN)) {
      return Optional.empty();
    }
    return Optional.of(log <= linear ? Spacing.LOG : Spacing.LINEAR);
  }

  /** The largest step over the smallest. */
  private OptionalDouble unevenness(boolean log) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 1; i < values.size(); i++) {
      double step = log ? Math.log(number(i) / number(i - 1)) : number(i) - number(i - 1);
      least = Math.min(least, step);
      most = Math.max(most, step);
    }
    return least > 0 ? OptionalDouble.of(most / least) : OptionalDouble.empty();
  }
}
