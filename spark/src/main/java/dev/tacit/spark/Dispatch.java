package dev.tacit.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Order;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.JsonFiles;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.lab.sweep.Execution;
import dev.tacit.lab.sweep.RunTask;
import dev.tacit.lab.sweep.StatusWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

  /** What became of a parcel: one of the two is not null. */
  private record Ended(Parcel parcel, Delivery delivery, Exception failure) {}

  private final Cluster cluster;
  private final Execution how;
  private final RunListener listener;
  private final ExperimentDirectory directory;
  private final Marker.Token token;
  private final StatusWatch watch;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private final Map<PlannedRun, Parcel> sent = new LinkedHashMap<>();
  private final Set<PlannedRun> held = new LinkedHashSet<>(); // by other processes
  private final Map<PlannedRun, RunStatus> statuses = new HashMap<>();
  private final Set<String> strangers =
      new LinkedHashSet<>(); // hosts that do not see the directory
  private boolean saidHeld;
  private long nextLook;

  Dispatch(Cluster cluster, Execution how, ExperimentDirectory directory, Marker.Token token) {
    this.cluster = cluster;
    this.how = how;
    this.listener = how.listener();
    this.directory = directory;
    this.token = token;
    this.watch = new StatusWatch(directory, listener);
  }

  /** Does what is left to do of some runs; the status of each, in their order. */
  Map<PlannedRun, RunStatus> execute(List<PlannedRun> runs)
      throws IOException, InterruptedException {
    for (PlannedRun run : runs) {
      Optional<RunStatus> done = new RunTask(directory, run, how).skip();
      if (done.isPresent()) {
        statuses.put(run, done.get());
      } else {
        waiting.add(parcel(run));
      }
    }
    ExecutorService waiters = Executors.newCachedThreadPool(Dispatch::daemon);
    try {
      String end = "";
      while (isSomethingLeft() && end.isEmpty()) {
        while (!waiting.isEmpty() && sent.size() < Math.max(LEAST_SENT, 2 * cluster.slots())) {
          send(waiters, waiting.poll());
        }
        Ended next = ended.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        end = end();
        if (next != null && end.isEmpty()) {
          take(next);
        }
        look();
      }
      if (!end.isEmpty()) {
        leave(end);
      }
    } finally {
      waiters.shutdownNow();
    }
    Map<PlannedRun, RunStatus> ordered = new LinkedHashMap<>();
    runs.forEach(run -> ordered.put(run, statuses.get(run)));
    return ordered;
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

  private static Thread daemon(Runnable job) {
    Thread thread = new Thread(job, "tacit-wait");
    thread.setDaemon(true);
    return thread;
  }

  private boolean isSomethingLeft() {
    return !waiting.isEmpty() || !sent.isEmpty() || (how.patient() && !held.isEmpty());
  }

  private Parcel parcel(PlannedRun run) {
    return parcel(run, null);
  }

  private Parcel parcel(PlannedRun run, Map<String, byte[]> files) {
    return new Parcel(run, directory.status(run), files, cluster.hasSentJars());
  }

  private void send(ExecutorService waiters, Parcel parcel) {
    PlannedRun run = parcel.run();
    sent.put(run, parcel);
    watch.begins(run, parcel.epoch());
    JavaSparkContext spark = cluster.context();
    spark.setJobDescription(run.slug());
    boolean begun = Files.exists(directory.of(run).resolve(Manifest.FILE));
    Broadcast<Map<String, byte[]>> files =
        parcel.files() == null ? null : spark.broadcast(parcel.files());
    Errand errand = new Errand(token, how.again(), begun, files);
    String order = Order.of(directory, run).text();
    Future<List<Delivery>> delivery =
        spark.parallelize(List.of(order), 1).map(errand).collectAsync();
    waiters.execute(
        () -> {
          try {
            ended.add(new Ended(parcel, delivery.get().get(0), null));
          } catch (ExecutionException e) {
            ended.add(new Ended(parcel, null, (Exception) e.getCause()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody waits for it any more
          } finally {
            if (files != null) {
              files.destroy();
            }
          }
        });
  }

  private void take(Ended next) throws IOException {
    Parcel parcel = next.parcel();
    PlannedRun run = parcel.run();
    sent.remove(run);
    if (next.failure() != null) {
      failed(parcel, next.failure());
      return;
    }
    Delivery delivery = next.delivery();
    switch (delivery.what()) {
      case HAS_OTHER_SPARK -> {
        waiting.add(parcel);
        cluster.giveUp(
            "The executor on "
                + delivery.host()
                + " is of Spark "
                + delivery.obstacle()
                + ", this process of Spark "
                + Errand.spark()
                + ": start Tacit by the cluster's own spark-submit, or use a cluster of this"
                + " Spark");
      }
      case NEEDS_TACIT -> withTacit(parcel, "Tacit was sent there and is not found");
      case NEEDS_FILES -> waiting.addFirst(parcel(run, RunFiles.read(directory.of(run))));
      case DONE -> done(parcel, delivery);
    }
  }

  /** Once more with Tacit's jars, where it went without. */
  private void withTacit(Parcel parcel, String failure) {
    try {
      cluster.sendJars();
    } catch (IOException e) {
      lost(parcel.run(), e.getMessage(), e);
      return;
    }
    if (parcel.withTacit()) {
      lost(parcel.run(), failure, new IOException(failure));
    } else {
      waiting.addFirst(parcel(parcel.run(), parcel.files()));
    }
  }

  private void done(Parcel parcel, Delivery delivery) throws IOException {
    PlannedRun run = parcel.run();
    RunStatus status = status(delivery);
    if (!delivery.obstacle().isEmpty()) {
      if (strangers.add(delivery.host())) {
        listener.onNote(
            delivery.host()
                + " does not share "
                + token.directory()
                + " ("
                + delivery.obstacle()
                + "): what it computes is brought back when a run ends");
      }
      if (status.state() != State.running && !keep(run, delivery.files())) {
        status = status.ended(State.running, directory.of(run) + " is another process's");
      }
    }
    if (status.state() == State.running) {
      held.add(run);
      statuses.put(run, status);
      return;
    }
    if (!watch.hasSeen(run)) {
      int epochs = run.settings().epochs();
      listener.onStart(run.slug(), epochs, delivery.notMeasured());
      listener.onProgress(run.slug(), parcel.epoch(), epochs, Map.of());
      listener.onProgress(run.slug(), status.epoch(), epochs, status.lastFinite());
    }
    Heard.tell(delivery.words(), run.slug(), listener);
    end(run, status);
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

  private void end(PlannedRun run, RunStatus status) {
    statuses.put(run, status);
    listener.onEnd(run.slug(), status);
  }

  /**
   * A job that Spark gave up. One that has come further than when it was sent is sent again: its
   * executors were lost often, and every time it left a checkpoint.
   */
  private void failed(Parcel parcel, Exception failure) {
    if (JobFailure.lacksTacit(failure)) {
      withTacit(parcel, JobFailure.words(failure));
      return;
    }
    RunStatus now = directory.status(parcel.run());
    if (now != null && now.step() > parcel.step()) {
      waiting.add(parcel(parcel.run()));
    } else {
      lost(parcel.run(), JobFailure.words(failure), failure);
    }
  }

  private void lost(PlannedRun run, String what, Exception failure) {
    RunStatus now = directory.status(run);
    listener.onFailure(run.slug(), failure);
    end(
        run,
        now == null
            ? new RunStatus(State.failed, 0, 0, what, Map.of(), 0, 0, Map.of())
            : now.ended(State.failed, what));
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
        waiting.add(parcel(run));
      }
    }
  }

  /** Lets go of what is left: it is written as far as its checkpoints. */
  private void leave(String why) throws InterruptedException {
    cluster.cancel();
    List<PlannedRun> left = new ArrayList<>(sent.keySet());
    waiting.forEach(parcel -> left.add(parcel.run()));
    left.addAll(held);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
    for (PlannedRun run : sent.keySet()) {
      while (System.nanoTime() < end && new RunTask(directory, run, how).isHeld()) {
        Thread.sleep(100);
      }
    }
    for (PlannedRun run : left) {
      RunStatus now = directory.status(run);
      RunStatus status =
          now == null
              ? new RunStatus(State.interrupted, 0, 0, "not started", Map.of(), 0, 0, Map.of())
              : now.state().isEnd() ? now : now.ended(State.interrupted, why);
      end(run, status);
    }
  }
}
