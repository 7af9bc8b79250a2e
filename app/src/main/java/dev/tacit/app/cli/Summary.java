package dev.tacit.app.cli;

import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What became of runs, as a table: each for itself if they are few, else each setting. */
final class Summary {
  /** Whose last values are shown. */
  static final Set<String> METRICS = Set.of("train/loss", "train/error", "test/error");

  private static final int MOST_LINES = 40;

  private final PrintStream out;

  Summary(PrintStream out) {
    this.out = out;
  }

  void print(Map<PlannedRun, RunStatus> statuses) {
    if (statuses.isEmpty()) {
      return;
    }
    if (statuses.size() <= Progress.FEW) {
      runs(statuses);
    } else {
      settings(statuses);
    }
    notes(statuses);
  }

  private void runs(Map<PlannedRun, RunStatus> statuses) {
    int width =
        statuses.keySet().stream()
            .flatMap(r -> r.names().stream().map(name -> name.slug(r.settings().seed())))
            .mapToInt(String::length)
            .max()
            .orElse(3);
    String format = "%-" + Math.max(3, width) + "s  %-11s  %6s  %10s  %11s  %10s  %8s%n";
    out.printf(
        Locale.ROOT,
        format,
        "run",
        "state",
        "epochs",
        "train loss",
        "train error",
        "test error",
        "time");
    statuses.forEach(
        (run, s) ->
            run.names()
                .forEach(
                    name ->
                        out.printf(
                            Locale.ROOT,
                            format,
                            name.slug(run.settings().seed()),
                            s.state(),
                            s.epoch(),
                            number(List.of(s), "train/loss", "%.4g"),
                            number(List.of(s), "train/error", "%.4f"),
                            number(List.of(s), "test/error", "%.4f"),
                            Progress.duration(s.seconds()))));
  }

  /** Means are over the finished runs of a setting. */
  private void settings(Map<PlannedRun, RunStatus> statuses) {
    Map<String, List<RunStatus>> bySetting = new LinkedHashMap<>();
    statuses.forEach(
        (run, status) ->
            run.names()
                .forEach(
                    name ->
                        bySetting
                            .computeIfAbsent(name.setting(), key -> new ArrayList<>())
                            .add(status)));
    int width = bySetting.keySet().stream().mapToInt(String::length).max().orElse(0);
    String format =
        "%-" + Math.max(7, width) + "s  %5s  %8s  %8s  %6s  %5s  %10s  %11s  %10s  %11s%n";
    out.printf(
        Locale.ROOT,
        format,
        "setting",
        "runs",
        "finished",
        "diverged",
        "failed",
        "left",
        "train loss",
        "train error",
        "test error",
        "time");
    bySetting.entrySet().stream()
        .limit(MOST_LINES)
        .forEach(setting -> line(format, setting.getKey(), setting.getValue()));
    if (bySetting.size() > MOST_LINES) {
      out.println("and " + (bySetting.size() - MOST_LINES) + " more settings, in the report");
    }
    line(format, "all", List.copyOf(statuses.values()));
  }

  private void line(String format, String setting, List<RunStatus> runs) {
    List<RunStatus> finished = runs.stream().filter(s -> s.state() == State.finished).toList();
    boolean all = setting.equals("all");
    out.printf(
        Locale.ROOT,
        format,
        setting,
        runs.size(),
        finished.size(),
        count(runs, State.diverged),
        count(runs, State.failed),
        runs.stream().filter(s -> !s.state().isEnd() && s.state() != State.failed).count(),
        all ? "" : number(finished, "train/loss", "%.4g"),
        all ? "" : number(finished, "train/error", "%.4f"),
        all ? "" : number(finished, "test/error", "%.4f"),
        Progress.duration(runs.stream().mapToDouble(RunStatus::seconds).sum()));
  }

  private static long count(List<RunStatus> runs, State state) {
    return runs.stream().filter(s -> s.state() == state).count();
  }

  private static String number(List<RunStatus> runs, String metric, String format) {
    OptionalDouble mean =
        runs.stream()
            .map(run -> run.lastFinite().get(metric))
            .filter(value -> value != null)
            .mapToDouble(Double::doubleValue)
            .average();
    return mean.isEmpty() ? "-" : String.format(Locale.ROOT, format, mean.getAsDouble());
  }

  /** Why runs did not finish. */
  void notes(Map<PlannedRun, RunStatus> statuses) {
    List<String> notes = new ArrayList<>();
    statuses.forEach(
        (run, s) -> {
          if (s.state() == State.failed) {
            notes.add(run.slug() + " failed: " + s.reason());
          } else if (s.state() == State.running) {
            notes.add(run.slug() + " is left to another process, which trains it");
          } else if (s.state() == State.diverged) {
            notes.add(run.slug() + " diverged: " + s.reason() + "; it is drawn up to there");
          }
        });
    notes.stream().limit(Progress.FEW).forEach(out::println);
    if (notes.size() > Progress.FEW) {
      out.println("and " + (notes.size() - Progress.FEW) + " more");
    }
  }
}
