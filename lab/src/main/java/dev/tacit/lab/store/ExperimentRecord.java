package dev.tacit.lab.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code experiment.json} says: which runs belong together and what they were to show. A
 * directory has one of these for each different command of its experiment, {@code
 * experiment-2.json} for the second, each with a report of its own.
 *
 * @param format 2; in format 1 a run has one name, which its manifest says
 * @param name of the experiment
 * @param title for people, or null
 * @param description a sentence or two, or null
 * @param optimizers their labels, in the file's order
 * @param variants the grid's combinations; one empty map without a grid
 * @param seeds of the runs
 * @param runs under every name that they have in the experiment
 * @param epochs that the longest run was to train
 * @param claims to be judged
 * @param experiment the file as given, resolved
 * @param tuning how settings were chosen; null where none are
 */
public record ExperimentRecord(
    int format,
    String name,
    String title,
    String description,
    List<String> optimizers,
    List<Map<String, JsonNode>> variants,
    List<Long> seeds,
    List<Entry> runs,
    int epochs,
    List<Claim> claims,
    JsonNode experiment,
    @JsonInclude(JsonInclude.Include.NON_NULL) TuningRecord tuning) {
  /** The format that is written. */
  public static final int FORMAT = 2;

  /** The file of the first command. */
  public static final String FILE = "experiment.json";

  private static final Pattern NUMBERED =
      Pattern.compile("experiment(?:-([1-9][0-9]{0,5}))?\\.json");

  /**
   * A run under one of its names.
   *
   * @param name for people, as in {@code adam-seed0}; null in format 1
   * @param directory its name in the experiment's directory
   * @param optimizer the label; null where the manifest says it
   * @param variant the grid's values; null where the manifest says them
   * @param epochs how far it goes under this name at most; null for as far as it went
   * @param until what ends it before; null where nothing does
   */
  public record Entry(
      String name,
      String directory,
      String optimizer,
      Map<String, JsonNode> variant,
      Integer epochs,
      @JsonInclude(JsonInclude.Include.NON_NULL) Until until) {

    /** One as in format 2. */
    @JsonCreator
    public Entry {}

    /** One as in format 1. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Entry(String directory) {
      this(null, directory, null, null, null, null);
    }
  }

  /** Puts empty lists where there are none. */
  public ExperimentRecord {
    optimizers = optimizers == null ? List.of() : List.copyOf(optimizers);
    variants = variants == null || variants.isEmpty() ? List.of(Map.of()) : List.copyOf(variants);
    seeds = seeds == null ? List.of() : List.copyOf(seeds);
    runs = runs == null ? List.of() : List.copyOf(runs);
    claims = claims == null ? List.of() : List.copyOf(claims);
  }

  /** The file of a command, counting from 1. */
  public static Path file(Path directory, int number) {
    return directory.resolve(number == 1 ? FILE : "experiment-" + number + ".json");
  }

  /** The numbers of the commands that left a record in a directory. */
  public static SortedMap<Integer, Path> all(Path directory) throws IOException {
    SortedMap<Integer, Path> files = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> children = Files.list(directory)) {
        children.forEach(
            file -> {
              Matcher name = NUMBERED.matcher(file.getFileName().toString());
              if (name.matches()) {
                files.put(name.group(1) == null ? 1 : Integer.parseInt(name.group(1)), file);
              }
            });
      }
    }
    return files;
  }

  /**
   * Reads the first command's from an experiment's directory.
   *
   * @throws IOException when there is none or it cannot be read, saying what was expected
   */
  public static ExperimentRecord read(Path directory) throws IOException {
    return read(directory, 1);
  }

  /**
   * Reads it from an experiment's directory.
   *
   * @param number of the command, from 1
   * @throws IOException when there is none or it cannot be read, saying what was expected
   */
  public static ExperimentRecord read(Path directory, int number) throws IOException {
    Path file = file(directory, number);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          directory
              + " holds no "
              + file.getFileName()
              + ": expected the directory that an experiment wrote");
    }
    ExperimentRecord record = JsonFiles.read(file, ExperimentRecord.class, "an experiment");
    JsonFiles.checkFormat(file, record.format);
    for (String name : record.directories()) {
      if (name == null
          || name.isBlank()
          || name.contains("/")
          || name.contains("\\")
          || name.startsWith(".")) {
        throw new IOException(
            file + ": expected the names of run directories in \"runs\", found '" + name + "'");
      }
    }
    return record;
  }

  /** Writes it whole; the same text is not written again, so that the file's time tells. */
  public void write(Path directory, int number) throws IOException {
    Path file = file(directory, number);
    String text = text();
    if (!Files.isRegularFile(file) || !text.equals(JsonFiles.text(file))) {
      WholeFile.write(file, text);
    }
  }

  private String text() {
    return JsonFiles.pretty(this) + "\n";
  }

  /** The first of some files that holds this very record, read without taking it apart. */
  public Optional<Integer> in(SortedMap<Integer, Path> files) throws IOException {
    String text = text();
    for (Map.Entry<Integer, Path> file : files.entrySet()) {
      if (Files.isRegularFile(file.getValue()) && text.equals(JsonFiles.text(file.getValue()))) {
        return Optional.of(file.getKey());
      }
    }
    return Optional.empty();
  }

  /**
   * Whose experiment's directory this is.
   *
   * @param format of the record
   * @param name of the experiment
   */
  public record Owner(int format, String name) {}

  /**
   * The owner, of the first command's record; the runs, of which there may be thousands, are not
   * read.
   */
  public static Owner owner(Path file) throws IOException {
    return JsonFiles.read(file, Owner.class, "an experiment's record");
  }

  /** Whether another command asked the same: its report then shows the same runs and claims. */
  public boolean asksTheSame(ExperimentRecord other) {
    return JsonFiles.pretty(withoutWords()).equals(JsonFiles.pretty(other.withoutWords()));
  }

  /** What was asked for: of runs that tuning chose, how it was to choose them. */
  private ExperimentRecord withoutWords() {
    return new ExperimentRecord(
        format,
        name,
        null,
        null,
        optimizers,
        variants,
        seeds,
        tuning == null ? runs : List.of(),
        epochs,
        claims,
        null,
        tuning == null ? null : tuning.withoutResults());
  }

  /** The directories of all its runs, those that tuned among them. */
  public Set<String> directories() {
    Set<String> directories = new LinkedHashSet<>();
    runs.forEach(run -> directories.add(run.directory()));
    if (tuning != null) {
      tuning.searches().stream()
          .flatMap(search -> search.trials().stream())
          .forEach(trial -> directories.addAll(trial.runs()));
    }
    return directories;
  }

  /** The title, or the name without one. */
  public String heading() {
    return title == null || title.isBlank() ? String.valueOf(name) : title;
  }
}
