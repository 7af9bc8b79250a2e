package dev.tacit.lab.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.statistics.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code experiment.json} says: which runs belong together and what they were to show.
 *
 * @param format 1
 * @param name of the experiment
 * @param title for people, or null
 * @param description a sentence or two, or null
 * @param optimizers their labels, in the file's order
 * @param variants the grid's combinations; one empty map without a grid
 * @param seeds of the runs
 * @param runs names of the run directories, relative to the experiment's
 * @param epochs that every run was to train
 * @param claims to be judged
 * @param experiment the file as given, resolved
 */
public record ExperimentRecord(
    int format,
    String name,
    String title,
    String description,
    List<String> optimizers,
    List<Map<String, JsonNode>> variants,
    List<Long> seeds,
    List<String> runs,
    int epochs,
    List<Claim> claims,
    JsonNode experiment) {
  static final String FILE = "experiment.json";

  /** Puts empty lists where there are none. */
  public ExperimentRecord {
    optimizers = optimizers == null ? List.of() : List.copyOf(optimizers);
    variants = variants == null || variants.isEmpty() ? List.of(Map.of()) : List.copyOf(variants);
    seeds = seeds == null ? List.of() : List.copyOf(seeds);
    runs = runs == null ? List.of() : List.copyOf(runs);
    claims = claims == null ? List.of() : List.copyOf(claims);
  }

  /**
   * Reads it from an experiment's directory.
   *
   * @throws IOException when there is none or it cannot be read, saying what was expected
   */
  public static ExperimentRecord read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          directory + " holds no " + FILE + ": expected the directory that an experiment wrote");
    }
    ExperimentRecord record = JsonFiles.read(file, ExperimentRecord.class, "an experiment");
    JsonFiles.checkFormat(file, record.format);
    for (String run : record.runs) {
      if (run.isBlank() || run.contains("/") || run.contains("\\") || run.startsWith(".")) {
        throw new IOException(
            file + ": expected the names of run directories in \"runs\", found '" + run + "'");
      }
    }
    return record;
  }

  /** The title, or the name without one. */
  public String heading() {
    return title == null || title.isBlank() ? String.valueOf(name) : title;
  }
}
