package dev.tacit.lab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run wrote before its first step: {@code manifest.json}.
 *
 * @param format 2; the hash of format 1 covered more than the trajectory
 * @param experiment the experiment's name
 * @param slug the run's name for people
 * @param hash of what decides the trajectory
 * @param optimizer the label in the experiment's file, of the run's first name
 * @param rule the update rule's name
 * @param seed of the run
 * @param variant the grid's values for this run
 * @param settings fully resolved
 * @param parameters p, how many
 * @param network in words
 * @param trainingExamples n
 * @param testExamples how many
 * @param corruptedLabels training labels that are wrong
 * @param stepsPerEpoch m
 * @param data name and checksums
 * @param probes each with its schedule and metrics
 * @param metrics what each metric is, in words; those in parts under what their names begin with
 * @param obstacles probes that do not apply, and why
 * @param environment versions and machine
 * @param started when
 */
public record Manifest(
    int format,
    String experiment,
    String slug,
    String hash,
    String optimizer,
    String rule,
    long seed,
    Map<String, JsonNode> variant,
    JsonNode settings,
    long parameters,
    String network,
    long trainingExamples,
    long testExamples,
    long corruptedLabels,
    long stepsPerEpoch,
    JsonNode data,
    Map<String, ProbeRecord> probes,
    Map<String, MetricRecord> metrics,
    Map<String, String> obstacles,
    Map<String, JsonNode> environment,
    String started) {
  public static final String FILE = "manifest.json";

  /** The format that is written. */
  public static final int FORMAT = 2;

  /**
   * A scheduled probe.
   *
   * @param every how many epochs, where these are whole; else 0
   * @param schedule in words; null in manifests of a time when it was always whole epochs
   * @param metrics that it records
   */
  public record ProbeRecord(int every, String schedule, List<String> metrics) {

    /** By its schedule. */
    public static ProbeRecord of(Schedule schedule, List<String> metrics) {
      int every = schedule.isWholeEpochs() ? (int) schedule.amount() : 0;
      return new ProbeRecord(every, schedule.toString(), metrics);
    }

    /** Its schedule; empty if it says none. */
    public Optional<Schedule> when() {
      return schedule != null
          ? Schedule.parse(schedule)
          : every >= 1 ? Optional.of(Schedule.epochs(every)) : Optional.empty();
    }
  }

  /** Puts empty maps where there are none. */
  public Manifest {
    variant = variant == null ? Map.of() : variant;
    settings = settings == null ? MissingNode.getInstance() : settings;
    data = data == null ? MissingNode.getInstance() : data;
    probes = probes == null ? Map.of() : probes;
    metrics = metrics == null ? Map.of() : metrics;
    obstacles = obstacles == null ? Map.of() : obstacles;
    environment = environment == null ? Map.of() : environment;
  }

  /** The directories of runs in an experiment's, sorted. */
  public static List<Path> directories(Path experiment) throws IOException {
    try (Stream<Path> children = Files.list(experiment)) {
      return children.filter(child -> Files.isRegularFile(child.resolve(FILE))).sorted().toList();
    }
  }

  /**
   * Reads it from a run's directory.
   *
   * @throws IOException when it is missing or damaged, naming the file, line and what was expected
   */
  public static Manifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Manifest manifest = JsonFiles.read(file, Manifest.class, "a run's manifest");
    JsonFiles.checkFormat(file, manifest.format);
    if (manifest.optimizer == null) {
      throw new IOException(file + ": expected \"optimizer\", found none");
    }
    return manifest;
  }

  /** Writes it whole. */
  public void write(Path directory) throws IOException {
    WholeFile.write(directory.resolve(FILE), JsonFiles.pretty(this) + "\n");
  }

  /** The same run, measured otherwise than it was begun. */
  public Manifest measuring(
      JsonNode otherSettings,
      Map<String, ProbeRecord> otherProbes,
      Map<String, MetricRecord> otherMetrics,
      Map<String, String> otherObstacles) {
    return new Manifest(
        format,
        experiment,
        slug,
        hash,
        optimizer,
        rule,
        seed,
        variant,
        otherSettings,
        parameters,
        network,
        trainingExamples,
        testExamples,
        corruptedLabels,
        stepsPerEpoch,
        data,
        otherProbes,
        otherMetrics,
        otherObstacles,
        environment,
        started);
  }

  /** The same run under another of its names. */
  Manifest named(String otherSlug, String otherOptimizer, Map<String, JsonNode> otherVariant) {
    return new Manifest(
        format,
        experiment,
        otherSlug,
        hash,
        otherOptimizer,
        rule,
        seed,
        otherVariant,
        settings,
        parameters,
        network,
        trainingExamples,
        testExamples,
        corruptedLabels,
        stepsPerEpoch,
        data,
        probes,
        metrics,
        obstacles,
        environment,
        started);
  }

  /** A value of the settings by its path, as in {@code train.batch}; missing if there is none. */
  public JsonNode setting(String path) {
    JsonNode node = settings;
    for (String key : path.split("\\.", -1)) {
      node = node.path(key);
    }
    return node;
  }

  /** Every single setting by its dotted path, as text. */
  public Map<String, String> flatSettings() {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", settings, flat);
    return flat;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> flat) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      flat));
    } else if (!node.isMissingNode()) {
      flat.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
