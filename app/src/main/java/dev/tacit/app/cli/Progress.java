package dev.tacit.app.cli;

import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.sweep.StageListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells a person how the stages of an experiment and their runs go: a few each; many, and those
 * that only tune, together.
 */
final class Progress implements RunListener, StageListener, AutoCloseable {
  /** Runs that are shown each for itself, at most. */
  static final int FEW = 20;

  private final PrintStream out;
  private final boolean terminal = "1".equals(System.getenv("TACIT_TERMINAL")); // launcher's word
  private final boolean debug;
  private final Runnable onFailed;
  private final Set<String> said = new HashSet<>();
  private Display display;

  /**
   * @param onFailed is called when a run has failed
   */
  Progress(PrintStream out, boolean debug, Runnable onFailed) {
    this.out = out;
    this.debug = debug;
    this.onFailed = onFailed;
    display = new SingleRuns(out, terminal, 0, 1);
  }

  @Override
  public synchronized void onStage(Kind kind, String words, List<PlannedRun> runs, int finished) {
    display.close();
    if (!words.isEmpty()) {
      out.println(
          words
              + ": "
              + runs.size()
              + (runs.size() == 1 ? " run" : " runs")
              + (finished == 0 ? "" : ", " + finished + " finished already"));
    }
    int left = runs.size() - finished;
    int width = runs.stream().mapToInt(run -> run.slug().length()).max().orElse(1);
    display =
        kind == Kind.REPORTING && left <= FEW
            ? new SingleRuns(out, terminal, left, width)
            : new ManyRuns(out, terminal, runs, finished, System::nanoTime);
  }

  @Override
  public synchronized void onChoice(String sentence) {
    display.close();
    out.println(sentence);
  }

  private synchronized Display display() {
    return display;
  }

  @Override
  public void onStart(String run, int epochs, Map<String, String> notMeasured) {
    Map<String, List<String>> probes = new LinkedHashMap<>();
    notMeasured.forEach(
        (probe, why) -> probes.computeIfAbsent(why, key -> new ArrayList<>()).add(probe));
    probes.forEach(
        (why, names) -> once("Not measured, since " + why + ": " + String.join(", ", names)));
    display().onStart(run, epochs, notMeasured);
  }

  @Override
  public void onCost(String sentence) {
    once(sentence);
  }

  @Override
  public synchronized void onNote(String sentence) {
    out.println(sentence);
  }

  /**
   * A bar with rate and time left.
   *
   * @param epochs at its end
   * @param done where it begins
   */
  static ProgressBar bar(String name, long epochs, long done) {
    return bar(name, " epochs", 1, epochs, done);
  }

  /**
   * The same of anything.
   *
   * @param unit after a space
   * @param size of the unit
   */
  static ProgressBar bar(String name, String unit, long size, long most, long done) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(most)
        .startsFrom(done, Duration.ZERO)
        .setUnit(unit, size)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .build();
  }

  /** Says what is true of many runs once, not for every seed. */
  private synchronized void once(String text) {
    if (said.add(text)) {
      out.println(text);
    }
  }

  @Override
  public void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {
    display().onProgress(run, epoch, epochs, latest);
  }

  @Override
  public void onEnd(String run, RunStatus status) {
    display().onEnd(run, status);
    if (status.state() == State.failed) {
      onFailed.run();
    }
  }

  @Override
  public void onMeasurementFailed(String run, String probe, String why) {
    display().onMeasurementFailed(run, probe, why);
  }

  @Override
  public void onRemark(String run, String remark) {
    display().onRemark(run, remark);
  }

  @Override
  public void onSkip(String run, RunStatus status) {
    display().onSkip(run, status);
  }

  @Override
  public synchronized void onFailure(String run, Exception cause) {
    if (debug) {
      cause.printStackTrace(out);
    }
  }

  /** Seconds as a person says them. */
  static String duration(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
            : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s % 3600 / 60);
  }

  @Override
  public synchronized void close() {
    display.close();
  }
}
