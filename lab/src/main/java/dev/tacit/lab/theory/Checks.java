package dev.tacit.lab.theory;

import dev.tacit.lab.theory.check.Check;
import java.util.List;

/** Every check there is, in the order of the table. */
public final class Checks {
  private Checks() {}

  /** All checks. */
  public static List<Check> all() {
    return List.of();
  }
}
