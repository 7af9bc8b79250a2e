package dev.tacit.lab.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tacit.data.Dataset;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.ProbePlan;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.MetricRecord;
import dev.tacit.probe.MetricDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code manifest.json}, written before a run's first step: what exactly is run, on what data, by
 * which code, where.
 */
public final class Manifest {
  /** The file's name in a run directory. */
  public static final String FILE = "manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Manifest() {}

  /** The text of a new manifest. */
  static String text(String experiment, PlannedRun run, PreparedRun prepared, Dataset data) {
    RunSettings settings = run.settings();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", 1);
    map.put("experiment", experiment);
    map.put("slug", run.slug());
    map.put("hash", run.hash());
    map.put("optimizer", run.optimizer());
    map.put("rule", settings.optimizer().rule());
    map.put("seed", settings.seed());
    map.put("variant", run.variant());
    map.put("settings", settings.resolved());
    map.put("parameters", prepared.setting().train().dimension());
    map.put("network", prepared.setting().train().network().toString());
    map.put("trainingExamples", data.train().size());
    map.put("testExamples", data.test().size());
    map.put(
        "corruptedLabels",
        prepared.setting().classifies() ? prepared.setting().labels().corrupted().length : 0);
    map.put("stepsPerEpoch", prepared.stepsPerEpoch());
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("name", data.name());
    source.put("sha256", data.sha256());
    if (settings.data().dir() != null) {
      source.put("dir", settings.data().dir());
    }
    map.put("data", source);
    Map<String, Object> taken = new LinkedHashMap<>();
    Map<String, MetricRecord> words = new LinkedHashMap<>();
    for (ProbePlan.Entry entry : prepared.plan().entries()) {
      String name = entry.probe().name();
      Map<String, Object> probe = new LinkedHashMap<>();
      probe.put("every", settings.probes().every().get(name));
      List<String> metrics = entry.probe().metrics(prepared.setting());
      probe.put("metrics", metrics);
      taken.put(name, probe);
      MetricDescription.of(metrics, entry.probe().descriptions())
          .forEach(metric -> words.put(metric.name(), MetricRecord.of(metric)));
    }
    RuleWords.of(settings.optimizer().updateRule())
        .forEach(metric -> words.put(metric.name(), MetricRecord.of(metric)));
    map.put("probes", taken);
    map.put("metrics", words);
    map.put("obstacles", prepared.plan().obstacles());
    map.put("environment", Machine.describe(settings.train().placement().device()));
    map.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return json(map);
  }

  /** Plain maps as indented JSON. */
  static String json(Map<String, Object> map) {
    try {
      return JSON.writeValueAsString(map) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain maps become JSON", e);
    }
  }

  /**
   * The content of a JSON file.
   *
   * @throws IOException if it is missing or not a JSON object, naming the file
   */
  static Map<String, Object> read(Path file) throws IOException {
    try {
      Map<String, Object> map =
          JSON.readValue(JsonFiles.text(file), new TypeReference<Map<String, Object>>() {});
      if (map == null) {
        throw new IOException(file + ": an object of JSON is expected, found null");
      }
      return map;
    } catch (JsonProcessingException e) {
      throw JsonFiles.damaged(file, "an object of JSON", e);
    }
  }

  /**
   * The settings of the run in a directory.
   *
   * @throws IOException if there is no readable manifest
   */
  public static RunSettings settings(Path runDirectory) throws IOException {
    Path file = runDirectory.resolve(FILE);
    Map<String, Object> manifest = read(file);
    if (!(manifest.get("settings") instanceof Map<?, ?> settings)
        || !(manifest.get("data") instanceof Map<?, ?> data)) {
      throw new IOException(file + " has no settings or no data");
    }
    Node tree = Node.of(settings, file.toString());
    if (data.get("dir") instanceof String dir) {
      tree = tree.with("data.dir", Node.of(dir, file.toString()));
    }
    return RunSettings.fromManifest(tree);
  }
}
