package dev.tacit.app.cli;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.Inventory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.sweep.Forecast;
import dev.tacit.lab.sweep.Span;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells what a command would do and how long it would take; writes nothing. */
final class DryRun {
  private static final int MOST_RUNS = 20; // listed one by one

  private final PrintStream out;
  private final PrintStream progress;

  DryRun(PrintStream out, PrintStream progress) {
    this.out = out;
    this.progress = progress;
  }

  /**
   * Checks and tells.
   *
   * @param workers how many runs at a time; 0 for one a core
   */
  void tell(Experiment planned, Path place, int workers) throws IOException {
    DataCache cache = new DataCache();
    Experiment experiment = Session.check(planned, place, cache);
    list(experiment.known());
    int parallel = Session.parallel(experiment, workers);
    progress.println("Looking how fast the runs are ...");
    Forecast forecast = Forecast.of(experiment, Inventory.of(place), cache, parallel);
    out.printf(Locale.ROOT, "%n%-28s %7s %7s  %s%n", "stage", "runs", "ended", "time left");
    forecast.stages().stream().filter(stage -> !stage.words().isEmpty()).forEach(this::line);
    line(forecast.all());
    forecast.extension().ifPresent(this::line);
    out.println(
        "with "
            + (parallel == 1 ? "1 run" : parallel + " runs")
            + " at a time, by the speed of "
            + String.join("; ", forecast.sources()));
    out.println(Session.counted(experiment) + " would go into " + place + "; nothing was written");
  }

  private void list(List<PlannedRun> runs) {
    for (PlannedRun run : runs.subList(0, Math.min(runs.size(), MOST_RUNS))) {
      out.printf(
          Locale.ROOT,
          "%s  %d epochs%s%n",
          run.directoryName(),
          run.settings().epochs(),
          Session.otherNames(run));
    }
    if (runs.size() > MOST_RUNS) {
      out.println("and " + (runs.size() - MOST_RUNS) + " more");
    }
  }

  private void line(Forecast.Stage stage) {
    out.printf(
        Locale.ROOT,
        "%-28s %7d %7d  %s%n",
        stage.words(),
        stage.runs(),
        stage.ended(),
        words(stage.time()));
  }

  /** As in "about 3 min 10 s (2 min 40 s to 5 min 00 s)". */
  static String words(Span time) {
    return time.high() == 0
        ? "nothing"
        : "about "
            + Progress.duration(time.likely())
            + " ("
            + Progress.duration(time.low())
            + " to "
            + Progress.duration(time.high())
            + ")";
  }
}
