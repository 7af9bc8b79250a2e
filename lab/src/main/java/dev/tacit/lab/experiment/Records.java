package dev.tacit.lab.experiment;

import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.ExperimentRecord.Entry;
import dev.tacit.lab.store.JsonFiles;
import java.util.ArrayList;
import java.util.List;

/** From an experiment to its record: enough for a report years later. */
final class Records {
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
                JsonFiles.nodes(name.variant()),
                name.epochs()));
      }
    }
    return new ExperimentRecord(
        ExperimentRecord.FORMAT,
        experiment.name(),
        experiment.title(),
        experiment.description(),
        experiment.optimizers(),
        experiment.variants().stream().map(JsonFiles::nodes).toList(),
        experiment.seeds(),
        entries,
        experiment.epochs(),
        ExperimentRecord.claims(experiment.claims()),
        JsonFiles.JSON.valueToTree(experiment.source()));
  }
}
