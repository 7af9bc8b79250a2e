package dev.tacit.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A data set's options by name, of the right types; each getter checks the value's bounds. */
record Options(Map<String, Object> values) {
  static final String NONE = "none";

  /**
   * The given options over the defaults.
   *
   * @throws IllegalArgumentException for an unknown name (listing the known ones) or a wrong type
   */
  static Options of(String set, Map<String, Object> defaults, Map<String, ?> given) {
    Map<String, Object> values = new LinkedHashMap<>(defaults);
    given.forEach(
        (key, value) -> {
          Object standard = defaults.get(key);
          if (standard == null) {
            throw new IllegalArgumentException(
                "the data set "
                    + set
                    + " has no option '"
                    + key
                    + "'; it has "
                    + String.join(", ", defaults.keySet()));
          }
          values.put(key, value);
        });
    return new Options(Collections.unmodifiableMap(values));
  }

  /** A whole number from min to max. */
  int count(String key, int min, int max) {
    if (!(values.get(key) instanceof Number number
        && whole(number)
        && number.doubleValue() >= min
        && number.doubleValue() <= max)) {
      throw wrong(key, "a whole number from " + min + " to " + max);
    }
    return number.intValue();
  }

  /** A finite number of at least 0. */
  double notNegative(String key) {
    if (!(values.get(key) instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= Double.MAX_VALUE)) {
      throw wrong(key, "a finite number, 0 or more");
    }
    return number.doubleValue();
  }

  /** A seed. */
  long seed(String key) {
    if (!(values.get(key) instanceof Number number && whole(number))) {
      throw wrong(key, "a whole number");
    }
    return number.longValue();
  }

  /** A seed, or nothing for the text "none". */
  OptionalLong optionalSeed(String key) {
    if (NONE.equals(values.get(key))) {
      return OptionalLong.empty();
    }
    if (!(values.get(key) instanceof Number number && whole(number))) {
      throw wrong(key, "a whole number or " + NONE);
    }
    return OptionalLong.of(number.longValue());
  }

  /** True or false. */
  boolean flag(String key) {
    if (!(values.get(key) instanceof Boolean flag)) {
      throw wrong(key, "true or false");
    }
    return flag;
  }

  private static boolean whole(Number number) {
    return number instanceof Integer || number instanceof Long;
  }

  private IllegalArgumentException wrong(String key, String expected) {
    return new IllegalArgumentException(
        key + " must be " + expected + ", found '" + values.get(key) + "'");
  }
}
