package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.Machine;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunLog;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Puts what one run's listener is told, but for its progress, into the run's log, too. A log that
 * cannot be written ends no run: it is given up.
 */
final class LoggingListener implements RunListener {
  private static final int FRAMES = 12; // of a stack trace

  private final RunListener told;
  private final Supplier<Path> directory;
  private boolean given; // up

  LoggingListener(RunListener told, Supplier<Path> directory) {
    this.told = told;
    this.directory = directory;
  }

  private void log(String text) {
    Path place = directory.get();
    if (given || !Files.isDirectory(place)) {
      return;
    }
    try {
      RunLog.add(place, text);
    } catch (IOException e) {
      given = true;
    }
  }

  @Override
  public void onStart(String run, int epochs, Map<String, String> notMeasured) {
    log(
        "works up to epoch "
            + epochs
            + ": Tacit "
            + Machine.version()
            + " ("
            + Machine.commit()
            + "), Java "
            + Runtime.version()
            + ", "
            + Machine.cpu()
            + ", "
            + Machine.blas());
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    notMeasured.forEach(
        (probe, why) ->
            byReason.merge(
                why, List.of(probe), (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    byReason.forEach(
        (why, probes) -> log("not measured, since " + why + ": " + String.join(", ", probes)));
    told.onStart(run, epochs, notMeasured);
  }

  @Override
  public void onRemark(String run, String remark) {
    log(remark);
    told.onRemark(run, remark);
  }

  @Override
  public void onCost(String sentence) {
    told.onCost(sentence);
  }

  @Override
  public void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {
    told.onProgress(run, epoch, epochs, latest);
  }

  @Override
  public void onMeasurementFailed(String run, String probe, String why) {
    log(probe + " could not be measured, " + why);
    told.onMeasurementFailed(run, probe, why);
  }

  @Override
  public void onFailure(String run, Exception cause) {
    StringBuilder text = new StringBuilder(cause.toString());
    StackTraceElement[] frames = cause.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      text.append("\nat ").append(frames[i]);
    }
    log(text.toString());
    told.onFailure(run, cause);
  }

  @Override
  public void onEnd(String run, RunStatus status) {
    log(
        status.state()
            + " at epoch "
            + status.epoch()
            + " after "
            + Math.round(status.seconds())
            + " s"
            + (status.reason().isEmpty() ? "" : ": " + status.reason()));
    told.onEnd(run, status);
  }

  @Override
  public void onSkip(String run, RunStatus status) {
    told.onSkip(run, status);
  }

  @Override
  public void onNote(String sentence) {
    told.onNote(sentence);
  }
}
