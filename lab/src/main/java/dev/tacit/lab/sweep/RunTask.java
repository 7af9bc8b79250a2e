package dev.tacit.lab.sweep;

import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.GivenWeights;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.run.Addition;
import dev.tacit.lab.run.Measuring;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.Turns;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The whole life of one run in its directory: whether it is finished already, the lock, the
 * preparation, training from where it stands to where it is to end, and the status that says so.
 */
public final class RunTask {
  private final ExperimentDirectory directory;
  private final PlannedRun run;
  private final DataCache cache;
  private final RunListener listener;
  private final BooleanSupplier stop;
  private final Turns turns;
  private final boolean again;

  /** Of a run that has its turn at any time. */
  public RunTask(ExperimentDirectory directory, PlannedRun run, Execution how) {
    this(directory, run, how, Turns.FREE);
  }

  RunTask(ExperimentDirectory directory, PlannedRun run, Execution how, Turns turns) {
    this.directory = directory;
    this.run = run;
    this.cache = how.cache();
    this.listener = new LoggingListener(how.listener(), () -> directory.of(run));
    this.stop = how.stop();
    this.turns = turns;
    this.again = how.again();
  }

  /** Whether there is something left to do that another process is doing. */
  public boolean isHeld() {
    if (!somethingIsLeft(directory.status(run)) || !Files.isDirectory(directory.of(run))) {
      return false;
    }
    try (DirectoryLock lock = DirectoryLock.write(directory.of(run)).orElse(null)) {
      return lock == null;
    } catch (IOException e) {
      return false; // whoever tries will say what is wrong
    }
  }

  /**
   * Tells of a run of which nothing is left to do.
   *
   * @return its status; nothing if there is something
   */
  public Optional<RunStatus> skip() {
    Optional<RunStatus> complete = directory.complete(run, directory.status(run));
    if (complete.isEmpty()) {
      return Optional.empty();
    }
    RunStatus before = complete.get();
    remarkOnSizes(directory.asBegun(run));
    if (before.epoch() > run.settings().epochs()) {
      listener.onRemark(
          run.slug(),
          "has gone on to epoch "
              + before.epoch()
              + "; its first "
              + run.settings().epochs()
              + " are this command's");
    }
    listener.onSkip(run.slug(), before);
    return complete;
  }

  /**
   * Does what is left to do; what goes wrong is a status, too.
   *
   * @return {@code running} if another process does it
   */
  public RunStatus execute() {
    Optional<RunStatus> done = skip();
    if (done.isPresent()) {
      return done.get();
    }
    RunStatus before = directory.status(run);
    if (stop.getAsBoolean()) {
      return unfinished(before, State.interrupted, "not started");
    }
    RunStatus after;
    try {
      after = inItsDirectory();
    } catch (IOException | RuntimeException e) {
      before = directory.status(run);
      after = unfinished(before, State.failed, message(e));
      if (before == null || !before.state().isEnd()) { // what is there stays finished
        record(directory.of(run), after);
      }
      listener.onFailure(run.slug(), e);
    }
    if (after.state() != State.running) {
      listener.onEnd(run.slug(), after);
    }
    return after;
  }

  private boolean somethingIsLeft(RunStatus status) {
    return directory.complete(run, status).isEmpty();
  }

  private boolean isDone(RunStatus status) {
    return directory.ended(run, status).isPresent();
  }

  private RunStatus inItsDirectory() throws IOException {
    Path place = WholeFile.directory(directory.of(run));
    Optional<DirectoryLock> lock = DirectoryLock.write(place);
    if (lock.isEmpty()) { // its status is the other process's to write
      return unfinished(
          directory.status(run), State.running, place + " is being trained by another process");
    }
    try (DirectoryLock held = lock.get()) {
      RunStatus status = directory.status(run); // another process may have ended it meanwhile
      return somethingIsLeft(status) ? complete(place, status) : status;
    }
  }

  /** Adds what a finished run was trained without, trains what is left, or both. */
  private RunStatus complete(Path place, RunStatus before) throws IOException {
    PlannedRun begun = directory.asBegun(run);
    remarkOnSizes(begun);
    Dataset data = cache.get(run.settings());
    try (PreparedRun prepared = Preparation.prepare(begun, data)) {
      RunStatus status = before;
      if (status != null && status.state().isEnd()) {
        status = withWhatIsMissing(place, begun, prepared, status);
        if (isDone(status) || !status.state().isEnd()) {
          return status;
        }
      }
      if (!Files.exists(place.resolve(Manifest.FILE))) {
        directory.remark(run, data).ifPresent(text -> listener.onRemark(run.slug(), text));
      }
      status = train(place, begun, prepared, status);
      return status.state().isEnd() ? withWhatIsMissing(place, begun, prepared, status) : status;
    }
  }

  private RunStatus train(Path place, PlannedRun begun, PreparedRun prepared, RunStatus before)
      throws IOException {
    boolean goesOn = before != null && before.state() == State.finished;
    if (goesOn && !Files.exists(place.resolve(Run.CHECKPOINT))) {
      return before.ended( // what is there stays finished
          State.failed,
          place
              + " holds no "
              + Run.CHECKPOINT
              + " to go on from after epoch "
              + before.epoch()
              + "; --overwrite trains it anew");
    }
    Dataset data = cache.get(run.settings());
    PreparedRun begins = directory.begin(begun, prepared, data);
    Preparation.costs(run.settings(), data, prepared).forEach(listener::onCost);
    listener.onStart(run.slug(), prepared.epochs(), prepared.plan().obstacles());
    if (run.settings().isAnalysis()) {
      GivenWeights weights = GivenWeights.of(prepared, run.settings());
      weights.remarks().forEach(remark -> listener.onRemark(run.slug(), remark));
      return new Measuring(place, run.slug(), run.hash(), listener, stop, turns)
          .execute(begins, weights.points());
    }
    return new Run(place, run.slug(), run.hash(), listener, stop, turns).execute(begins);
  }

  private void remarkOnSizes(PlannedRun begun) {
    if (!begun.settings().equals(run.settings())) {
      listener.onRemark(
          run.slug(),
          "is measured with the probes.subset and probes.eigenvalues that it was begun with;"
              + " --overwrite trains it anew with others");
    }
  }

  private RunStatus withWhatIsMissing(
      Path place, PlannedRun begun, PreparedRun prepared, RunStatus ended) throws IOException {
    Set<String> missing = directory.missing(run);
    if (missing.isEmpty()) {
      return ended;
    }
    Addition addition = new Addition(place, run.slug(), run.hash(), ended, listener, stop, turns);
    Addition.Outcome outcome =
        addition.execute(prepared, missing, again && !run.settings().isAnalysis());
    if (outcome.status().state().isEnd()) {
      directory.added(begun, prepared, outcome.complete());
      addition.finish();
    }
    return outcome.status();
  }

  private static RunStatus unfinished(RunStatus before, State state, String reason) {
    return before == null
        ? new RunStatus(state, 0, 0, reason, Map.of(), 0, 0, Map.of())
        : before.ended(state, reason);
  }

  private static String message(Exception e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static void record(Path directory, RunStatus status) {
    try {
      status.write(directory);
    } catch (IOException e) {
      // The place that failed cannot say so itself; the caller holds the status.
      return;
    }
  }
}
