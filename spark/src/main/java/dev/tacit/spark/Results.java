package dev.tacit.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.sweep.StatusWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the runs of one call end: their status, what is said of it, and files that come back. */
final class Results {
  private final ExperimentDirectory directory;
  private final RunListener listener;
  private final StatusWatch watch;
  private final Map<PlannedRun, RunStatus> statuses = new HashMap<>();
  private final Set<String> strangers = new HashSet<>(); // hosts that do not share the directory

  /**
   * @param watch has told of runs whose files it saw
   */
  Results(ExperimentDirectory directory, RunListener listener, StatusWatch watch) {
    this.directory = directory;
    this.listener = listener;
    this.watch = watch;
  }

  /** Of some runs, in their order; each of them has ended. */
  Map<PlannedRun, RunStatus> of(List<PlannedRun> runs) {
    Map<PlannedRun, RunStatus> ordered = new LinkedHashMap<>();
    runs.forEach(run -> ordered.put(run, statuses.get(run)));
    return ordered;
  }

  /** Takes a status of which there is nothing more to say. */
  void take(PlannedRun run, RunStatus status) {
    statuses.put(run, status);
  }

  /**
   * Takes what an executor gave back.
   *
   * @return whether that ends the run; else another process trains it
   * @throws IOException if its files cannot be written
   */
  boolean take(Parcel parcel, Delivery delivery) throws IOException {
    PlannedRun run = parcel.run();
    RunStatus status = status(delivery);
    if (!delivery.obstacle().isEmpty()) {
      if (strangers.add(delivery.host())) {
        listener.onNote(
            delivery.host()
                + " does not share "
                + directory.path()
                + " ("
                + delivery.obstacle()
                + "): what it computes is brought back when a run ends");
      }
      if (status.state() != State.running && !keep(run, delivery.files())) {
        status = status.ended(State.running, directory.of(run) + " is another process's");
      }
    }
    statuses.put(run, status);
    if (status.state() == State.running) {
      return false;
    }
    if (!watch.hasSeen(run)) {
      int epochs = run.settings().epochs();
      listener.onStart(run.slug(), epochs, delivery.notMeasured());
      listener.onProgress(run.slug(), parcel.epoch(), epochs, Map.of());
      listener.onProgress(run.slug(), status.epoch(), epochs, status.lastFinite());
    }
    Heard.tell(delivery.words(), run.slug(), listener);
    listener.onEnd(run.slug(), status);
    return true;
  }

  private static RunStatus status(Delivery delivery) throws IOException {
    try {
      return JsonFiles.JSON.readValue(delivery.status(), RunStatus.class);
    } catch (JsonProcessingException e) {
      throw new IOException("an executor on " + delivery.host() + " gave no status back", e);
    }
  }

  /** Puts a run's files where they belong; false if another process has the run. */
  private boolean keep(PlannedRun run, Map<String, byte[]> files) throws IOException {
    Path place = WholeFile.directory(directory.of(run));
    try (DirectoryLock lock = DirectoryLock.write(place).orElse(null)) {
      if (lock == null) {
        return false;
      }
      RunFiles.write(place, files);
      return true;
    }
  }

  /** Ends a run that no executor carries out. */
  void fail(PlannedRun run, String why, Exception cause) {
    listener.onFailure(run.slug(), cause);
    listener.onEnd(run.slug(), end(run, State.failed, why));
  }

  /** Ends a run that is let go of. */
  void interrupt(PlannedRun run, String why) {
    boolean began = watch.hasSeen(run);
    RunStatus status = end(run, State.interrupted, began ? why : "not started");
    if (began) {
      listener.onEnd(run.slug(), status);
    }
  }

  /** What is there stays finished if it was, also where something was to be added. */
  private RunStatus end(PlannedRun run, State state, String why) {
    RunStatus before = directory.status(run);
    RunStatus status =
        before == null
            ? new RunStatus(state, 0, 0, why, Map.of(), 0, 0, Map.of())
            : before.ended(state, why);
    statuses.put(run, status);
    if (before == null || !before.state().isEnd()) {
      record(run, status);
    }
    return status;
  }

  private void record(PlannedRun run, RunStatus status) {
    Path place = directory.of(run);
    if (!Files.isDirectory(place)) {
      return;
    }
    try (DirectoryLock lock = DirectoryLock.write(place).orElse(null)) {
      if (lock != null) { // else whoever holds it says how it ends
        status.write(place);
      }
    } catch (IOException e) {
      listener.onFailure(run.slug(), e); // its last status stays
    }
  }
}
