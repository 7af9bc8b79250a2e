package dev.tacit.lab.sweep;

import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.RunStatus;
import dev.tacit.lab.run.RunStatus.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Runs side by side in this process, each on one thread of its own. What a run computes does not
 * depend on what runs beside it.
 */
public final class LocalWorkers {
  private static final String LOCK = "lock";

  private final int workers;
  private final DataCache cache;
  private final RunListener listener;
  private final BooleanSupplier stop;

  /**
   * @param workers how many runs at a time, at least 1
   * @param cache where data sets are loaded
   * @param listener hears of every run, from its own thread
   * @param stop asked before every step; true ends all runs at their last checkpoint
   */
  public LocalWorkers(int workers, DataCache cache, RunListener listener, BooleanSupplier stop) {
    if (!(workers >= 1)) {
      throw new IllegalArgumentException("workers must be at least 1, found " + workers);
    }
    this.workers = workers;
    this.cache = cache;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Trains what is not finished yet. A run that fails does not stop the others.
   *
   * @return the status of every run, in their order
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Map<PlannedRun, RunStatus> execute(ExperimentDirectory directory)
      throws InterruptedException {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "tacit-worker");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<PlannedRun> runs = directory.experiment().runs();
      List<Future<RunStatus>> futures = new ArrayList<>();
      for (PlannedRun run : runs) {
        futures.add(executor.submit(() -> execute(directory, run)));
      }
      Map<PlannedRun, RunStatus> statuses = new LinkedHashMap<>();
      for (int i = 0; i < futures.size(); i++) {
        statuses.put(runs.get(i), get(futures.get(i)));
      }
      return statuses;
    } finally {
      executor.shutdownNow();
    }
  }

  private static RunStatus get(Future<RunStatus> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private RunStatus execute(ExperimentDirectory directory, PlannedRun run) {
    RunStatus before = directory.status(run);
    if (before != null && before.state().isEnd()) {
      listener.onSkip(run.slug(), before);
      return before;
    }
    if (stop.getAsBoolean()) {
      return unfinished(before, State.interrupted, "not started");
    }
    RunStatus after;
    try {
      after = train(directory, run);
    } catch (IOException | RuntimeException e) {
      after = unfinished(directory.status(run), State.failed, message(e));
      record(directory.of(run), after);
      listener.onFailure(run.slug(), e);
    }
    listener.onEnd(run.slug(), after);
    return after;
  }

  private RunStatus train(ExperimentDirectory directory, PlannedRun run) throws IOException {
    Dataset data = cache.get(run.settings());
    try (PreparedRun prepared = Preparation.prepare(run.settings(), data)) {
      Path place = directory.begin(run, prepared, data);
      try (FileChannel channel =
              FileChannel.open(
                  place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        if (lock == null) { // its status is the other process's to write
          return unfinished(
              directory.status(run),
              State.failed,
              place + " is being trained by another process; wait for it or stop it");
        }
        listener.onStart(run.slug(), prepared.epochs());
        return new Run(place, run.slug(), run.hash(), listener, stop).execute(prepared);
      }
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static RunStatus unfinished(RunStatus before, State state, String reason) {
    return before == null
        ? new RunStatus(state, 0, 0, reason, Map.of(), 0, 0)
        : new RunStatus(
            state,
            before.step(),
            before.epoch(),
            reason,
            before.lastFinite(),
            before.seconds(),
            before.measuringSeconds());
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
