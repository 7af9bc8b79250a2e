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

  /** Bytes of a slug in a directory's name; leaves room for names that contain it, of 255 bytes. */
  private static final int LONGEST = 200;

  /** For people, as in {@code adam-batch256-seed0}. */
  public String slug() {
    StringBuilder slug = new StringBuilder(optimizer);
    variant.forEach(
        (key, value) ->
            slug.append('-').append(key.substring(key.lastIndexOf('.') + 1)).append(value));
    slug.append("-seed").append(settings.seed());
    return slug.toString().replaceAll("[^A-Za-z0-9._-]+", "_").toLowerCase(Locale.ROOT);
  }

  /**
   * The name of its directory: the slug, cut where a file system would refuse its length, and the
   * first eight digits of the hash, which keep it unique.
   */
  public String directoryName() {
    String slug = slug(); // ASCII: a letter is a byte
    return (slug.length() > LONGEST ? slug.substring(0, LONGEST - 1) + "_" : slug)
        + "-"
        + hash.substring(0, 8);
  }
}
