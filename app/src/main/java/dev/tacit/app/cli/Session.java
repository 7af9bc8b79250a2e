package dev.tacit.app.cli;

import dev.tacit.app.serve.PageServer;
import dev.tacit.data.DataException;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.Experiment;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Machine;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.experiment.Settled;
import dev.tacit.lab.export.Export;
import dev.tacit.lab.export.LiveTensorBoard;
import dev.tacit.lab.report.Beside;
import dev.tacit.lab.report.Report;
import dev.tacit.lab.store.ExperimentRecord;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.study.ClaimWords;
import dev.tacit.lab.study.Judged;
import dev.tacit.lab.sweep.Engine;
import dev.tacit.lab.sweep.Engines;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.LocalEngine;
import dev.tacit.lab.sweep.Stages;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** What {@code run} and {@code reproduce} share: check, train what is missing, report. */
final class Session {
  private static final int MOST_CLAIMS = 20;

  /**
   * Where runs happen.
   *
   * @param engine its name
   * @param settings the engine's own
   * @param patient whether runs of other processes are waited for
   */
  record Where(String engine, Map<String, String> settings, boolean patient) {
    static final Where HERE = new Where(LocalEngine.NAME, Map.of(), true);

    private boolean isHere() {
      return engine.equals(LocalEngine.NAME);
    }
  }

  private final PrintStream out;
  private final PrintStream progress;
  private final boolean debug;
  private final boolean tensorBoard;
  private OptionalInt livePort = OptionalInt.empty();
  private final Map<String, String> beside = new TreeMap<>();

  Session(PrintStream out, PrintStream progress, boolean debug) {
    this(out, progress, debug, false);
  }

  /**
   * @param debug whether failures are told in full
   * @param tensorBoard whether event files grow while runs train
   */
  Session(PrintStream out, PrintStream progress, boolean debug, boolean tensorBoard) {
    this.out = out;
    this.progress = progress;
    this.debug = debug;
    this.tensorBoard = tensorBoard;
  }

  /** Gives the experiment's page out while its runs train, from a port or the next free one. */
  Session live(int port) {
    livePort = OptionalInt.of(port);
    return this;
  }

  /** Shows a table of another study on the experiment's page; {@link Beside} has its form. */
  Session beside(String name, String table) {
    beside.put(name, table);
    return this;
  }

  private void putBeside(Path place) throws IOException {
    for (Map.Entry<String, String> table : beside.entrySet()) {
      Beside.put(place, table.getKey(), table.getValue());
    }
  }

  /**
   * The option {@code --workers}.
   *
   * @return 0 where it was not given
   */
  static int workers(Integer given) {
    if (given != null && !(given >= 1)) {
      throw new SettingsException("--workers", "must be at least 1, found " + given);
    }
    return given == null ? 0 : given;
  }

  /**
   * Runs an experiment and writes its report.
   *
   * @param workers how many runs at a time; 0 for one a core
   * @param overwrite whether results of these runs are deleted first
   * @param again whether finished runs may be trained again to measure probes that were added
   * @param failFast whether the first run that fails ends the others
   * @param where runs happen
   * @return the process's exit code
   */
  int execute(
      Experiment planned,
      Path place,
      int workers,
      boolean overwrite,
      boolean again,
      boolean failFast,
      Where where)
      throws IOException, InterruptedException {
    DataCache cache = new DataCache();
    Experiment experiment = check(planned, place, cache);
    if (!overwrite) {
      if (Files.isRegularFile(ExperimentRecord.file(place, 1))) {
        putBeside(place); // before its page is taken for a current one
      }
      Optional<Settled> before = Settled.read(place, experiment, Summary.METRICS);
      Optional<Path> drawn = before.flatMap(settled -> drawn(place, settled));
      if (drawn.isPresent()) {
        start(experiment, place, workers, where);
        nothingToDo(before.get(), place, drawn.get());
        return 0;
      }
    }
    try (ExperimentDirectory directory = ExperimentDirectory.open(place, experiment, overwrite)) {
      putBeside(place);
      return execute(directory, cache, workers, again, failFast, where);
    }
  }

  private int execute(
      ExperimentDirectory directory,
      DataCache cache,
      int workers,
      boolean again,
      boolean failFast,
      Where where)
      throws IOException, InterruptedException {
    Experiment experiment = directory.experiment();
    Path place = directory.path();
    start(experiment, place, workers, where);
    Optional<Settled> settled =
        experiment.tuning() == null ? directory.settled() : Optional.empty();
    Optional<Path> drawn = settled.flatMap(all -> drawn(place, all));
    if (drawn.isPresent()) {
      settled.get().write(directory, Summary.METRICS);
      nothingToDo(settled.get(), place, drawn.get());
      return 0;
    }
    int parallel = where.isHere() ? parallel(experiment, workers) : asked(workers);
    Stages.Outcome outcome;
    try (PageServer page = page(place)) {
      outcome = followed(directory, cache, parallel, again, failFast, where);
    }
    Summary summary = new Summary(out);
    summary.print(outcome.runs());
    boolean failed = outcome.any(State.failed);
    if (outcome.any(State.interrupted)) {
      summary.notes(outcome.tuning());
      out.println(
          (failed && failFast ? "Stopped, since a run failed." : "Interrupted.")
              + " The same command goes on where the last checkpoints stand.");
      return Tacit.FAILED;
    }
    outcome.unchosen().forEach(out::println);
    if (outcome.runs().values().stream().anyMatch(s -> s.state().isEnd())) {
      progress.println("Drawing the report ...");
      boolean all = outcome.runs().values().stream().allMatch(s -> s.state().isEnd());
      List<Path> ended =
          all ? outcome.runs().keySet().stream().map(directory::of).toList() : List.of();
      Report.Written report = Report.judge(place, directory.number(), ended);
      claims(report.claims());
      out.println("Report: " + report.page() + others(place));
      Optional<Settled> note = Settled.find(directory);
      if (note.isPresent()) {
        note.get().write(directory, Summary.METRICS);
      }
    }
    return failed || !outcome.unchosen().isEmpty() ? Tacit.FAILED : 0;
  }

  /** The page while runs train, if it is wanted; else null. */
  private PageServer page(Path place) throws IOException {
    if (livePort.isEmpty()) {
      return null;
    }
    PageServer page = PageServer.start(place, null, livePort.getAsInt());
    progress.println(
        ServeCommand.words(place, page, livePort.getAsInt()) + " until runs have ended");
    return page;
  }

  /** Says what is asked for. */
  private void start(Experiment experiment, Path place, int workers, Where where) {
    if (!Machine.blasAdvice().isEmpty()) {
      progress.println("Note: " + Machine.blasAdvice());
    }
    progress.println(
        counted(experiment)
            + (where.isHere()
                ? ", " + parallel(experiment, workers) + " at a time"
                : ", on " + where.engine())
            + ", into "
            + place);
    experiment.runs().stream()
        .filter(run -> run.names().size() > 1)
        .forEach(run -> progress.println(run.slug() + otherNames(run)));
  }

  /** The report, where it shows how all runs ended. */
  private static Optional<Path> drawn(Path place, Settled settled) {
    return Report.current(
        place, settled.number(), settled.directories().stream().map(place::resolve).toList());
  }

  /** Says that every run has ended and the report shows them already. */
  private void nothingToDo(Settled settled, Path place, Path page) throws IOException {
    Map<PlannedRun, RunStatus> ended = settled.ends();
    long further =
        ended.entrySet().stream()
            .filter(run -> run.getValue().epoch() > run.getKey().settings().epochs())
            .count();
    progress.println(
        "Nothing to do: "
            + (ended.size() == 1 ? "the run has" : "all runs have")
            + " ended already"
            + (further == 0 ? "" : "; " + further + " went on beyond this command's epochs"));
    new Summary(out).print(ended);
    if (tensorBoard) {
      Export.write(place, Export.Form.TENSORBOARD, null);
    }
    out.println("Report: " + page + ", drawn when they ended" + others(place));
  }

  /**
   * Loads every data set and refuses what cannot run, before anything is written. Files that are
   * not what they should be are a wrong request, too: what names them is named with them.
   *
   * @return the experiment with the files that it names read
   */
  static Experiment check(Experiment experiment, Path place, DataCache cache) throws IOException {
    ExperimentDirectory.check(place, experiment);
    Set<List<PlannedRun.Name>> checked = new HashSet<>(); // under equal names, only seeds differ
    for (PlannedRun run : experiment.known()) {
      if (!checked.add(run.names())) {
        continue;
      }
      try {
        Preparation.check(run.settings(), cache.get(run.settings()));
      } catch (SettingsException e) {
        throw experiment.located(run, e);
      } catch (DataException e) {
        throw experiment.located(run, new SettingsException("data", e.getMessage()));
      }
    }
    return experiment.identified(cache);
  }

  /**
   * How many runs go at a time in this process.
   *
   * @param workers that are asked for; 0 for one a core
   */
  static int parallel(Experiment experiment, int workers) {
    return Math.min(
        workers > 0 ? workers : Runtime.getRuntime().availableProcessors(),
        experiment.known().size());
  }

  /** As many as a cluster has, if nothing was asked. */
  private static int asked(int workers) {
    return workers > 0 ? workers : Integer.MAX_VALUE;
  }

  /** As in "5 runs under 6 names". */
  static String counted(Experiment experiment) {
    if (experiment.tuning() != null) {
      return experiment.tuning().runs().size() + " runs that tune, then those that are reported";
    }
    int runs = experiment.runs().size();
    int names = experiment.runs().stream().mapToInt(run -> run.names().size()).sum();
    return runs
        + (runs == 1 ? " run" : " runs")
        + (names == runs ? "" : " under " + names + " names");
  }

  /** The names under which a run is shown besides its own, in words. */
  static String otherNames(PlannedRun run) {
    String others =
        run.names().stream()
            .filter(name -> !name.equals(run.name()))
            .map(name -> name.slug(run.settings().seed()))
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : ", the same computation as " + others;
  }

  /** What became of the reports of other commands. */
  private static String others(Path place) throws IOException {
    int others = ExperimentRecord.all(place).size() - 1;
    return others == 0
        ? ""
        : " (of this command; "
            + (others == 1 ? "the other command keeps its own" : others + " others keep their own")
            + ")";
  }

  /** The verdicts with their numbers, as far as a screen holds them. */
  private void claims(List<Judged> claims) {
    if (claims.isEmpty()) {
      return;
    }
    out.println("Claims: " + ClaimWords.counts(claims));
    claims.stream().limit(MOST_CLAIMS).forEach(claim -> out.println("  " + ClaimWords.line(claim)));
    if (claims.size() > MOST_CLAIMS) {
      out.println("  and " + (claims.size() - MOST_CLAIMS) + " more in the report");
    }
  }

  /** Trains, with event files that grow meanwhile if they are asked for. */
  private Stages.Outcome followed(
      ExperimentDirectory directory,
      DataCache cache,
      int parallel,
      boolean again,
      boolean failFast,
      Where where)
      throws IOException, InterruptedException {
    if (!tensorBoard) {
      return train(directory, cache, parallel, again, failFast, where);
    }
    try (LiveTensorBoard live = LiveTensorBoard.follow(directory.path(), progress::println)) {
      progress.println("Event files: tensorboard --logdir " + live.place());
      Stages.Outcome outcome = train(directory, cache, parallel, again, failFast, where);
      if (!outcome.any(State.interrupted)) {
        live.complete();
      }
      return outcome;
    }
  }

  private Stages.Outcome train(
      ExperimentDirectory directory,
      DataCache cache,
      int parallel,
      boolean again,
      boolean failFast,
      Where where)
      throws IOException, InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean signalled = new AtomicBoolean();
    CountDownLatch over = new CountDownLatch(1);
    Thread onSignal =
        new Thread(
            () -> {
              signalled.set(true);
              stop.set(true);
              try {
                over.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(onSignal);
    try (Progress bars = new Progress(progress, debug, () -> stop.compareAndSet(false, failFast));
        Engine engine =
            Engines.start(
                where.engine(),
                directory.experiment().name(),
                new Execution(parallel, cache, bars, stop::get, again, where.patient()),
                where.settings())) {
      return new Stages(engine, bars).execute(directory);
    } finally {
      over.countDown();
      if (!signalled.get()) {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      }
    }
  }
}
