package dev.tacit.lab.experiment;

import java.util.Map;

/** Every model that a file may name. */
public final class ModelNames {
  private ModelNames() {}

  /** Names with one line each. */
  public static Map<String, String> all() {
    return ModelSettings.KNOWN;
  }
}
