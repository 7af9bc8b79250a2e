package dev.tacit.lab.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** A run as an MLflow server has it, within the limits of the server's requests. */
final class MlflowRun {
  private static final int MOST_TOGETHER = 1000; // metrics, parameters and tags of a request
  private static final int MOST_PARAMETERS = 100;
  private static final int MOST_BYTES = 1_000_000;
  private static final int LONGEST_PARAMETER = 6000;
  private static final int LONGEST_TAG = 5000;
  private static final String RUN = "tacit.run";
  private static final String ROWS = "tacit.rows";
  private static final String CHECKSUM = "tacit.rows.crc32c";
  private static final String STATE = "tacit.state";
  private static final String SENT = "tacit.sent";

  private final MlflowServer server;
  private final String id;
  private final Map<String, String> tags;
  private final Map<String, String> parameters;

  private MlflowRun(
      MlflowServer server, String id, Map<String, String> tags, Map<String, String> parameters) {
    this.server = server;
    this.id = id;
    this.tags = tags;
    this.parameters = parameters;
  }

  /** Every run there that is the same computation. */
  static List<MlflowRun> find(MlflowServer server, String experiment, StoredRun run)
      throws IOException, InterruptedException {
    ObjectNode query = JsonFiles.JSON.createObjectNode();
    query.putArray("experiment_ids").add(experiment);
    query.put("filter", "tags.`" + RUN + "` = '" + identity(run) + "'");
    query.put("max_results", 100);
    List<MlflowRun> all = new ArrayList<>();
    for (JsonNode found : server.post("runs/search", query).path("runs")) {
      JsonNode data = found.path("data");
      all.add(
          new MlflowRun(
              server,
              found.path("info").path("run_id").asText(),
              pairs(data.path("tags")),
              pairs(data.path("params"))));
    }
    return all;
  }

  /** Within quotes of a search. */
  private static String identity(StoredRun run) {
    return run.identity().replace("'", "");
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new LinkedHashMap<>();
    list.forEach(pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText()));
    return pairs;
  }

  /** A new one, without its settings and measurements; tried once. */
  static MlflowRun create(MlflowServer server, String experiment, StoredRun run)
      throws IOException, InterruptedException {
    ObjectNode body = JsonFiles.JSON.createObjectNode();
    body.put("experiment_id", experiment);
    body.put("run_name", run.name());
    body.put("start_time", millis(run.started()));
    Map<String, String> said = new LinkedHashMap<>();
    said.put("mlflow.runName", run.name());
    said.put(RUN, identity(run));
    said.put("tacit.directory", run.path().getFileName().toString());
    said.put("tacit.optimizer", run.manifest().optimizer());
    said.put("tacit.rule", run.manifest().rule());
    said.put("tacit.seed", Long.toString(run.manifest().seed()));
    said.put("tacit.stage", run.stage());
    JsonNode version = run.manifest().environment().get("tacit");
    said.put("tacit.version", version == null ? null : version.asText());
    said.values().removeIf(text -> text == null || text.isEmpty());
    body.set("tags", pairs(said, LONGEST_TAG));
    JsonNode made = server.postOnce("runs/create", body).path("run");
    return new MlflowRun(server, made.path("info").path("run_id").asText(), Map.of(), Map.of());
  }

  /** How many rows it has; -1 if that is not to be read. */
  int rows() {
    String rows = tags.getOrDefault(ROWS, "0");
    return rows.matches("[0-9]{1,9}") ? Integer.parseInt(rows) : -1;
  }

  /** Whether all was sent when the run stood so. */
  boolean wasSent(String state) {
    return state.equals(tags.get(SENT));
  }

  /**
   * Whether a run's rows begin with those that are here; a run that goes on and was cut to its
   * checkpoint will write the others again.
   */
  boolean begins(List<String> rows, StoredRun run) {
    int n = rows();
    if (n > rows.size()) {
      return run.status() == null || !run.status().state().isEnd();
    }
    CRC32C crc = new CRC32C();
    rows.subList(0, Math.max(0, n)).forEach(row -> add(crc, row));
    return n == 0 || (n > 0 && Long.toHexString(crc.getValue()).equals(tags.get(CHECKSUM)));
  }

  /**
   * Sends the settings that are not there yet.
   *
   * @return those that are there with another value, which MLflow does not change
   */
  Set<String> parameters(StoredRun run) throws IOException, InterruptedException {
    Set<String> unchanged = new TreeSet<>();
    MlflowKeys keys = new MlflowKeys();
    Map<String, String> missing = new LinkedHashMap<>();
    run.settings()
        .forEach(
            (path, value) -> {
              String key = keys.of(path);
              String before = parameters.get(key);
              if (before == null && !value.isEmpty()) {
                missing.put(key, value);
              } else if (before != null && !before.equals(cut(value, LONGEST_PARAMETER))) {
                unchanged.add(path);
              }
            });
    ArrayNode batch = JsonFiles.JSON.createArrayNode();
    long bytes = 0;
    for (JsonNode parameter : pairs(missing, LONGEST_PARAMETER)) {
      int size = parameter.toString().getBytes(StandardCharsets.UTF_8).length + 1;
      if (batch.size() == MOST_PARAMETERS || bytes + size > MOST_BYTES - 1000) {
        log("params", batch);
        batch = JsonFiles.JSON.createArrayNode();
        bytes = 0;
      }
      batch.add(parameter);
      bytes += size;
    }
    if (!batch.isEmpty()) {
      log("params", batch);
    }
    return unchanged;
  }

  private void log(String what, ArrayNode entries) throws IOException, InterruptedException {
    ObjectNode body = JsonFiles.JSON.createObjectNode().put("run_id", id);
    body.set(what, entries);
    server.post("runs/log-batch", body);
  }

  /**
   * Sends the rows that are not there yet. A request of these is below the limit of bytes by its
   * number of entries: a name has 250 characters at most.
   */
  void measurements(StoredRun run, List<String> all) throws IOException, InterruptedException {
    MlflowKeys keys = new MlflowKeys();
    CRC32C crc = new CRC32C();
    String last = all.isEmpty() ? "0" : all.get(all.size() - 1).split(",", -1)[0];
    double millisPerStep = 1000 * run.seconds() / Math.max(1, whole(run, last));
    int from = rows();
    for (String row : all.subList(0, from)) {
      keys.of(row.split(",", -1)[2]); // the same names as before
      add(crc, row);
    }
    while (from < all.size()) {
      int to = Math.min(all.size(), from + MOST_TOGETHER - 2);
      ObjectNode body = JsonFiles.JSON.createObjectNode().put("run_id", id);
      ArrayNode metrics = body.putArray("metrics");
      for (String row : all.subList(from, to)) {
        String[] cells = row.split(",", -1);
        long step = whole(run, cells[0]);
        ObjectNode metric = metrics.addObject().put("key", keys.of(cells[2]));
        value(metric, number(run, cells[3]));
        metric.put("timestamp", millis(run.started()) + Math.round(step * millisPerStep));
        metric.put("step", step);
        add(crc, row);
      }
      Map<String, String> said = new LinkedHashMap<>();
      said.put(ROWS, Integer.toString(to));
      said.put(CHECKSUM, Long.toHexString(crc.getValue()));
      body.set("tags", pairs(said, LONGEST_TAG));
      server.post("runs/log-batch", body);
      from = to;
    }
  }

  private static void add(CRC32C crc, String row) {
    crc.update(row.getBytes(StandardCharsets.UTF_8));
    crc.update('\n');
  }

  /** As Protocol Buffers write numbers in JSON: what is not finite as a string. */
  private static void value(ObjectNode metric, double value) {
    if (Double.isFinite(value)) {
      metric.put("value", value);
    } else {
      metric.put("value", Double.toString(value)); // NaN, Infinity, -Infinity
    }
  }

  /** How it stands, and last of all that everything was sent. */
  void finish(StoredRun run) throws IOException, InterruptedException {
    boolean goesOn = run.state().equals(RunStatus.State.running.name());
    ObjectNode update = JsonFiles.JSON.createObjectNode().put("run_id", id);
    update.put(
        "status",
        switch (RunStatus.State.valueOf(run.state())) {
          case running -> "RUNNING";
          case finished, diverged -> "FINISHED"; // divergence is a result
          case interrupted -> "KILLED";
          case failed -> "FAILED";
        });
    if (!goesOn) {
      update.put("end_time", millis(run.started() + run.seconds()));
    }
    server.post("runs/update", update);
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(STATE, run.state());
    String reason = run.status() == null ? null : run.status().reason();
    if (reason != null && !reason.isEmpty()) {
      tags.put("tacit.reason", reason);
    }
    tags.put(SENT, run.state());
    log("tags", pairs(tags, LONGEST_TAG));
  }

  private static ArrayNode pairs(Map<String, String> map, int longest) {
    ArrayNode pairs = JsonFiles.JSON.createArrayNode();
    map.forEach(
        (key, value) -> pairs.addObject().put("key", key).put("value", cut(value, longest)));
    return pairs;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static long millis(double seconds) {
    return Math.max(0, Math.round(seconds * 1000));
  }

  private static long whole(StoredRun run, String cell) throws IOException {
    try {
      return Long.parseLong(cell);
    } catch (NumberFormatException e) {
      throw damaged(run, "a step", cell);
    }
  }

  private static double number(StoredRun run, String cell) throws IOException {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw damaged(run, "a value", cell);
    }
  }

  private static IOException damaged(StoredRun run, String expected, String found) {
    return new IOException(
        WrittenRows.file(run.path()) + ": expected " + expected + ", found '" + found + "'");
  }
}
