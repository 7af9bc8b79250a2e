package dev.tacit.app.cli;

import dev.tacit.lab.store.RunStatus;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/**
 * Tells a person how a few runs go, each for itself: bars with rate and time left on a terminal,
 * plain lines elsewhere (one at the start, about ten on the way, one at the end of each run).
 */
final class SingleRuns implements Display {
  private static final int LINES_A_RUN = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final int total;
  private final int nameWidth;
  private final Map<String, ProgressBar> bars = new HashMap<>();
  private final Map<String, Pace> paces = new HashMap<>();
  private int over;

  /**
   * @param runs how many runs there will be
   * @param nameWidth the length of the longest run name
   */
  SingleRuns(PrintStream out, boolean terminal, int runs, int nameWidth) {
    this.out = out;
    this.terminal = terminal;
    this.total = runs;
    this.nameWidth = nameWidth;
  }

  @Override
  public synchronized void onStart(String run, int epochs, Map<String, String> notMeasured) {
    paces.remove(run);
    if (terminal) {
      ProgressBar before = bars.get(run);
      if (before != null) {
        before.close();
      }
      bars.put(run, Progress.bar(padded(run), epochs, 0));
    }
  }

  @Override
  public synchronized void onProgress(
      String run, int epoch, int epochs, Map<String, Double> latest) {
    String numbers = numbers(latest);
    ProgressBar bar = bars.get(run);
    if (bar != null) {
      bar.stepTo(epoch);
      bar.setExtraMessage(numbers);
      return;
    }
    Pace pace = paces.get(run);
    if (pace == null) {
      paces.put(run, new Pace(epoch, System.nanoTime()));
      line(
          run,
          (epoch == 0 ? "starts" : "resumes after epoch " + epoch) + ", " + epochs + " epochs");
      return;
    }
    if (epoch * LINES_A_RUN / epochs > (epoch - 1) * LINES_A_RUN / epochs) {
      double perEpoch = pace.secondsPerEpoch(epoch);
      line(
          run,
          String.format(
              Locale.ROOT,
              "epoch %d/%d, %s%.2f s/epoch, %s left",
              epoch,
              epochs,
              numbers.isEmpty() ? "" : numbers + ", ",
              perEpoch,
              Progress.duration((epochs - epoch) * perEpoch)));
    }
  }

  @Override
  public synchronized void onEnd(String run, RunStatus status) {
    over++;
    ProgressBar bar = bars.remove(run);
    if (bar != null) {
      bar.close();
    }
    String what =
        switch (status.state()) {
          case finished -> "finished";
          case diverged -> "diverged in epoch " + (status.epoch() + 1);
          case interrupted -> "interrupted";
          case failed, running -> "FAILED";
        };
    String time = ", " + Progress.duration(status.seconds());
    boolean said = status.reason().isEmpty() || status.state() == RunStatus.State.diverged;
    String why = said ? "" : ": " + status.reason();
    if (!terminal || !status.state().isEnd()) {
      line(run, what + time + why + " (" + over + " of " + total + " runs)");
    }
  }

  @Override
  public synchronized void onMeasurementFailed(String run, String probe, String why) {
    line(run, probe + " could not be measured in " + why + "; its values are NaN");
  }

  @Override
  public synchronized void onRemark(String run, String remark) {
    line(run, remark);
  }

  @Override
  public synchronized void onSkip(String run, RunStatus status) {
    over++;
    line(
        run,
        "already "
            + status.state()
            + " after epoch "
            + status.epoch()
            + ", kept ("
            + over
            + " of "
            + total
            + " runs)");
  }

  private void line(String run, String text) {
    out.println(padded(run) + "  " + text);
  }

  private String padded(String run) {
    return String.format(Locale.ROOT, "%-" + nameWidth + "s", run);
  }

  private static String numbers(Map<String, Double> latest) {
    Double train = latest.get("train/error");
    Double test = latest.get("test/error");
    if (train != null && test != null) {
      return String.format(Locale.ROOT, "train error %.3f, test error %.3f", train, test);
    }
    Double loss = latest.get("train/loss");
    return loss == null ? "" : String.format(Locale.ROOT, "train loss %.4g", loss);
  }

  @Override
  public synchronized void close() {
    bars.values().forEach(ProgressBar::close);
    bars.clear();
  }

  private record Pace(int startEpoch, long startNanos) {
    double secondsPerEpoch(int epoch) {
      return (System.nanoTime() - startNanos) * 1e-9 / Math.max(1, epoch - startEpoch);
    }
  }
}
