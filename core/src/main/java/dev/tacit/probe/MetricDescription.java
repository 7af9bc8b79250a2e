package dev.tacit.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a metric is, in words: said once, beside its measurement. A run's manifest carries it, and
 * whoever draws the metric years later needs nothing else.
 *
 * @param name of the metric, as in {@code implicit/sgd}; of one in parts, what the names of the
 *     parts begin with, as in {@code implicit/c} for {@code implicit/c/mean}
 * @param title in words
 * @param quantity a formula or a unit, for an axis
 * @param how it is measured: sentences for under a figure, possibly none
 * @param kind of numbers
 * @param parts whether more is recorded under names that begin with this one
 */
public record MetricDescription(
    String name, String title, String quantity, String how, Kind kind, Parts parts) {

  /** Kinds of numbers. */
  public enum Kind {
    /** A share in [0, 1]. */
    SHARE,
    /** Anything else. */
    SIZE
  }

  /** What follows the name in the names of parts. */
  public enum Parts {
    /** The metric is one number. */
    NONE,
    /** Words, as in {@code implicit/c/mean}. */
    NAMED,
    /** Layers of the network, or their parameters, as in {@code norm/l2/layer1.weight}. */
    LAYERS
  }

  /** A name is needed; words may be left out, but not be null. */
  public MetricDescription {
    if (!(name.indexOf('/') > 0 && name.indexOf('/') < name.length() - 1)) {
      throw new IllegalArgumentException(
          "a metric's name is FAMILY/NAME as in norm/l2, found '" + name + "'");
    }
    if (title == null || quantity == null || how == null || kind == null || parts == null) {
      throw new IllegalArgumentException(name + " must be described by words, not by null");
    }
  }

  /** Of a share in [0, 1]. */
  public static MetricDescription share(String name, String title, String quantity, String how) {
    return new MetricDescription(name, title, quantity, how, Kind.SHARE, Parts.NONE);
  }

  /** Of anything else. */
  public static MetricDescription size(String name, String title, String quantity, String how) {
    return new MetricDescription(name, title, quantity, how, Kind.SIZE, Parts.NONE);
  }

  /** Of a metric, or of a measurement in parts, that nobody gave words: by its name alone. */
  public static MetricDescription unnamed(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1).replace('_', ' ');
    return new MetricDescription(name, name, last, "", Kind.SIZE, Parts.NAMED);
  }

  /**
   * The descriptions that some metrics need: those of a list that cover one, and for metrics that
   * none covers, one by name.
   */
  public static List<MetricDescription> of(List<String> metrics, List<MetricDescription> words) {
    List<MetricDescription> needed =
        new ArrayList<>(words.stream().filter(w -> metrics.stream().anyMatch(w::covers)).toList());
    for (String metric : metrics) {
      if (needed.stream().noneMatch(w -> w.covers(metric))) {
        needed.add(unnamed(metric));
      }
    }
    return needed;
  }

  /** The same, of a measurement in parts. */
  public MetricDescription inParts() {
    return new MetricDescription(name, title, quantity, how, kind, Parts.NAMED);
  }

  /** The same, of a measurement layer by layer. */
  public MetricDescription byLayer() {
    return new MetricDescription(name, title, quantity, how, kind, Parts.LAYERS);
  }

  /** Whether a metric is the one described or one of its parts. */
  public boolean covers(String metric) {
    return metric.equals(name) || (parts != Parts.NONE && metric.startsWith(name + "/"));
  }
}
