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
 * each, for MNIST 0.1307 and 0.3081; in tables for every column by itself).
 */
public final class Datasets {

  /**
   * One entry of the registry.
   *
   * @param name as a file writes it
   * @param description one line
   * @param shape of one example, in words
   * @param defaults every option with its default
   * @param needsDirectory whether its files must be given
   */
  public record Entry(
      String name,
      String description,
      String shape,
      Map<String, Object> defaults,
      boolean needsDirectory) {

    /** Copies the options, in their order. */
    public Entry {
      defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    }
  }

  private static final String GREY = "1×28×28";
  private static final String DIMENSION = "dimension";

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();
  private static final Map<String, Function<Options, Source>> SOURCES = new LinkedHashMap<>();

  static {
    add(
        MnistFiles.MNIST_20K,
        "the first 10,000 training and all 10,000 test images of MNIST, embedded");
    add(MnistFiles.MNIST, "MNIST in full, 60,000 and 10,000 images, from data.dir");
    add(MnistFiles.FASHION_MNIST, "Fashion-MNIST in full, 60,000 and 10,000 images, from data.dir");
    add(MnistFiles.KMNIST, "Kuzushiji-MNIST in full, 60,000 and 10,000 images, from data.dir");
    add(
        new Entry(
            EmnistFiles.NAME,
            "EMNIST, letters and digits in six splits, from data.dir",
            GREY,
            EmnistFiles.defaults(),
            true),
        EmnistFiles::from);
    add(
        new Entry(
            CifarFiles.NAME,
            "CIFAR-10's binary version, 50,000 and 10,000 colour images, from data.dir",
            CifarFiles.IMAGE.toString(),
            CifarFiles.defaults(),
            true),
        CifarFiles::from);
    add(ArrayFiles.Format.IDX, "your own IDX files in data.dir, gzipped or not");
    add(
        new Entry(
            CsvFiles.NAME,
            "your own tables in data.dir: one row an example",
            "the inputs of a row, or shape",
            CsvFiles.defaults(),
            true),
        CsvFiles::from);
    add(ArrayFiles.Format.NPY, "your own NumPy arrays in data.dir, one a file");
    add(ArrayFiles.Format.NPZ, "your own NumPy arrays in data.dir, all in one archive");
    add(
        new Entry(
            GaussianMixture.NAME,
            "classes that are Gaussian clouds, generated",
            DIMENSION,
            GaussianMixture.defaults(),
            false),
        GaussianMixture::from);
    add(
        new Entry(
            LinearTeacher.NAME,
            "regression on a noisy linear function, generated",
            DIMENSION,
            LinearTeacher.defaults(),
            false),
        LinearTeacher::from);
  }

  private Datasets() {}

  private static void add(MnistFiles files, String description) {
    add(
        new Entry(files.name(), description, GREY, files.defaults(), !files.embedded()),
        files::select);
  }

  private static void add(ArrayFiles.Format format, String description) {
    add(
        new Entry(
            format.toString(), description, "the inputs' own, or shape", format.defaults(), true),
        format::from);
  }

  private static void add(Entry entry, Function<Options, Source> source) {
    ENTRIES.put(entry.name(), entry);
    SOURCES.put(entry.name(), source);
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
    Prepared prepared = prepare(name, options);
    prepared.source().check();
    return prepared.options().values();
  }

  /**
   * Checks one option of a set, whatever the others are.
   *
   * @throws IllegalArgumentException as {@link #resolve}
   */
  public static void checkOption(String name, String key, Object value) {
    prepare(name, Map.of(key, value));
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
    source.check();
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
