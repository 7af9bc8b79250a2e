package dev.tacit.optimizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that a file gives over those of a registry. */
public final class Defaults {
  private Defaults() {}

  /**
   * Every value, the given ones in place of their defaults.
   *
   * @param owner in words, as in "the rule adam"
   * @param kind of a value, in a word
   * @throws IllegalArgumentException for an unknown name (listing the known ones) or a value of
   *     another type than its default
   */
  public static Map<String, Object> with(
      String owner, String kind, Map<String, Object> defaults, Map<String, ?> given) {
    Map<String, Object> values = new LinkedHashMap<>(defaults);
    given.forEach(
        (key, value) -> {
          Object standard = defaults.get(key);
          if (standard == null) {
            throw new IllegalArgumentException(
                owner
                    + " has no "
                    + kind
                    + " '"
                    + key
                    + "'; it has "
                    + String.join(", ", defaults.keySet()));
          }
          if (!isLike(standard, value)) {
            throw new IllegalArgumentException(
                key + " must be like " + standard + ", found '" + value + "'");
          }
          values.put(key, value);
        });
    return values;
  }

  private static boolean isLike(Object standard, Object value) {
    if (standard instanceof Map) { // of the settings of a rule
      return value instanceof Map || value instanceof UpdateRule;
    }
    return standard instanceof Number
        ? value instanceof Number
        : standard instanceof List ? value instanceof List : standard.getClass().isInstance(value);
  }
}
