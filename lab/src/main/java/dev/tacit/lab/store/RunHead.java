package dev.tacit.lab.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a manifest tells which run it is and what it measures: a small part, read without the
 * rest where there are thousands.
 *
 * @param hash of what decides the trajectory
 * @param asked the probes as its settings ask for them, with the sizes of their measurements
 * @param probes that it takes, with their schedules where they say one
 * @param obstacles names of the probes that do not apply
 */
public record RunHead(
    String hash, JsonNode asked, Map<String, Schedule> probes, Set<String> obstacles) {

  /**
   * Reads it from a run's directory.
   *
   * @return nothing if there is no manifest or it is damaged
   */
  public static Optional<RunHead> read(Path directory) {
    try (JsonParser json =
        JsonFiles.JSON.createParser(Files.readAllBytes(directory.resolve(Manifest.FILE)))) {
      return read(json);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<RunHead> read(JsonParser json) throws IOException {
    int format = 0;
    String hash = null;
    String optimizer = null;
    JsonNode asked = MissingNode.getInstance();
    Map<String, Schedule> probes = Map.of();
    Set<String> obstacles = Set.of();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      switch (key) {
        case "format" -> format = json.getIntValue();
        case "hash" -> hash = json.getValueAsString();
        case "optimizer" -> optimizer = json.getValueAsString();
        case "settings" -> asked = member(json, "probes");
        case "probes" -> probes = probes(json);
        case "obstacles" -> obstacles = names(json);
        default -> json.skipChildren();
      }
    }
    boolean whole = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    return whole && hash != null && optimizer != null && format >= 1 && format <= Manifest.FORMAT
        ? Optional.of(new RunHead(hash, asked, probes, obstacles))
        : Optional.empty();
  }

  /** One member of an object; missing if it is no object or has none. */
  private static JsonNode member(JsonParser json, String wanted) throws IOException {
    JsonNode member = MissingNode.getInstance();
    for (String key = first(json); key != null; key = json.nextFieldName()) {
      json.nextToken();
      if (key.equals(wanted)) {
        member = json.readValueAsTree();
      } else {
        json.skipChildren();
      }
    }
    return member;
  }

  private static Map<String, Schedule> probes(JsonParser json) throws IOException {
    Map<String, Schedule> probes = new HashMap<>();
    for (String name = first(json); name != null; name = json.nextFieldName()) {
      json.nextToken();
      int every = 0;
      String schedule = null;
      for (String key = first(json); key != null; key = json.nextFieldName()) {
        json.nextToken();
        switch (key) {
          case "every" -> every = json.getIntValue();
          case "schedule" -> schedule = json.getValueAsString();
          default -> json.skipChildren();
        }
      }
      String probe = name;
      new Manifest.ProbeRecord(every, schedule, List.of())
          .when()
          .ifPresent(when -> probes.put(probe, when));
    }
    return probes;
  }

  private static Set<String> names(JsonParser json) throws IOException {
    Set<String> names = new HashSet<>();
    for (String name = first(json); name != null; name = json.nextFieldName()) {
      names.add(name);
      json.nextToken();
      json.skipChildren();
    }
    return names;
  }

  /** The first key of an object; null if it has none or is no object, which is passed over. */
  private static String first(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return json.nextFieldName();
    }
    json.skipChildren();
    return null;
  }

  /** Whether the run measured what is asked, or cannot. */
  public boolean covers(String probe, Schedule when) {
    Schedule taken = probes.get(probe);
    return obstacles.contains(probe) || (taken != null && taken.covers(when));
  }
}
