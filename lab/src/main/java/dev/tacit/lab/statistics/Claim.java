package dev.tacit.lab.statistics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A statement of an experiment: at some stage of training a metric is less for one optimizer than
 * for another, or the same within a margin. A side may be an optimizer at some of its settings, so
 * that one is compared with itself.
 *
 * @param metric as in {@code norm/l2}
 * @param at the stage, as {@link StageText#parse} reads it
 * @param less the label of the optimizer said to have less; null in a claim of sameness
 * @param than the label of the other
 * @param same the label of one of two optimizers said to be the same; null in a claim of order
 * @param as the label of the other
 * @param within how far apart they may be, as {@link Margin#parse} reads it
 * @param says the sentence in words, or null
 * @param source who claims it, or null
 * @param firstAt settings of the side named first, by the full keys along which its runs vary, as
 *     in {@code train.batch}; empty where all are meant
 * @param secondAt those of the other
 */
public record Claim(
    String metric,
    String at,
    String less,
    String than,
    String same,
    String as,
    String within,
    String says,
    String source,
    Map<String, Object> firstAt,
    Map<String, Object> secondAt) {

  /** Checks that it can be judged. */
  public Claim {
    firstAt = copy(firstAt);
    secondAt = copy(secondAt);
    if (!(metric != null && !metric.isBlank())) {
      throw new IllegalArgumentException("a claim needs a metric, as in norm/l2");
    }
    boolean order = less != null && than != null && same == null && as == null && within == null;
    boolean sameness = same != null && as != null && within != null && less == null && than == null;
    if (!(order || sameness)) {
      throw new IllegalArgumentException(
          "a claim needs two optimizers: less and than, or same, as and within; found less "
              + less
              + ", than "
              + than
              + ", same "
              + same
              + ", as "
              + as
              + ", within "
              + within);
    }
    if ((order ? less.equals(than) : same.equals(as)) && firstAt.equals(secondAt)) {
      throw new IllegalArgumentException(
          "a claim needs two optimizers, or two settings of one, found '"
              + (order ? less : same)
              + "' twice");
    }
    if (at == null) {
      throw new IllegalArgumentException("a claim needs a stage: at is one of " + StageText.KNOWN);
    }
    about("at", () -> StageText.parse(at));
    if (sameness) {
      about("within", () -> Margin.parse(within));
    }
  }

  /** That one optimizer's metric is less. */
  public static Claim less(
      String metric, String at, String less, String than, String says, String source) {
    return new Claim(metric, at, less, than, null, null, null, says, source, null, null);
  }

  /** That the metric of two optimizers is the same within a margin. */
  public static Claim same(
      String metric, String at, String same, String as, String within, String says, String source) {
    return new Claim(metric, at, null, null, same, as, within, says, source, null, null);
  }

  /**
   * What runs vary along besides the settings that a side names.
   *
   * @param settings by full key
   * @param named the side's
   */
  public static <V> Map<String, V> besides(Map<String, V> settings, Map<String, ?> named) {
    Map<String, V> others = new LinkedHashMap<>(settings);
    others.keySet().removeAll(named.keySet());
    return others;
  }

  private static Map<String, Object> copy(Map<String, Object> settings) {
    return settings == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  private static void about(String key, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
    }
  }

  /** Whether it says that two sides are the same. */
  public boolean sameness() {
    return same != null;
  }

  /** The label of the side that is named first. */
  public String first() {
    return sameness() ? same : less;
  }

  /** The label of the side that is named second. */
  public String second() {
    return sameness() ? as : than;
  }

  /** Where in training it speaks of. */
  public Stage stage() {
    return StageText.parse(at);
  }

  /** How far apart the sides may be; only of a claim of sameness. */
  public Margin margin() {
    return Margin.parse(within);
  }
}
