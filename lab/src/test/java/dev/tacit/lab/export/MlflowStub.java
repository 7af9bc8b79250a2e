package dev.tacit.lab.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tacit.lab.store.JsonFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of an MLflow server an export meets, on loopback, with its limits and its habits: parameters
 * are never changed, a metric with equal name, value, time and step is kept once. Faults happen to
 * the requests whose turn they are.
 */
final class MlflowStub implements AutoCloseable {
  /** Answers with nothing after the request was carried out. */
  static final int BREAKS_AFTER = -1;

  /** Answers with nothing and does nothing. */
  static final int BREAKS_BEFORE = -2;

  /** A run there. */
  static final class Run {
    final Map<String, String> tags = new LinkedHashMap<>();
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Set<String> metrics = new LinkedHashSet<>(); // key step value timestamp
    String status;
    JsonNode created;
  }

  final Map<String, Run> runs = new LinkedHashMap<>();
  final List<String> requests = new ArrayList<>();
  final Deque<Integer> faults = new ArrayDeque<>(); // 0 for none
  final List<Integer> entries = new ArrayList<>(); // of every log-batch
  private final List<String> experiments = new ArrayList<>();
  private final HttpServer server;

  MlflowStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/2.0/mlflow/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(what);
    int fault = faults.isEmpty() ? 0 : faults.poll();
    if (fault == BREAKS_BEFORE) {
      exchange.close();
      return;
    }
    if (fault > 0) {
      answer(exchange, fault, error("SOME_ERROR", "the words of the server"));
      return;
    }
    JsonNode asked = body.length == 0 ? null : JsonFiles.JSON.readTree(body);
    ObjectNode reply;
    int code = 200;
    try {
      reply = reply(what, exchange.getRequestURI().getQuery(), asked, body.length);
    } catch (IllegalArgumentException e) {
      reply = error(e.getMessage().split(": ", -1)[0], e.getMessage());
      code = e.getMessage().startsWith("RESOURCE_DOES_NOT_EXIST") ? 404 : 400;
    }
    if (fault == BREAKS_AFTER) {
      exchange.close();
      return;
    }
    answer(exchange, code, reply);
  }

  private static ObjectNode error(String code, String message) {
    return JsonFiles.JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static void answer(HttpExchange exchange, int code, ObjectNode reply) throws IOException {
    byte[] bytes = JsonFiles.JSON.writeValueAsBytes(reply);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ObjectNode reply(String what, String query, JsonNode asked, int bytes) {
    ObjectNode reply = JsonFiles.JSON.createObjectNode();
    switch (what) {
      case "experiments/get-by-name" -> {
        int id = experiments.indexOf(query.substring("experiment_name=".length()));
        check(id >= 0, "RESOURCE_DOES_NOT_EXIST: no experiment");
        reply.putObject("experiment").put("experiment_id", "" + id);
      }
      case "experiments/create" -> {
        String name = asked.get("name").asText();
        check(!experiments.contains(name), "RESOURCE_ALREADY_EXISTS: " + name);
        experiments.add(name);
        reply.put("experiment_id", "" + (experiments.size() - 1));
      }
      case "runs/search" -> {
        String filter = asked.get("filter").asText();
        String wanted = filter.substring("tags.`tacit.run` = '".length(), filter.length() - 1);
        ArrayNode found = reply.putArray("runs");
        runs.forEach(
            (id, run) -> {
              if (wanted.equals(run.tags.get("tacit.run"))) {
                ObjectNode one = found.addObject();
                one.putObject("info").put("run_id", id);
                ObjectNode data = one.putObject("data");
                pairs(data.putArray("tags"), run.tags);
                pairs(data.putArray("params"), run.parameters);
              }
            });
      }
      case "runs/create" -> {
        Run run = new Run();
        run.created = asked;
        asked.get("tags").forEach(t -> run.tags.put(text(t, "key"), text(t, "value")));
        String id = "run" + runs.size();
        runs.put(id, run);
        reply.putObject("run").putObject("info").put("run_id", id);
      }
      case "runs/log-batch" -> batch(asked, bytes);
      case "runs/update" -> runs.get(text(asked, "run_id")).status = text(asked, "status");
      default -> throw new IllegalArgumentException("ENDPOINT_NOT_FOUND: " + what);
    }
    return reply;
  }

  private void batch(JsonNode asked, int bytes) {
    int metrics = asked.path("metrics").size();
    int parameters = asked.path("params").size();
    int tags = asked.path("tags").size();
    check(bytes <= 1_000_000, "INVALID_PARAMETER_VALUE: " + bytes + " bytes");
    check(metrics + parameters + tags <= 1000, "INVALID_PARAMETER_VALUE: too many entries");
    check(parameters <= 100 && tags <= 100, "INVALID_PARAMETER_VALUE: too many");
    entries.add(metrics + parameters + tags);
    Run run = runs.get(text(asked, "run_id"));
    for (JsonNode p : asked.path("params")) {
      String key = key(p);
      check(text(p, "value").length() <= 6000, "INVALID_PARAMETER_VALUE: too long");
      String before = run.parameters.putIfAbsent(key, text(p, "value"));
      check(before == null || before.equals(text(p, "value")), "INVALID_PARAMETER_VALUE: changed");
    }
    for (JsonNode m : asked.path("metrics")) {
      JsonNode value = m.get("value");
      check(
          value.isNumber() || Set.of("NaN", "Infinity", "-Infinity").contains(value.textValue()),
          "INVALID_PARAMETER_VALUE: value");
      check(m.get("timestamp").asLong(-1) >= 0, "INVALID_PARAMETER_VALUE: timestamp");
      run.metrics.add(
          key(m) + " " + text(m, "step") + " " + value.asText() + " " + text(m, "timestamp"));
    }
    for (JsonNode t : asked.path("tags")) {
      run.tags.put(key(t), text(t, "value"));
    }
  }

  private static String key(JsonNode entry) {
    String key = text(entry, "key");
    check(key.matches("[/\\w.\\- ]{1,250}"), "INVALID_PARAMETER_VALUE: key '" + key + "'");
    return key;
  }

  private static String text(JsonNode node, String key) {
    return node.get(key).asText();
  }

  private static void pairs(ArrayNode array, Map<String, String> pairs) {
    pairs.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
