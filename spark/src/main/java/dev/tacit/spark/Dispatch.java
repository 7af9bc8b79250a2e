package dev.tacit.spark;

import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Order;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.RunTask;
import dev.tacit.lab.sweep.StatusWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sends the runs of one call to a cluster, each as a job of its own so that one that cannot be
 * carried out takes no other along, and sees to it that each of them ends.
 */
final class Dispatch {
  private static final long LOOK_MILLIS = 500; // between two looks at the runs' files
  private static final long LOOK_MILLIS_A_RUN = 5; // where there are very many
  private static final int LEAST_SENT = 64; // runs that the cluster knows of at a time
  private static final long FAREWELL_MILLIS = 5_000; // for runs that are told to stop

  /** What became of a parcel: one of the last two is not null. */
  private record Ended(Parcel parcel, Delivery delivery, Exception failure) {}

  private final Cluster cluster;
  private final Execution how;
  private final RunListener listener;
  private final ExperimentDirectory directory;
  private final Marker.Token token;
  private final StatusWatch watch;
  private final Results results;
  private final ExecutorService waiters = Executors.newCachedThreadPool(Dispatch::daemon);
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private final Map<PlannedRun, Parcel> sent = new LinkedHashMap<>();
  private final Set<PlannedRun> held = new LinkedHashSet<>(); // by other processes
  private boolean saidHeld;
  private long nextLook;

  /**
   * @param token of the directory, for executors
   */
  Dispatch(Cluster cluster, Execution how, ExperimentDirectory directory, Marker.Token token) {
    this.cluster = cluster;
    this.how = how;
    this.listener = how.listener();
    this.directory = directory;
    this.token = token;
    this.watch = new StatusWatch(directory, listener);
    this.results = new Results(directory, listener, watch);
  }

  private static Thread daemon(Runnable job) {
    Thread thread = new Thread(job, "tacit-wait");
    thread.setDaemon(true);
    return thread;
  }

  /** Does what is left to do of some runs; the status of each, in their order. */
  Map<PlannedRun, RunStatus> execute(List<PlannedRun> runs) throws InterruptedException {
    for (PlannedRun run : runs) {
      Optional<RunStatus> done = new RunTask(directory, run, how).skip();
      if (done.isPresent()) {
        results.take(run, done.get());
      } else {
        waiting.add(parcel(run, null));
      }
    }
    try {
      while (isSomethingLeft()) {
        while (!waiting.isEmpty() && sent.size() < Math.max(LEAST_SENT, 2 * cluster.slots())) {
          send(waiting.poll());
        }
        Ended next = ended.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        String end = end();
        if (next != null && (end.isEmpty() || isDone(next))) {
          take(next);
        }
        if (!end.isEmpty()) {
          leave(end);
          break;
        }
        look();
      }
    } finally {
      waiters.shutdownNow();
    }
    return results.of(runs);
  }

  private boolean isSomethingLeft() {
    return !waiting.isEmpty() || !sent.isEmpty() || (how.patient() && !held.isEmpty());
  }

  private static boolean isDone(Ended next) {
    return next.failure() == null && next.delivery().what() == Delivery.What.DONE;
  }

  /** Why it is over before everything is done; empty if it is not. */
  private String end() {
    if (how.stop().getAsBoolean()) {
      return "stopped on request";
    }
    String end = cluster.end();
    if (!end.isEmpty()) {
      listener.onNote(end);
    }
    return end;
  }

  /** With the run's files, if an executor has asked for them; else null. */
  private Parcel parcel(PlannedRun run, Map<String, byte[]> files) {
    return new Parcel(run, directory.status(run), files, cluster.hasSentJars());
  }

  private void send(Parcel parcel) {
    PlannedRun run = parcel.run();
    sent.put(run, parcel);
    watch.begins(run, parcel.epoch());
    JavaSparkContext spark = cluster.context();
    Broadcast<Map<String, byte[]>> files;
    Future<List<Delivery>> delivery;
    try {
      boolean begun = Files.exists(directory.of(run).resolve(Manifest.FILE));
      files = parcel.files() == null ? null : spark.broadcast(parcel.files());
      spark.setJobDescription(run.slug());
      delivery =
          spark
              .parallelize(List.of(Order.of(directory, run).text()), 1)
              .map(new Errand(token, how.again(), begun, files))
              .collectAsync();
    } catch (IllegalStateException e) { // the cluster has ended meanwhile
      ended.add(new Ended(parcel, null, e));
      return;
    }
    waiters.execute(() -> await(parcel, delivery, files));
  }

  private void await(
      Parcel parcel, Future<List<Delivery>> delivery, Broadcast<Map<String, byte[]>> files) {
    try {
      ended.add(new Ended(parcel, delivery.get().get(0), null));
    } catch (ExecutionException e) {
      ended.add(new Ended(parcel, null, e.getCause() instanceof Exception cause ? cause : e));
    } catch (RuntimeException e) {
      ended.add(new Ended(parcel, null, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody waits for it any more
    }
    if (files != null) {
      files.destroy();
    }
  }

  private void take(Ended next) {
    PlannedRun run = next.parcel().run();
    sent.remove(run);
    try {
      if (next.failure() != null) {
        failed(next.parcel(), next.failure());
      } else {
        take(next.parcel(), next.delivery());
      }
    } catch (IOException e) {
      results.fail(run, e.getMessage(), e);
    }
  }

  private void take(Parcel parcel, Delivery delivery) throws IOException {
    PlannedRun run = parcel.run();
    switch (delivery.what()) {
      case DONE -> {
        if (!results.take(parcel, delivery)) {
          held.add(run);
        }
      }
      case NEEDS_FILES -> waiting.addFirst(parcel(run, RunFiles.read(directory.of(run))));
      case NEEDS_TACIT -> withTacit(parcel, "Tacit was sent there and is not found");
    }
  }

  /**
   * A job that Spark gave up. One that has come further than when it was sent is sent again: its
   * executors were lost often, and every time it left a checkpoint.
   */
  private void failed(Parcel parcel, Exception failure) throws IOException {
    PlannedRun run = parcel.run();
    if (JobFailure.isOfAll(failure)) {
      waiting.add(parcel);
      cluster.giveUp(cluster.ended(JobFailure.words(failure)));
      return;
    }
    if (JobFailure.isOfAnotherSpark(failure)) {
      waiting.add(parcel);
      cluster.giveUp(
          "The cluster's executors are of another Spark than this process ("
              + Cluster.version()
              + "): use the cluster's own spark-submit, or a cluster of this Spark");
      return;
    }
    if (JobFailure.lacksTacit(failure)) {
      withTacit(parcel, JobFailure.words(failure));
      return;
    }
    RunStatus now = directory.status(run);
    if (now != null && now.step() > parcel.step()) {
      waiting.add(parcel(run, null));
    } else {
      results.fail(run, JobFailure.words(failure), failure);
    }
  }

  /** Once more with Tacit's jars, where it went without. */
  private void withTacit(Parcel parcel, String failure) throws IOException {
    cluster.sendJars();
    if (parcel.withTacit()) {
      throw new IOException(failure);
    }
    waiting.addFirst(parcel(parcel.run(), parcel.files()));
  }

  /** How runs go, as far as their files say; and which ones others have let go of. */
  private void look() {
    long now = System.nanoTime();
    if (now < nextLook) {
      return;
    }
    long pause = Math.max(LOOK_MILLIS, LOOK_MILLIS_A_RUN * (sent.size() + held.size()));
    nextLook = now + TimeUnit.MILLISECONDS.toNanos(pause);
    List<PlannedRun> moving = new ArrayList<>(held);
    for (Parcel parcel : sent.values()) { // one that waits still has the status of its last sitting
      PlannedRun run = parcel.run();
      if (watch.hasSeen(run) || !Objects.equals(directory.status(run), parcel.before())) {
        moving.add(run);
      }
    }
    watch.look(moving);
    if (!how.patient()) {
      return;
    }
    if (!held.isEmpty() && sent.isEmpty() && waiting.isEmpty() && !saidHeld) {
      saidHeld = true;
      listener.onNote(
          (held.size() == 1 ? "1 run is" : held.size() + " runs are")
              + " being trained by other processes; waiting for that, ready to take over");
    }
    for (Iterator<PlannedRun> all = held.iterator(); all.hasNext(); ) {
      PlannedRun run = all.next();
      if (!new RunTask(directory, run, how).isHeld()) {
        all.remove();
        waiting.add(parcel(run, null));
      }
    }
  }

  /** Lets go of what is left, once what has come back is taken. */
  private void leave(String why) throws InterruptedException {
    cluster.cancel();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
    for (PlannedRun run : sent.keySet()) {
      while (System.nanoTime() < end && new RunTask(directory, run, how).isHeld()) {
        Thread.sleep(100);
      }
    }
    for (Ended next = ended.poll(); next != null; next = ended.poll()) {
      if (isDone(next)) {
        take(next);
      }
    }
    sent.keySet().forEach(run -> results.interrupt(run, why));
    waiting.forEach(parcel -> results.interrupt(parcel.run(), why));
    held.forEach(run -> results.interrupt(run, why));
  }
}
