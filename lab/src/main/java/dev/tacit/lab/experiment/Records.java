package dev.tacit.lab.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.ExperimentRecord.Entry;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.TuningRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From an experiment to its record: enough for a report years later. */
final class Records {
  private Records() {}

  /**
   * The record of an experiment.
   *
   * @param asked a digest of what was asked for before anything was chosen
   * @param searches what was tried and chosen so far; empty without tuning
   */
  static ExperimentRecord of(
      ExperimentDirectory directory, String asked, List<TuningRecord.Search> searches) {
    Experiment experiment = directory.experiment();
    List<Entry> entries = new ArrayList<>();
    Map<Map<String, Object>, Map<String, JsonNode>> variants = new HashMap<>();
    for (PlannedRun run : experiment.runs()) {
      String place = directory.of(run).getFileName().toString();
      for (PlannedRun.Name name : run.names()) {
        entries.add(
            new Entry(
                name.slug(run.settings().seed()),
                place,
                name.optimizer(),
                variants.computeIfAbsent(name.variant(), JsonFiles::nodes),
                name.epochs(),
                run.settings().until().isNever() ? null : run.settings().until()));
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
        experiment.claims(),
        JsonFiles.JSON.valueToTree(experiment.source()),
        experiment.tuning() == null ? null : tuning(experiment.tuning(), asked, searches));
  }

  private static TuningRecord tuning(
      Tuning tuning, String asked, List<TuningRecord.Search> searches) {
    return new TuningRecord(
        tuning.by(),
        tuning.at().toString(),
        tuning.seeds(),
        tuning.extend(),
        tuning
            .halving()
            .map(halving -> new TuningRecord.Halving(halving.epochs(), halving.keep()))
            .orElse(null),
        asked,
        searches);
  }

  /** A digest of every run that is known before anything is chosen, and of where each ends. */
  static String asked(Experiment experiment) {
    Map<String, Object> all = new TreeMap<>();
    for (PlannedRun run : experiment.known()) {
      RunSettings settings = run.settings();
      all.put(
          run.hash(),
          settings.until().isNever()
              ? settings.epochs()
              : List.of(settings.epochs(), settings.until().toString()));
    }
    return Identity.hash(all, Map.of());
  }
}
