package dev.tacit.probe;

import java.util.Locale;

/** Sets of probes by their cost; each holds the cheaper ones. */
public enum Preset {
  /** On by default: losses, errors, norms and the implicit terms. */
  CHEAP(1),
  /** Also per-example gradient statistics, margins, and curvature every few epochs. */
  STANDARD(1),
  /** Everything that applies. */
  FULL(Preset.RARELY);

  /** Epochs between two measurements that cost more than others of their preset. */
  public static final int RARELY = 10;

  private final int interval;

  Preset(int interval) {
    this.interval = interval;
  }

  /** Epochs between two measurements, where a probe does not say otherwise. */
  int interval() {
    return interval;
  }

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
