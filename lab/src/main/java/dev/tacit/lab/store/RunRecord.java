package dev.tacit.lab.store;

import dev.tacit.lab.statistics.Curve;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One run as its directory tells it, finished or not.
 *
 * @param directory its name
 * @param manifest what it was to be
 * @param status how far it is, or null if it has not said
 * @param metrics each metric's finite values, in epochs
 * @param errors the standard errors of the metrics that have them
 */
public record RunRecord(
    String directory,
    Manifest manifest,
    RunStatus status,
    Map<String, Curve> metrics,
    Map<String, Curve> errors) {

  /**
   * Reads a run's directory.
   *
   * @return nothing if the run has not been started: no directory or no manifest
   * @throws IOException when a file is damaged, naming it, the line and what was expected
   */
  public static Optional<RunRecord> read(Path directory) throws IOException {
    if (!Files.isRegularFile(directory.resolve(Manifest.FILE))) {
      return Optional.empty();
    }
    Manifest manifest = Manifest.read(directory);
    Path statusFile = directory.resolve("status.json");
    RunStatus status =
        Files.isRegularFile(statusFile)
            ? JsonFiles.read(statusFile, RunStatus.class, "a run's status")
            : null;
    Path metricsFile = directory.resolve("metrics.csv");
    boolean whole = status != null && status.state() != null && status.state().isEnd();
    MetricsReader.Metrics metrics =
        Files.isRegularFile(metricsFile)
            ? MetricsReader.read(metricsFile, manifest.stepsPerEpoch(), whole)
            : new MetricsReader.Metrics(Map.of(), Map.of());
    return Optional.of(
        new RunRecord(
            directory.getFileName().toString(),
            manifest,
            status,
            metrics.values(),
            metrics.errors()));
  }

  /**
   * The run under one of its names, as far as it goes under that: one that went further has
   * finished there.
   */
  public RunRecord under(ExperimentRecord.Entry entry) {
    Manifest named =
        entry.optimizer() == null
            ? manifest
            : manifest.named(entry.name(), entry.optimizer(), entry.variant());
    RunRecord whole = new RunRecord(directory, named, status, metrics, errors);
    return entry.epochs() == null
        ? whole
        : whole.asAsked(entry.until() == null ? Until.NEVER : entry.until(), entry.epochs());
  }

  /**
   * The run as it would have ended with some rules and a last epoch of their own; one that did not
   * come so far as it is.
   *
   * @param rules that end it
   * @param most epochs
   */
  public RunRecord asAsked(Until rules, int most) {
    return end(rules, most)
        .map(end -> upTo(end.epoch(), end.reason()))
        .orElseGet(() -> upTo(most, ""));
  }

  private RunRecord upTo(int end, String reason) {
    if (lastEpoch() <= end && (status == null || status.epoch() < end)) {
      return this;
    }
    RunStatus there =
        status == null || status.epoch() < end ? status : status.finishedAt(end, reason);
    return new RunRecord(directory, manifest, there, until(end, metrics), until(end, errors));
  }

  /**
   * Where some rules end the run, if they do.
   *
   * @param most epochs
   */
  public Optional<Until.End> end(Until rules, int most) {
    int last = status == null ? (int) lastEpoch() : status.epoch();
    return rules.end(
        Math.min(last, most),
        (metric, epoch) ->
            metrics.containsKey(metric) ? metrics.get(metric).measuredAt(epoch) : Double.NaN);
  }

  private static Map<String, Curve> until(double end, Map<String, Curve> curves) {
    Map<String, Curve> until = new LinkedHashMap<>();
    curves.forEach((metric, curve) -> until.put(metric, curve.until(end)));
    return until;
  }

  /** How it stands; a run that has not said is taken to be running. */
  public State state() {
    return status == null || status.state() == null ? State.running : status.state();
  }

  /** The last epoch at which something was measured, or 0. */
  public double lastEpoch() {
    double last = 0;
    for (Curve curve : metrics.values()) {
      last = curve.size() == 0 ? last : Math.max(last, curve.end());
    }
    return last;
  }
}
