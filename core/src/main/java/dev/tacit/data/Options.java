package dev.tacit.data;

import dev.tacit.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A data set's options by name, of the right types; each getter checks the value's bounds. */
record Options(Map<String, Object> values) {
  static final String NONE = "none";
  static final String ALL = "all";

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

  /** A whole number of at least 1, or 0 for the text "all". */
  int countOrAll(String key) {
    if (ALL.equals(values.get(key))) {
      return 0;
    }
    if (!(values.get(key) instanceof Number number
        && whole(number)
        && number.doubleValue() >= 1
        && number.doubleValue() <= Integer.MAX_VALUE)) {
      throw wrong(key, "a whole number of at least 1, or " + ALL);
    }
    return number.intValue();
  }

  /** Text. */
  String text(String key) {
    if (!(values.get(key) instanceof String text)) {
      throw wrong(key, "text");
    }
    return text;
  }

  /** Text that is there. */
  String needed(String key) {
    String text = text(key);
    if (text.isBlank()) {
      throw wrong(key, "text");
    }
    return text;
  }

  /** One of several words. */
  String word(String key, List<String> known) {
    String word = text(key);
    if (!known.contains(word)) {
      throw wrong(key, "one of " + String.join(", ", known));
    }
    return word;
  }

  /** Texts in a list, or one; empty text is none. */
  List<String> texts(String key) {
    if (values.get(key) instanceof List<?> list
        && list.stream().allMatch(item -> item instanceof String)) {
      return list.stream().map(String::valueOf).toList();
    }
    String text = text(key);
    return text.isEmpty() ? List.of() : List.of(text);
  }

  /** A word for each of some names. */
  Map<String, String> words(String key) {
    if (!(values.get(key) instanceof Map<?, ?> map
        && map.values().stream().allMatch(word -> word instanceof String))) {
      throw wrong(key, "a word for each name, as in {colour: category}");
    }
    Map<String, String> words = new LinkedHashMap<>();
    map.forEach((name, word) -> words.put(String.valueOf(name), String.valueOf(word)));
    return words;
  }

  /** The shape of an example, as in 1x28x28; null for empty text. */
  Shape shape(String key) {
    String text = text(key);
    if (text.isEmpty()) {
      return null;
    }
    if (!text.matches("[1-9][0-9]{0,5}([x×][1-9][0-9]{0,5}){0,2}")) {
      throw wrong(key, "1 to 3 extents, as in 1x28x28");
    }
    return new Shape(Arrays.stream(text.split("[x×]", -1)).map(Integer::valueOf).toList());
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
