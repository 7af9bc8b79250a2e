package dev.tacit.lab.experiment;

import java.util.Locale;
import java.util.Map;

/**
 * One run of an experiment, not started.
 *
 * @param optimizer its label in the file
 * @param variant the grid's values for this run, by dotted key; empty without a grid
 * @param settings everything that decides its numbers
 * @param hash of the settings
 */
public record PlannedRun(
    String optimizer, Map<String, Object> variant, RunSettings settings, String hash) {

  /** For people, as in {@code adam-batch256-seed0}. */
  public String slug() {
    StringBuilder slug = new StringBuilder(optimizer);
    variant.forEach(
        (key, value) ->
            slug.append('-').append(key.substring(key.lastIndexOf('.') + 1)).append(value));
    slug.append("-seed").append(settings.seed());
    return slug.toString().replaceAll("[^A-Za-z0-9._-]+", "_").toLowerCase(Locale.ROOT);
  }

  /** The name of its directory: the slug and the first eight digits of the hash. */
  public String directoryName() {
    return slug() + "-" + hash.substring(0, 8);
  }
}
