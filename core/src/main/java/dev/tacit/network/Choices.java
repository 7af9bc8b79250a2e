package dev.tacit.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Options by name, as the registries of layers and models keep them. */
final class Choices {
  private Choices() {}

  /** Names and defaults in turn, in that order. */
  static Map<String, Object> of(Object... namesAndDefaults) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < namesAndDefaults.length; i += 2) {
      options.put((String) namesAndDefaults[i], namesAndDefaults[i + 1]);
    }
    return Collections.unmodifiableMap(options);
  }

  /**
   * Given options over the defaults; a fresh map.
   *
   * @param who has them, as in {@code the layer dense}
   * @throws IllegalArgumentException for an unknown name, listing the known ones
   */
  static Map<String, Object> over(String who, Map<String, Object> defaults, Map<String, ?> given) {
    Map<String, Object> options = new LinkedHashMap<>(defaults);
    given.forEach(
        (key, value) -> {
          if (!options.containsKey(key)) {
            throw new IllegalArgumentException(
                who
                    + " has no option '"
                    + key
                    + "'; "
                    + (options.isEmpty()
                        ? "it has none"
                        : "it has " + String.join(", ", options.keySet())));
          }
          options.put(key, value);
        });
    return options;
  }
}
