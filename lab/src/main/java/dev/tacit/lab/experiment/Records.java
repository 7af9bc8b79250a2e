package dev.tacit.lab.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.ExperimentRecord.Entry;
import dev.tacit.lab.store.JsonFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From an experiment to its record: enough for a report years later. */
final class Records {
  private static final TypeReference<Map<String, JsonNode>> NODES = new TypeReference<>() {};

  private Records() {}

  static ExperimentRecord of(ExperimentDirectory directory) {
    Experiment experiment = directory.experiment();
    List<Entry> entries = new ArrayList<>();
    for (PlannedRun run : experiment.runs()) {
      String place = directory.of(run).getFileName().toString();
      for (PlannedRun.Name name : run.names()) {
        entries.add(
            new Entry(
                name.slug(run.settings().seed()),
                place,
                name.optimizer(),
                nodes(name.variant()),
                name.epochs()));
      }
    }
    return new ExperimentRecord(
        ExperimentRecord.FORMAT,
        experiment.name(),
        experiment.title(),
        experiment.description(),
        experiment.optimizers(),
        experiment.variants().stream().map(Records::nodes).toList(),
        experiment.seeds(),
        entries,
        experiment.epochs(),
        ExperimentRecord.claims(experiment.claims()),
        JsonFiles.JSON.valueToTree(experiment.source()));
  }

  private static Map<String, JsonNode> nodes(Map<String, Object> map) {
    return JsonFiles.JSON.convertValue(map, NODES);
  }
}
