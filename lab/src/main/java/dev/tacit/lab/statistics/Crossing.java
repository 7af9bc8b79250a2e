package dev.tacit.lab.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the mean of some values is known: one value a seed, all of them independent, or one for
 * every combination of the levels of crossed seed factors.
 *
 * <p>Where factors are crossed, values that share a level belong together: ten runs from five
 * initialisations in two orders are not ten draws. In the model of {@link VarianceComponents} the
 * mean over N = Π n_f values has variance Σ_S σ²_S/Π_{f ∈ S} n_f. With each estimated σ²_S that is
 * negative taken to be 0 this is Σ_T c_T MS_T/N with whole numbers c_T, and its degrees of freedom
 * are Satterthwaite's (Biometrics Bulletin 2, 1946): (Σ c_T MS_T)²/Σ (c_T MS_T)²/ν_T.
 */
public final class Crossing {
  /** One value a seed. */
  public static final Crossing NONE = new Crossing(List.of(), List.of());

  private final List<String> factors;
  private final List<List<Long>> levels; // of each value
  private final String missing; // a combination, in words; empty if there is none

  private Crossing(List<String> factors, List<List<Long>> levels) {
    this.factors = factors;
    this.levels = levels;
    missing = isNone() ? "" : missing();
  }

  private String missing() {
    try {
      table(new double[levels.size()]);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /**
   * Values at levels of factors; a factor with one level alone is none.
   *
   * @param factors their names
   * @param levels of each value, one of each factor in their order
   */
  public static Crossing of(List<String> factors, List<List<Long>> levels) {
    int[] several = new int[factors.size()];
    int count = 0;
    for (int f = 0; f < factors.size(); f++) {
      int factor = f;
      if (levels.stream().map(each -> each.get(factor)).distinct().count() > 1) {
        several[count++] = f;
      }
    }
    int[] kept = Arrays.copyOf(several, count);
    return new Crossing(
        pick(factors, kept), levels.stream().map(each -> pick(each, kept)).toList());
  }

  private static <T> List<T> pick(List<T> all, int[] places) {
    List<T> picked = new ArrayList<>();
    for (int place : places) {
      picked.add(all.get(place));
    }
    return List.copyOf(picked);
  }

  /**
   * The standard error of a mean.
   *
   * @param error NaN for one value
   * @param degrees of freedom, at most one less than there are values
   */
  record Spread(double error, double degrees) {}

  /** Whether values share anything. */
  public boolean isNone() {
    return factors.size() < 2;
  }

  /** The names of the factors. */
  public List<String> factors() {
    return factors;
  }

  /** The standard error of the mean of some values, one for each that was given levels. */
  Spread spread(double... values) {
    int n = values.length;
    if (isNone()) {
      return new Spread(Interval.standardError(values), n - 1);
    }
    VarianceComponents.Table table = table(values);
    double[] coefficients = table.ofMean();
    double sum = 0;
    double scatter = 0;
    for (int set = 1; set < table.sets(); set++) {
      double part = coefficients[set] * table.square(set);
      sum += part;
      scatter += part * part / table.degrees(set);
    }
    double degrees = scatter == 0 ? n - 1 : Math.min(n - 1, sum * sum / scatter);
    return new Spread(Math.sqrt(sum / n), degrees);
  }

  private VarianceComponents.Table table(double[] values) {
    if (levels.size() != values.length) {
      throw new IllegalArgumentException(
          "a value for each of " + levels.size() + " is expected, found " + values.length);
    }
    Map<List<Long>, Double> byLevel = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      byLevel.put(levels.get(i), values[i]);
    }
    return VarianceComponents.Table.of(factors, byLevel);
  }

  /** Whether every combination of the levels is there. */
  public boolean isComplete() {
    return missing.isEmpty();
  }

  /** Whether so many values tell how far their mean is known: one of every combination. */
  boolean fits(int values) {
    return isNone() || (isComplete() && levels.size() == values);
  }

  /** Which combination is missing, in words; empty if none is. */
  public String obstacle() {
    return missing;
  }
}
