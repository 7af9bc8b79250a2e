package dev.tacit.lab.export;

import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.TuningRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run directory without its measurements.
 *
 * @param path the directory
 * @param manifest what the run was to be
 * @param status how far it is; null if it has not said
 * @param stage {@code tuning} if settings were chosen by it and it is reported nowhere, else {@code
 *     reporting}
 * @param settings every single setting by its dotted path, as text
 */
record StoredRun(
    Path path, Manifest manifest, RunStatus status, String stage, Map<String, String> settings) {

  /**
   * All runs in an experiment's directory, whichever command asked for them, by name.
   *
   * @throws IOException if it is no experiment's directory or a manifest is damaged
   */
  static List<StoredRun> all(Path directory) throws IOException {
    Set<String> reported = new HashSet<>();
    Set<String> tuned = new HashSet<>();
    Set<Integer> commands = ExperimentRecord.all(directory).keySet();
    if (commands.isEmpty()) {
      ExperimentRecord.read(directory); // says what is missing
    }
    for (int command : commands) {
      ExperimentRecord record = ExperimentRecord.read(directory, command);
      record.runs().forEach(run -> reported.add(run.directory()));
      if (record.tuning() != null) {
        for (TuningRecord.Search search : record.tuning().searches()) {
          search.trials().forEach(trial -> tuned.addAll(trial.runs()));
        }
      }
    }
    tuned.removeAll(reported);
    List<StoredRun> runs = new ArrayList<>();
    for (Path path : Manifest.directories(directory)) {
      Manifest manifest = Manifest.read(path);
      Map<String, String> settings = manifest.flatSettings();
      String stage = tuned.contains(path.getFileName().toString()) ? "tuning" : "reporting";
      runs.add(new StoredRun(path, manifest, RunStatus.read(path), stage, settings));
    }
    return runs;
  }

  /** The name of the experiment in a directory. */
  static String experiment(Path directory) throws IOException {
    return ExperimentRecord.read(directory, ExperimentRecord.all(directory).firstKey()).name();
  }

  /** Every setting that some run has, in their order. */
  static List<String> settings(List<StoredRun> runs) {
    Set<String> all = new LinkedHashSet<>();
    runs.forEach(run -> all.addAll(run.settings().keySet()));
    return List.copyOf(all);
  }

  /**
   * The settings that are not the same in all runs, without the run's own seed and the probes: what
   * is measured decides no number.
   */
  static List<String> varying(List<StoredRun> runs) {
    return settings(runs).stream()
        .filter(path -> !path.equals("seed") && !path.startsWith("probes."))
        .filter(path -> runs.stream().map(r -> r.setting(path)).distinct().count() > 1)
        .toList();
  }

  /** A setting as text; empty where the run has none. */
  String setting(String path) {
    return settings.getOrDefault(path, "");
  }

  /** The run's name for people. */
  String name() {
    String slug = manifest.slug();
    return slug == null || slug.isBlank() ? path.getFileName().toString() : slug;
  }

  /** What is computed in it: the hash of its trajectory, or where there is none its directory. */
  String identity() {
    String hash = manifest.hash();
    return hash == null || hash.isBlank() ? path.getFileName().toString() : hash;
  }

  /** When it began, in seconds since 1970; 0 if that was not noted. */
  double started() {
    return started(manifest);
  }

  static double started(Manifest manifest) {
    String started = manifest.started();
    try {
      return started == null ? 0 : Instant.parse(started).toEpochMilli() * 1e-3;
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** How long it has trained and measured, in seconds. */
  double seconds() {
    return status == null ? 0 : status.seconds();
  }

  /** How it stands, in a word. */
  String state() {
    return status == null || status.state() == null
        ? RunStatus.State.running.name()
        : status.state().name();
  }
}
