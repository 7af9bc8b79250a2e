package dev.tacit.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Every data set that a file may name, with its options and their defaults.
 *
 * <p>{@code trainExamples} and {@code testExamples} take the first so many of a set in files, or,
 * with a {@code subsetSeed}, a random subset that only this seed decides. {@code standardise}
 * subtracts the mean of the training inputs and divides by their standard deviation (one number
 * each; for MNIST 0.1307 and 0.3081).
 */
public final class Datasets {

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param defaults every option with its default
   * @param needsDirectory whether its files must be given
   */
  public record Entry(
      String name, String description, Map<String, Object> defaults, boolean needsDirectory) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();
  private static final Map<String, Function<Options, Source>> SOURCES = new LinkedHashMap<>();

  static {
    add(
        MnistFiles.MNIST_20K,
        "the first 10,000 training and all 10,000 test images of MNIST, embedded");
    add(MnistFiles.MNIST, "MNIST in full, 60,000 and 10,000 images, from data.dir");
    add(MnistFiles.FASHION_MNIST, "Fashion-MNIST in full, 60,000 and 10,000 images, from data.dir");
    add(
        GaussianMixture.NAME,
        "classes that are Gaussian clouds, generated",
        GaussianMixture.defaults(),
        false,
        GaussianMixture::from);
    add(
        LinearTeacher.NAME,
        "regression on a noisy linear function, generated",
        LinearTeacher.defaults(),
        false,
        LinearTeacher::from);
  }

  private Datasets() {}

  private static void add(MnistFiles files, String description) {
    add(files.name(), description, files.defaults(), !files.embedded(), files::select);
  }

  private static void add(
      String name,
      String description,
      Map<String, Object> defaults,
      boolean needsDirectory,
      Function<Options, Source> source) {
    ENTRIES.put(
        name, new Entry(name, description, Collections.unmodifiableMap(defaults), needsDirectory));
    SOURCES.put(name, source);
  }

  /** All sets by name, in a fixed order. */
  public static Map<String, Entry> all() {
    return Collections.unmodifiableMap(ENTRIES);
  }

  /**
   * Every option of a set, given or default, checked but nothing loaded.
   *
   * @throws IllegalArgumentException for an unknown name or option (listing the known ones) or an
   *     impossible value
   */
  public static Map<String, Object> resolve(String name, Map<String, ?> options) {
    return prepare(name, options).options().values();
  }

  /**
   * Reads or generates a set.
   *
   * @param directory where its files are; null for sets without files
   * @throws IllegalArgumentException as {@link #resolve}, or for a directory that is missing from
   *     the request, or given to a set that reads none
   * @throws DataException for files that are missing, unreadable or not what was published
   */
  public static Dataset load(String name, Map<String, ?> options, Path directory)
      throws DataException {
    Source source = prepare(name, options).source();
    if (entry(name).needsDirectory() != (directory != null)) {
      throw new IllegalArgumentException(
          directory == null
              ? "the data set " + name + " needs data.dir, the directory of its files"
              : "the data set " + name + " reads no directory, found " + directory);
    }
    return source.load(directory);
  }

  private record Prepared(Options options, Source source) {}

  private static Prepared prepare(String name, Map<String, ?> given) {
    Options options = Options.of(name, entry(name).defaults(), given);
    return new Prepared(options, SOURCES.get(name).apply(options));
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown data set '" + name + "'; known: " + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }
}
