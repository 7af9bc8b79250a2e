package dev.tacit.lab.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How far a run is, kept in {@code status.json}.
 *
 * @param state how it stands
 * @param step optimizer steps taken
 * @param epoch epochs completed
 * @param reason why it is not finished, or why before its last epoch; or empty
 * @param lastFinite the last finite value of each metric
 * @param seconds time spent training and measuring, over all sittings since the last fresh start
 * @param measuringSeconds the part of it spent in probes
 * @param failedMeasurements when and why a probe first failed, by its name; its values are NaN
 * @param until the rules of which one ended it before its last epoch; null where none did
 */
public record RunStatus(
    State state,
    long step,
    int epoch,
    String reason,
    Map<String, Double> lastFinite,
    double seconds,
    double measuringSeconds,
    Map<String, String> failedMeasurements,
    @JsonInclude(JsonInclude.Include.NON_NULL) Until until) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectReader READER = JSON.readerFor(RunStatus.class);

  /** Copies the failures; a file without them, or without last values, has none. */
  public RunStatus {
    lastFinite = lastFinite == null ? Map.of() : lastFinite;
    failedMeasurements =
        failedMeasurements == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(failedMeasurements));
  }

  /** One that no rule ended. */
  public RunStatus(
      State state,
      long step,
      int epoch,
      String reason,
      Map<String, Double> lastFinite,
      double seconds,
      double measuringSeconds,
      Map<String, String> failedMeasurements) {
    this(
        state,
        step,
        epoch,
        reason,
        lastFinite,
        seconds,
        measuringSeconds,
        failedMeasurements,
        null);
  }

  /** Name of its file in a run directory. */
  public static final String FILE = "status.json";

  /** How a run stands; written in lower case. */
  public enum State {
    /** Training, or killed while training. */
    running,
    /** All epochs are done, or a rule ended it before. */
    finished,
    /** The weights are no longer finite: a result. */
    diverged,
    /** Stopped on request; the same command goes on. */
    interrupted,
    /** Something outside the numbers went wrong; the reason says what. */
    failed;

    /** Whether it has begun and is to go on: nothing is known of its end. */
    public boolean isOnItsWay() {
      return this == running || this == interrupted;
    }

    /** Whether running again would change nothing. */
    public boolean isEnd() {
      return this == finished || this == diverged;
    }
  }

  /** What the status was or would have been at an epoch that is done. */
  RunStatus finishedAt(int end, String why) {
    return as(State.finished, epoch == 0 ? step : step / epoch * end, end, why, null);
  }

  /** The same, ended by a rule. */
  public RunStatus by(Until rule) {
    return as(state, step, epoch, reason, rule);
  }

  /** The same run in another state, for a reason. */
  public RunStatus ended(State other, String why) {
    return as(other, step, epoch, why, null);
  }

  private RunStatus as(State other, long steps, int epochs, String why, Until rule) {
    return new RunStatus(
        other, steps, epochs, why, lastFinite, seconds, measuringSeconds, failedMeasurements, rule);
  }

  /** The same with the last values of some metrics alone. */
  public RunStatus remembering(Set<String> metrics) {
    Map<String, Double> some = new LinkedHashMap<>(lastFinite);
    some.keySet().retainAll(metrics);
    return new RunStatus(
        state, step, epoch, reason, some, seconds, measuringSeconds, failedMeasurements, until);
  }

  /**
   * The same with measurements that were added.
   *
   * @param last the last finite value of each of their metrics
   * @param time seconds that it took
   * @param measuring the part of it spent in probes
   * @param failures when and why one of them first failed, by its name
   */
  public RunStatus adding(
      Map<String, Double> last, double time, double measuring, Map<String, String> failures) {
    Map<String, Double> finite = new LinkedHashMap<>(lastFinite);
    finite.putAll(last);
    Map<String, String> failed = new LinkedHashMap<>(failedMeasurements);
    failures.forEach(failed::putIfAbsent);
    return new RunStatus(
        state,
        step,
        epoch,
        reason,
        finite,
        seconds + time,
        measuringSeconds + measuring,
        failed,
        until);
  }

  /** Replaces the status of a run, whole or not at all. */
  public void write(Path directory) throws IOException {
    WholeFile.write(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n");
  }

  /** The status of a run directory, or null if it has none that can be read. */
  public static RunStatus read(Path directory) {
    try {
      return READER.readValue(Files.readAllBytes(directory.resolve(FILE)));
    } catch (IOException e) {
      return null; // none yet, or killed before the first was whole: the run starts again
    }
  }
}
