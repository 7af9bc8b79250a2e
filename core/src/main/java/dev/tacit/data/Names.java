package dev.tacit.data;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Constants by the names that files use. */
final class Names {
  private Names() {}

  static <E> E find(String what, String name, E[] known) {
    for (E constant : known) {
      if (constant.toString().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "unknown "
            + what
            + " '"
            + name
            + "'; known: "
            + Arrays.stream(known).map(Object::toString).collect(Collectors.joining(", ")));
  }
}
