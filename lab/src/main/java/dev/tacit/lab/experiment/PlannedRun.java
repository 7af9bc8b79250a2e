package dev.tacit.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One computation of an experiment, not started. Optimizers or points of a grid with the same
 * settings and seed are one computation under several names.
 *
 * @param names at least one
 * @param settings everything that decides its numbers, with the most epochs that a name asks for
 * @param hash of what decides its trajectory
 */
public record PlannedRun(List<Name> names, RunSettings settings, String hash) {
  /** Bytes of a slug in a directory's name; leaves room for names that contain it, of 255 bytes. */
  private static final int LONGEST = 200;

  /**
   * As what an experiment knows a run.
   *
   * @param optimizer its label in the file
   * @param variant the grid's values, by dotted key; empty without a grid
   * @param chosen values along the optimizer's own axes that tuning chose; empty without any
   * @param epochs how far it goes under this name
   */
  public record Name(
      String optimizer, Map<String, Object> variant, Map<String, Object> chosen, int epochs) {

    /** One with nothing chosen. */
    public Name(String optimizer, Map<String, Object> variant, int epochs) {
      this(optimizer, variant, Map.of(), epochs);
    }

    /** For people, as in {@code adam-batch256-seed0}. */
    public String slug(long seed) {
      return setting() + "-seed" + seed;
    }

    /** What seeds have in common, for people, as in {@code adam-batch256}. */
    public String setting() {
      StringBuilder setting = new StringBuilder(optimizer);
      List.of(variant, chosen)
          .forEach(
              values ->
                  values.forEach(
                      (key, value) ->
                          setting
                              .append('-')
                              .append(key.substring(key.lastIndexOf('.') + 1))
                              .append(value)));
      return setting.toString().replaceAll("[^A-Za-z0-9._-]+", "_").toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the names. */
  public PlannedRun {
    names = List.copyOf(names);
  }

  /** The same computation, under the names of another plan of it, too. */
  public PlannedRun and(PlannedRun other) {
    List<Name> all = new ArrayList<>(names);
    other.names.stream().filter(name -> !all.contains(name)).forEach(all::add);
    if (!other.settings.until().equals(settings.until())) {
      throw new SettingsException(
          "train.until",
          "the same run cannot end by '"
              + settings.until()
              + "' and by '"
              + other.settings.until()
              + "' in one experiment: say one rule for all, and compare stages with 'at' in a"
              + " claim");
    }
    boolean longer = other.settings.epochs() > settings.epochs();
    return new PlannedRun(all, longer ? other.settings : settings, hash);
  }

  /** The name that goes furthest, and of those the first. */
  public Name name() {
    int most = names.stream().mapToInt(Name::epochs).max().orElseThrow();
    return names.stream().filter(name -> name.epochs() == most).findFirst().orElseThrow();
  }

  /** The label of its first name. */
  public String optimizer() {
    return name().optimizer();
  }

  /** The grid's values of its first name. */
  public Map<String, Object> variant() {
    return name().variant();
  }

  /** The epochs at which one of its names ends. */
  Set<Integer> ends() {
    return names.stream().map(Name::epochs).collect(Collectors.toSet());
  }

  /** For people, as in {@code adam-batch256-seed0}. */
  public String slug() {
    return name().slug(settings.seed());
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
