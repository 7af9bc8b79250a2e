package dev.tacit.lab.study;

import dev.tacit.lab.store.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Run directories whose numbers are written out in a test. */
public final class StudyFixture {
  private final Path directory;
  private final Map<String, Object> experiment = new LinkedHashMap<>();
  private final List<String> runs = new ArrayList<>();
  private final Map<String, Object> words = new LinkedHashMap<>();

  private Map<String, Object> settings;

  public StudyFixture(Path directory, String... optimizers) {
    this.directory = directory;
    settings = Map.of();
    experiment.put("format", 1);
    experiment.put("name", "fixture");
    experiment.put("optimizers", optimizers);
    experiment.put("runs", runs);
    experiment.put("epochs", 2);
  }

  public StudyFixture with(String key, Object value) {
    experiment.put(key, value);
    return this;
  }

  /** What the manifests of the runs that follow say of a metric. */
  public StudyFixture describing(String metric, Map<String, String> said) {
    words.put(metric, said);
    return this;
  }

  /** What the manifests of the runs that follow have for settings. */
  public StudyFixture settings(Map<String, Object> all) {
    settings = all;
    return this;
  }

  public StudyFixture run(String optimizer, int seed, String state, String... rows)
      throws IOException {
    return run(optimizer, seed, Map.of(), state, rows);
  }

  /**
   * A run with its measurements.
   *
   * @param rows as in {@code "1 train/loss 0.5"}: epoch, metric, value
   */
  public StudyFixture run(
      String optimizer, int seed, Map<String, Object> variant, String state, String... rows)
      throws IOException {
    String name = optimizer + "-" + seed + "-" + runs.size();
    runs.add(name);
    Path run = Files.createDirectories(directory.resolve(name));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", 1);
    manifest.put("slug", name);
    manifest.put("optimizer", optimizer);
    manifest.put("rule", optimizer);
    manifest.put("seed", seed);
    manifest.put("variant", variant);
    manifest.put("stepsPerEpoch", 10);
    manifest.put("settings", settings);
    if (!words.isEmpty()) {
      manifest.put("metrics", words);
    }
    manifest.put("obstacles", Map.of("implicit/chi", "the rule has no memory"));
    json(run.resolve("manifest.json"), manifest);
    json(run.resolve("status.json"), Map.of("state", state, "reason", ""));
    StringBuilder text = new StringBuilder("step,epoch,metric,value,error\n");
    for (String row : rows) {
      String[] cells = row.split(" ", -1);
      text.append(10 * Integer.parseInt(cells[0])).append(',').append(cells[0]).append(',');
      text.append(cells[1]).append(',').append(cells[2]).append(",\n");
    }
    Files.writeString(run.resolve("metrics.csv"), text);
    return this;
  }

  public Study read() throws IOException {
    write();
    return Study.read(directory);
  }

  public Path write() throws IOException {
    json(directory.resolve("experiment.json"), experiment);
    return directory;
  }

  private static void json(Path file, Object value) throws IOException {
    Files.writeString(file, JsonFiles.JSON.writeValueAsString(value));
  }

  /** The one point of a study without a grid. */
  public static Variant only(Study study) {
    return study.variants().get(0);
  }
}
