package dev.tacit.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunRecord;
import dev.tacit.lab.study.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a study's runs by their paths.
 *
 * @param trees as the manifests have them
 * @param common those that all runs share
 * @param own of each run, what not all share
 */
record RunSettings(List<JsonNode> trees, ObjectNode common, List<ObjectNode> own) {

  /**
   * Of a study.
   *
   * @param before what they were when somebody looked last, which they are while runs only grow; or
   *     null
   */
  static RunSettings of(Study study, RunSettings before) {
    List<JsonNode> trees = study.runs().stream().map(run -> run.manifest().settings()).toList();
    return before != null && before.areOf(trees) ? before : new RunSettings(study, trees);
  }

  @SuppressWarnings("ReferenceEquality") // a manifest that was not read again has the same tree
  private boolean areOf(List<JsonNode> others) {
    boolean same = trees.size() == others.size();
    for (int i = 0; same && i < trees.size(); i++) {
      same = trees.get(i) == others.get(i);
    }
    return same;
  }

  private RunSettings(Study study, List<JsonNode> trees) {
    this(trees, JsonFiles.JSON.createObjectNode(), new ArrayList<>());
    Map<String, Set<String>> values = new LinkedHashMap<>();
    List<Map<String, String>> all = new ArrayList<>();
    for (RunRecord run : study.runs()) {
      Map<String, String> flat = run.manifest().flatSettings();
      all.add(flat);
      flat.keySet().forEach(path -> values.computeIfAbsent(path, key -> new LinkedHashSet<>()));
    }
    values.forEach((path, found) -> all.forEach(flat -> found.add(flat.getOrDefault(path, ""))));
    values.forEach(
        (path, found) -> {
          if (found.size() == 1) {
            common.put(path, found.iterator().next());
          }
        });
    for (Map<String, String> flat : all) {
      ObjectNode one = JsonFiles.JSON.createObjectNode();
      values.forEach(
          (path, found) -> {
            if (found.size() > 1 && flat.containsKey(path)) {
              one.put(path, flat.get(path));
            }
          });
      own.add(one);
    }
  }
}
