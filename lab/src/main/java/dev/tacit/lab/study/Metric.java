package dev.tacit.lab.study;

import java.util.Arrays;
import java.util.List;

/**
 * What a report says about a metric.
 *
 * @param name as in {@code implicit/sgd}
 * @param title in words
 * @param quantity a formula or a unit, for the axis
 * @param how it is measured: sentences
 * @param kind of numbers
 */
public record Metric(String name, String title, String quantity, String how, Kind kind) {

  /** What any study is looked at by first, in this order, where it is measured. */
  public static final List<String> KEY =
      List.of("test/error", "validation/error", "train/error", "train/loss", "norm/l2");

  /** Kinds of numbers. */
  public enum Kind {
    /** A share in [0, 1], on a straight axis from 0. */
    SHARE,
    /** Anything else, on the axis that the values suggest. */
    SIZE
  }

  /** Of what nothing is known but the name. */
  public static Metric unnamed(String name) {
    return new Metric(name, name, lastPart(name).replace('_', ' '), "", Kind.SIZE);
  }

  /** Whether training is for making it small: an error or a loss on some set. */
  public static boolean isBetterLow(String name) {
    return List.of("error", "error_truth", "loss").contains(lastPart(name));
  }

  /** What stands before the first slash. */
  public static String family(String name) {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Of a metric measured slice by slice, such as {@code norm/l2/layer1.weight}: the whole's name.
   */
  public static String whole(String name) {
    String[] parts = name.split("/", -1);
    return parts.length < 3 ? name : String.join("/", Arrays.copyOf(parts, 2));
  }

  /** Whether it is one of several parts of a measurement. */
  public static boolean isPart(String name) {
    return !whole(name).equals(name);
  }

  /** The part's name. */
  public static String part(String name) {
    return name.substring(Math.min(name.length(), whole(name).length() + 1));
  }
}
