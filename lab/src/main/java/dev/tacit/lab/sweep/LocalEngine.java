package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.Turns;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
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
 *
 * <p>Several processes may work on one directory: each takes the runs that no other has locked, and
 * in the end waits for those of others, ready to take over what they leave behind.
 */
public final class LocalEngine implements Engine {
  /** Its name on the command line. */
  public static final String NAME = "local";

  private static final long LOOK_MILLIS = 500; // between two looks at runs of other processes

  private final Execution how;
  private final Turns turns;

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
    this(new Execution(workers, cache, listener, stop, again, false));
  }

  /** Runs as an execution says. */
  public LocalEngine(Execution how) {
    this.how = how;
    this.turns = new Permits(new Semaphore(how.workers(), true));
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
    Map<PlannedRun, RunStatus> statuses = attempt(directory, runs);
    StatusWatch watch = new StatusWatch(directory, how.listener());
    List<PlannedRun> held = held(statuses);
    if (how.patient() && !held.isEmpty()) {
      how.listener()
          .onNote(
              (held.size() == 1 ? "1 run is" : held.size() + " runs are")
                  + " being trained by other processes; waiting for that, ready to take over");
    }
    while (how.patient() && !held.isEmpty() && !how.stop().getAsBoolean()) {
      Thread.sleep(LOOK_MILLIS);
      watch.look(held);
      List<PlannedRun> free =
          held.stream().filter(run -> !new RunTask(directory, run, how, turns).isHeld()).toList();
      statuses.putAll(attempt(directory, free));
      held = held(statuses);
    }
    return statuses;
  }

  private static List<PlannedRun> held(Map<PlannedRun, RunStatus> statuses) {
    return statuses.entrySet().stream()
        .filter(status -> status.getValue().state() == State.running)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One attempt at each; those that another process trains are passed over. */
  private Map<PlannedRun, RunStatus> attempt(ExperimentDirectory directory, List<PlannedRun> runs)
      throws InterruptedException {
    Map<PlannedRun, RunStatus> ended = new ConcurrentHashMap<>();
    List<Throwable> fatal = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    Admission admission = new Admission(runs.size(), how.workers());
    for (PlannedRun run : runs) {
      admission.enter();
      Thread thread =
          new Thread(
              () -> {
                try {
                  ended.put(run, new RunTask(directory, run, how, turns).execute());
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
