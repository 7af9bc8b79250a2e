package dev.tacit.lab.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One setting that is tried while tuning.
 *
 * @param values along the optimizer's own axes, by dotted key
 */
public record Trial(Map<String, Object> values) {

  /** Copies them, in their order. */
  public Trial {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
