package dev.tacit.app.cli;

import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;

/**
 * Tells a person how many runs go, all together: on a terminal one bar over all epochs, elsewhere a
 * line at every tenth of them and at least every half minute. Only what went wrong has a line of
 * its own.
 */
final class ManyRuns implements Display {
  private static final int TENTHS = 10;
  private static final long SILENCE = 30_000_000_000L; // ns
  private static final int MOST_COMPLAINTS = 20;

  private final PrintStream out;
  private final LongSupplier clock; // ns
  private final int total;
  private final long epochs; // of all runs
  private final Map<String, Integer> lengths = new HashMap<>();
  private final Map<String, Integer> at = new HashMap<>(); // epochs done, by run that is open
  private final Set<String> remarks = new HashSet<>();
  private final Map<State, Integer> ended = new EnumMap<>(State.class);
  private final long start;
  private final ProgressBar bar; // null without a terminal
  private long done; // epochs
  private long before; // epochs of these that earlier sittings did
  private long lastLine;
  private long lastTenth;
  private int complaints;

  /**
   * @param runs of the stage
   * @param finished how many of these are not done again
   * @param clock in nanoseconds
   */
  ManyRuns(
      PrintStream out, boolean terminal, List<PlannedRun> runs, int finished, LongSupplier clock) {
    this.out = out;
    this.clock = clock;
    total = runs.size();
    runs.forEach(run -> lengths.put(run.slug(), run.settings().epochs()));
    epochs = runs.stream().mapToLong(run -> run.settings().epochs()).sum();
    if (finished > 0) {
      ended.put(State.finished, finished);
      before = done = epochs * finished / total;
    }
    start = clock.getAsLong();
    lastLine = start;
    lastTenth = tenth();
    bar = terminal ? Progress.bar(total + " runs", epochs, done) : null;
  }

  @Override
  public synchronized void onProgress(
      String run, int epoch, int length, Map<String, Double> latest) {
    Integer last = at.put(run, epoch);
    done += epoch - (last == null ? 0 : last);
    before += last == null ? epoch : 0; // where it goes on from
    show();
  }

  @Override
  public synchronized void onEnd(String run, RunStatus status) {
    over(run, status.state(), false);
    if (!status.state().isEnd() && status.state() != State.interrupted) {
      complain(run + " FAILED: " + status.reason());
    }
  }

  @Override
  public synchronized void onSkip(String run, RunStatus status) {
    over(run, status.state(), true);
  }

  private void over(String run, State state, boolean skipped) {
    Integer last = at.remove(run);
    int rest = lengths.getOrDefault(run, 0) - (last == null ? 0 : last);
    if (state.isEnd() || state == State.failed) { // nothing of it is left to wait for
      done += rest;
      before += skipped || state != State.finished ? rest : 0;
    }
    ended.merge(state, 1, Integer::sum);
    show();
  }

  @Override
  public synchronized void onMeasurementFailed(String run, String probe, String why) {
    if (remarks.add(probe)) {
      complain(run + ": " + probe + " could not be measured in " + why + "; its values are NaN");
    }
  }

  @Override
  public synchronized void onRemark(String run, String remark) {
    if (remarks.add(remark)) {
      complain(run + " " + remark);
    }
  }

  private void complain(String text) {
    complaints++;
    if (complaints <= MOST_COMPLAINTS) {
      out.println(text);
    } else if (complaints == MOST_COMPLAINTS + 1) {
      out.println("More is not said here; the runs' own files say it");
    }
  }

  private void show() {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(counts());
      return;
    }
    long now = clock.getAsLong();
    if (tenth() > lastTenth || now - lastLine >= SILENCE) {
      lastTenth = tenth();
      lastLine = now;
      out.println(counts() + left(now));
    }
  }

  private long tenth() {
    return epochs == 0 ? 0 : done * TENTHS / epochs;
  }

  /** As in "412 done, 2 running, 3 diverged, 583 left". */
  String counts() {
    int finished = ended.getOrDefault(State.finished, 0);
    int diverged = ended.getOrDefault(State.diverged, 0);
    int failed = ended.getOrDefault(State.failed, 0) + ended.getOrDefault(State.running, 0);
    int stopped = ended.getOrDefault(State.interrupted, 0);
    int left = total - finished - diverged - failed - at.size();
    return String.format(
        Locale.ROOT,
        "%d of %d runs done, %d running, %d diverged, %d failed, %d left",
        finished + diverged,
        total,
        at.size(),
        diverged,
        failed,
        Math.max(0, Math.max(left, stopped)));
  }

  private String left(long now) {
    double share = done - before;
    if (!(share > 0) || done >= epochs) {
      return "";
    }
    double seconds = (now - start) * 1e-9;
    return String.format(
        Locale.ROOT,
        "; %d %% of all epochs, %s left",
        100 * done / epochs,
        Progress.duration(seconds / share * (epochs - done)));
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    } else if (ended.values().stream().mapToInt(Integer::intValue).sum() > 0) {
      out.println(counts());
    }
  }
}
