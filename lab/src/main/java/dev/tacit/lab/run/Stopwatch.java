package dev.tacit.lab.run;

import dev.tacit.lab.store.ClockFile;
import dev.tacit.lab.store.MetricsFile;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.util.Map;

/** The time of this sitting's turns, added to that of earlier sittings. */
final class Stopwatch {
  private final double secondsBefore;
  private final double measuringBefore;
  private final ClockFile file;
  private final Training training;
  private final Map<String, String> failures;
  private long nanos;
  private long turnStart;
  private boolean running;

  /**
   * @param before the status with which the run goes on; null where there is none
   * @param file of the times at the end of epochs
   * @param failures that the status names; those of before are put among them
   */
  Stopwatch(RunStatus before, ClockFile file, Training training, Map<String, String> failures) {
    this.file = file;
    this.training = training;
    this.failures = failures;
    if (before != null) {
      before.failedMeasurements().forEach(failures::putIfAbsent);
    }
    // A kill between checkpoint and status leaves a status of an earlier time than the file's.
    secondsBefore = Math.max(file.seconds(), before == null ? 0 : before.seconds());
    measuringBefore =
        Math.max(file.measuringSeconds(), before == null ? 0 : before.measuringSeconds());
  }

  void start() {
    turnStart = System.nanoTime();
    running = true;
  }

  void pause() {
    nanos += System.nanoTime() - turnStart;
    running = false;
  }

  private double seconds() {
    return secondsBefore + (nanos + (running ? System.nanoTime() - turnStart : 0)) * 1e-9;
  }

  private double measuringSeconds() {
    return measuringBefore + training.measuringSeconds();
  }

  /** Writes what the time is at the end of an epoch, or at the start. */
  void write() throws IOException {
    file.add(
        training.epoch(),
        training.state().step(),
        training.epochTime(),
        seconds(),
        measuringSeconds());
  }

  RunStatus status(State state, String reason, MetricsFile metrics) {
    return new RunStatus(
        state,
        training.state().step(),
        training.epoch(),
        reason,
        metrics.latest(),
        seconds(),
        measuringSeconds(),
        failures);
  }
}
