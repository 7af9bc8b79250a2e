package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.Turns;
import dev.tacit.lab.store.RunStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Runs side by side in this process, each on one thread of its own. What a run computes does not
 * depend on what runs beside it.
 */
public final class LocalEngine implements Engine {
  private final int workers;
  private final DataCache cache;
  private final RunListener listener;
  private final BooleanSupplier stop;
  private final Turns turns;
  private final boolean again;

  /**
   * @param workers how many runs compute at a time, at least 1
   * @param cache where data sets are loaded
   * @param listener hears of every run, from its own thread
   * @param stop asked before every step; true ends all runs at their last checkpoint
   */
  public LocalEngine(int workers, DataCache cache, RunListener listener, BooleanSupplier stop) {
    this(workers, cache, listener, stop, true);
  }

  /**
   * The same.
   *
   * @param again whether finished runs may be trained again to measure probes that were added to
   *     them; else only what the weights that they kept allow is measured
   */
  public LocalEngine(
      int workers, DataCache cache, RunListener listener, BooleanSupplier stop, boolean again) {
    if (!(workers >= 1)) {
      throw new IllegalArgumentException("workers must be at least 1, found " + workers);
    }
    this.workers = workers;
    this.cache = cache;
    this.listener = listener;
    this.stop = stop;
    this.again = again;
    this.turns = new Permits(new Semaphore(workers, true));
  }

  /** As many turns at a time as there are workers, in the order of asking. */
  private record Permits(Semaphore semaphore) implements Turns {
    @Override
    public void begin() {
      semaphore.acquireUninterruptibly();
    }

    @Override
    public void end() {
      semaphore.release();
    }
  }

  @Override
  public Map<PlannedRun, RunStatus> execute(ExperimentDirectory directory, List<PlannedRun> runs)
      throws InterruptedException {
    Map<PlannedRun, RunStatus> ended = new ConcurrentHashMap<>();
    List<Throwable> fatal = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    Admission admission = new Admission(runs.size(), workers);
    for (PlannedRun run : runs) {
      admission.enter();
      Thread thread =
          new Thread(
              () -> {
                try {
                  ended.put(
                      run,
                      new RunTask(directory, run, cache, listener, stop, turns, again).execute());
                } finally {
                  admission.leave();
                }
              },
              "tacit-" + run.slug());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((t, e) -> fatal.add(e));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!fatal.isEmpty()) {
      throw new IllegalStateException("a run could not go on: " + fatal.get(0), fatal.get(0));
    }
    Map<PlannedRun, RunStatus> statuses = new LinkedHashMap<>();
    runs.forEach(run -> statuses.put(run, ended.get(run)));
    return statuses;
  }

  @Override
  public void close() {
    // nothing outlives a call
  }

  /**
   * Which runs may be open. With n = qK + r runs on K workers, all but the last K + r go one a
   * worker; the last ones are opened together and take turns, epoch by epoch, so that they end
   * together and no core idles while a last run trains alone.
   */
  private static final class Admission {
    private final int workers;
    private final int alone; // runs that have a worker to themselves
    private int entered;
    private int open;

    Admission(int runs, int workers) {
      this.workers = workers;
      this.alone = Math.max(0, runs - workers - runs % workers);
    }

    synchronized void enter() throws InterruptedException {
      while (entered <= alone && open >= workers) {
        wait();
      }
      entered++;
      open++;
    }

    synchronized void leave() {
      open--;
      notifyAll();
    }
  }
}
