package dev.tacit.lab.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.ProbePlan;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.MetricRecord;
import dev.tacit.lab.store.NamedWeights;
import dev.tacit.lab.store.Schedule;
import dev.tacit.network.Network;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probes;
import dev.tacit.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Between a planned run and its {@code manifest.json}, written before the first step: what exactly
 * is run, on what data, by which code, where.
 */
public final class Manifests {
  private Manifests() {}

  /** What is to be said of a run that has not taken a step. */
  static Manifest of(String experiment, PlannedRun run, PreparedRun prepared, Dataset data) {
    RunSettings settings = run.settings();
    return new Manifest(
        Manifest.FORMAT,
        experiment,
        run.slug(),
        run.hash(),
        run.optimizer(),
        settings.optimizer().rule(),
        settings.seed(),
        JsonFiles.nodes(run.variant()),
        JsonFiles.JSON.valueToTree(settings.resolved()),
        prepared.problem().loss().dimension(),
        prepared.problem().loss().network().toString(),
        prepared.problem().loss().examples(),
        data.test().size(),
        prepared.problem().classifies() ? prepared.problem().labels().corrupted().length : 0,
        prepared.stepsPerEpoch(),
        JsonFiles.JSON.valueToTree(source(settings, data)),
        probes(settings, prepared),
        metrics(prepared),
        prepared.plan().obstacles(),
        JsonFiles.nodes(Machine.describe(settings.train().placement().device())),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Map<String, Object> source(RunSettings settings, Dataset data) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("name", data.name());
    source.put("sha256", data.sha256());
    source.put("shape", data.train().shape().toString());
    source.put("classes", data.classes());
    source.put("validationExamples", settings.data().validation().examples());
    if (settings.data().dir() != null) {
      source.put("dir", settings.data().dir());
    }
    return source;
  }

  /**
   * What is to be said of a run that goes on.
   *
   * @param settings with the probes with which it does
   */
  static Manifest goingOn(Manifest manifest, RunSettings settings, PreparedRun prepared) {
    return manifest.measuring(
        JsonFiles.JSON.valueToTree(settings.resolved()),
        probes(settings, prepared),
        words(manifest, prepared),
        prepared.plan().obstacles());
  }

  /**
   * What is to be said of a run after some probes were added to its measurements.
   *
   * @param settings with these and others
   * @param added their names
   * @throws IOException if the manifest tells no settings
   */
  static Manifest adding(
      Manifest manifest, RunSettings settings, PreparedRun prepared, Set<String> added)
      throws IOException {
    Map<String, Schedule> schedules =
        new HashMap<>(settings(manifest, Manifest.FILE).probes().every());
    added.forEach(name -> schedules.put(name, settings.probes().every().get(name)));
    Map<String, Manifest.ProbeRecord> taken = new HashMap<>(manifest.probes());
    probes(settings, prepared).entrySet().stream()
        .filter(probe -> added.contains(probe.getKey()))
        .forEach(probe -> taken.put(probe.getKey(), probe.getValue()));
    ObjectNode resolved = manifest.settings().deepCopy();
    resolved.set(
        "probes",
        JsonFiles.JSON.valueToTree(settings.probes().scheduled(inOrder(schedules)).resolved()));
    Map<String, String> obstacles = new LinkedHashMap<>(manifest.obstacles());
    prepared.plan().obstacles().forEach(obstacles::putIfAbsent);
    return manifest.measuring(resolved, inOrder(taken), words(manifest, prepared), obstacles);
  }

  /**
   * Writes that some probes were added to what the run in a directory measured.
   *
   * @param settings with these and others
   * @param added their names
   */
  public static void added(
      Path runDirectory, RunSettings settings, PreparedRun prepared, Set<String> added)
      throws IOException {
    adding(Manifest.read(runDirectory), settings, prepared, added).write(runDirectory);
  }

  /** As reports show them. */
  private static <T> Map<String, T> inOrder(Map<String, T> byProbe) {
    Map<String, T> ordered = new LinkedHashMap<>();
    Probes.all().keySet().stream()
        .filter(byProbe::containsKey)
        .forEach(name -> ordered.put(name, byProbe.get(name)));
    return ordered;
  }

  /** Also of metrics that are measured no longer: their rows stay. */
  private static Map<String, MetricRecord> words(Manifest manifest, PreparedRun prepared) {
    Map<String, MetricRecord> words = new LinkedHashMap<>(manifest.metrics());
    words.putAll(metrics(prepared));
    return words;
  }

  /** The probes that apply, with their schedules and metrics. */
  static Map<String, Manifest.ProbeRecord> probes(RunSettings settings, PreparedRun prepared) {
    Map<String, Manifest.ProbeRecord> probes = new LinkedHashMap<>();
    for (ProbePlan.Entry entry : prepared.plan().entries()) {
      String name = entry.probe().name();
      probes.put(
          name,
          Manifest.ProbeRecord.of(
              settings.probes().every().get(name), entry.probe().metrics(prepared.problem())));
    }
    return probes;
  }

  /** What they record, in words. */
  static Map<String, MetricRecord> metrics(PreparedRun prepared) {
    Map<String, MetricRecord> words = new LinkedHashMap<>();
    for (ProbePlan.Entry entry : prepared.plan().entries()) {
      List<String> metrics = entry.probe().metrics(prepared.problem());
      MetricDescription.of(metrics, entry.probe().descriptions())
          .forEach(metric -> words.put(metric.name(), MetricRecord.of(metric)));
    }
    RuleWords.of(prepared.problem().rule())
        .forEach(metric -> words.put(metric.name(), MetricRecord.of(metric)));
    return words;
  }

  /**
   * Refuses data that are no longer those that the run in a directory was trained on.
   *
   * @param so what cannot be done then, as in "its loss cannot be drawn"
   * @throws SettingsException naming the file that has changed
   * @throws IOException if there is no readable manifest
   */
  public static void checkData(Path runDirectory, Dataset data, String so) throws IOException {
    JsonNode trainedOn = Manifest.read(runDirectory).data().path("sha256");
    for (Map.Entry<String, String> file : data.sha256().entrySet()) {
      if (!file.getValue().equals(trainedOn.path(file.getKey()).asText())) {
        throw new SettingsException(
            runDirectory.toString(),
            file.getKey() + " has changed since the run was trained; " + so);
      }
    }
  }

  /**
   * The settings of the run in a directory.
   *
   * @throws IOException if there is no readable manifest
   */
  public static RunSettings settings(Path runDirectory) throws IOException {
    return settings(Manifest.read(runDirectory), runDirectory.resolve(Manifest.FILE).toString());
  }

  /**
   * The arrays of the network that the run in a directory trains, as other programs name them.
   *
   * @throws IOException as {@link #network}
   */
  public static List<NamedWeights.Part> parts(Path runDirectory, DataCache cache)
      throws IOException {
    Network network = network(runDirectory, cache);
    try {
      return NamedWeights.parts(network);
    } finally {
      Preparation.release(network);
    }
  }

  /**
   * The network that the run in a directory trains. Data are loaded only where the manifest does
   * not say how many outputs there are.
   *
   * @throws IOException if there is no readable manifest, or its network is no longer what it was
   */
  private static Network network(Path runDirectory, DataCache cache) throws IOException {
    Path file = runDirectory.resolve(Manifest.FILE);
    Manifest manifest = Manifest.read(runDirectory);
    RunSettings settings = settings(manifest, file.toString());
    int classes = manifest.data().path("classes").asInt();
    Network network;
    try {
      network =
          classes > 0
              ? settings.model().network(shape(manifest.data().path("shape").asText()), classes)
              : Preparation.network(settings, cache.get(settings));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": its network cannot be built: " + e.getMessage(), e);
    }
    if (network.layout().dimension() != manifest.parameters()) {
      throw new IOException(
          file
              + ": its network has "
              + network.layout().dimension()
              + " parameters here, and the run had "
              + manifest.parameters());
    }
    return network;
  }

  /** As {@link Shape} writes it. */
  private static Shape shape(String text) {
    return new Shape(Stream.of(text.split("×", -1)).map(Integer::valueOf).toList());
  }

  /** The settings that a manifest tells. */
  static RunSettings settings(Manifest manifest, String file) throws IOException {
    if (!manifest.settings().isObject() || !manifest.data().isObject()) {
      throw new IOException(file + " has no settings or no data");
    }
    Node tree = Node.of(JsonFiles.JSON.convertValue(manifest.settings(), Map.class), file);
    JsonNode dir = manifest.data().path("dir");
    if (dir.isTextual()) {
      tree = tree.with("data.dir", Node.of(dir.asText(), file));
    }
    return RunSettings.fromManifest(tree);
  }
}
