package dev.tacit.probe;

import java.util.Locale;

/** Sets of probes by their cost; each holds the cheaper ones. */
public enum Preset {
  /** On by default: losses, errors, norms and the implicit terms. */
  CHEAP,
  /** Also per-example gradient statistics, margins, and curvature every few epochs. */
  STANDARD,
  /** Everything that applies. */
  FULL;

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
