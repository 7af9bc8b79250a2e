package dev.tacit.lab.run;

import dev.tacit.lab.store.Checkpoint;
import dev.tacit.lab.store.Clock;
import dev.tacit.lab.store.MetricRows;
import dev.tacit.lab.store.MetricsFile;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.WholeFile;
import dev.tacit.probe.Probe;
import dev.tacit.probe.ProbeMemory;
import dev.tacit.probe.Probes;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Probes that a finished run was trained without, measured as if it had had them from its start:
 * from its initial weights, the weights that it kept and its last checkpoint where these serve,
 * else by training it again, in a folder of its own, to the same bits. What the run has already is
 * never replaced; what is new joins {@code metrics.csv} at once or, if anything goes wrong, not at
 * all.
 */
public final class Addition {
  /** The folder in which a run is trained again, while it is. */
  public static final String FOLDER = "again";

  private static final int MOST_STEPS = 100; // that tell one schedule from another
  private static final String CHECK = "norm/l2"; // a number that any other way would not give

  private final Path directory;
  private final String name;
  private final String hash;
  private final RunStatus before;
  private final RunListener listener;
  private final BooleanSupplier stop;
  private final Turns turns;

  /**
   * What came of it.
   *
   * @param status of the run; failed or interrupted if nothing was added
   * @param complete the probes that were measured wherever they were due, or apply to no epoch
   */
  public record Outcome(RunStatus status, Set<String> complete) {}

  /**
   * @param directory of the run; the caller holds its lock
   * @param name the run's name for people
   * @param hash of the run's settings
   * @param before its status: finished or diverged
   * @param stop asked before every step
   */
  public Addition(
      Path directory,
      String name,
      String hash,
      RunStatus before,
      RunListener listener,
      BooleanSupplier stop,
      Turns turns) {
    this.directory = directory;
    this.name = name;
    this.hash = hash;
    this.before = before;
    this.listener = listener;
    this.stop = stop;
    this.turns = turns;
  }

  /**
   * Measures and puts the rows where they belong.
   *
   * @param prepared the run with all its probes
   * @param missing names of those that are added
   * @param again whether the run may be trained again; else only what was kept is measured
   */
  public Outcome execute(PreparedRun prepared, Set<String> missing, boolean again)
      throws IOException {
    boolean finished = before.state() == State.finished;
    PreparedRun added =
        finished
            ? prepared.adding(missing, before.epoch(), before.epoch())
            : prepared.adding(missing, before.epoch() + 1, -1); // as far as it diverged
    List<ProbePlan.Entry> entries = added.plan().entries();
    missing.stream()
        .filter(added.plan().obstacles()::containsKey)
        .forEach(
            probe ->
                listener.onRemark(
                    name, probe + " is not measured: " + added.plan().obstacles().get(probe)));
    if (entries.isEmpty()) {
      return new Outcome(before, missing);
    }
    Path folder = directory.resolve(FOLDER);
    MetricRows old = MetricRows.read(directory.resolve(Run.METRICS));
    Kept kept = Kept.of(directory, hash, added, before.epoch());
    Map<String, String> why = kept.obstacles(); // by probe
    Set<String> complete = new LinkedHashSet<>(missing);
    if (!why.isEmpty() && again) {
      Map.Entry<String, String> first = why.entrySet().iterator().next();
      listener.onRemark(
          name,
          trainedWithout(entries)
              + ": it is trained again to measure this, since "
              + first.getKey()
              + " "
              + first.getValue()
              + "; what it has stays (--no-retrain: only what kept weights allow)");
      return trainedAgain(folder, added, old, complete);
    }
    listener.onRemark(name, trainedWithout(entries) + ": measured now from " + kept.inWords());
    why.forEach((probe, reason) -> listener.onRemark(name, probe + " " + reason + ": incomplete"));
    complete.removeAll(why.keySet());
    return fromWhatWasKept(folder, added, old, kept, complete);
  }

  private static String trainedWithout(List<ProbePlan.Entry> entries) {
    return entries.stream()
        .map(entry -> entry.probe().name())
        .collect(Collectors.joining(", ", "was trained without ", " (or with it more rarely)"));
  }

  private Outcome fromWhatWasKept(
      Path folder, PreparedRun added, MetricRows old, Kept kept, Set<String> complete)
      throws IOException {
    Folders.delete(folder);
    WholeFile.directory(folder);
    long start = System.nanoTime();
    Map<String, String> failures = new LinkedHashMap<>();
    ProbePlan plan = kept.plan(old);
    try (Training training =
            new Training(
                added.problem(),
                added.order(),
                added.learningRate(),
                plan,
                (probe, epoch, cause) -> Run.note(failures, listener, name, probe, epoch, cause));
        MetricsFile metrics = new MetricsFile(folder.resolve(Run.METRICS), 0)) {
      listener.onStart(name, before.epoch(), Map.of());
      for (int epoch : kept.epochs()) {
        if (plan.dueAt(epoch).isEmpty()) {
          continue;
        }
        if (stop.getAsBoolean()) {
          return interrupted();
        }
        turns.begin();
        try {
          kept.restore(training, epoch);
          metrics.at(training.state().step(), epoch);
          training.measureHere(metrics);
          metrics.flush();
        } finally {
          turns.end();
        }
        listener.onProgress(name, epoch, before.epoch(), metrics.latest());
      }
      MetricRows fresh = MetricRows.read(folder.resolve(Run.METRICS));
      double seconds = (System.nanoTime() - start) * 1e-9;
      return new Outcome(
          join(added, old, fresh, training.memory(), seconds, seconds, failures), complete);
    }
  }

  private Outcome trainedAgain(Path folder, PreparedRun added, MetricRows old, Set<String> complete)
      throws IOException {
    String asked = inText(added);
    Path askedFile = folder.resolve("probes.txt");
    if (!Files.exists(askedFile) || !Files.readString(askedFile).equals(asked)) {
      Folders.delete(folder);
      WholeFile.directory(folder);
      WholeFile.write(askedFile, asked);
    }
    Watch watch = new Watch(old, added.stepsPerEpoch());
    PreparedRun checked = added.measuring(watch.plan(added.plan()));
    listener.onStart(name, before.epoch(), Map.of());
    RunStatus status =
        new Run(folder, name, hash, watch, () -> stop.getAsBoolean() || watch.differs(), turns)
            .execute(checked);
    try (Training here = training(added);
        Training there = training(added)) {
      String difference = watch.difference;
      if (difference == null && !status.state().isEnd()) {
        return interrupted();
      }
      if (difference == null) {
        difference = difference(status, here, there, folder);
      }
      if (difference != null) {
        Folders.delete(folder);
        return new Outcome(failed(difference), Set.of());
      }
      MetricRows fresh = MetricRows.read(folder.resolve(Run.METRICS));
      RunStatus after =
          join(
              added,
              old,
              fresh,
              there.memory(),
              status.seconds(),
              status.measuringSeconds(),
              status.failedMeasurements());
      listener.onRemark(
          name,
          "was trained again to the same bits"
              + (watch.compared == 0 ? "" : " (the norm of w after " + watch.compared + " epochs")
              + (watch.compared == 0 ? "" : ", w and the optimizer's memory at its checkpoint)")
              + "; the new rows are in "
              + Run.METRICS);
      return new Outcome(after, complete);
    }
  }

  private static Training training(PreparedRun run) {
    return new Training(
        run.problem(), run.order(), run.learningRate(), run.plan(), (probe, epoch, cause) -> {});
  }

  /** What tells the run that was trained again from the first, in words; null if nothing. */
  private String difference(RunStatus status, Training here, Training there, Path folder)
      throws IOException {
    if (status.state() != before.state() || status.step() != before.step()) {
      return "ended otherwise: " + status.state() + " at step " + status.step();
    }
    if (!sameFlowTime(folder)) {
      return "has another flow time";
    }
    Path first = directory.resolve(Run.CHECKPOINT);
    Path second = folder.resolve(Run.CHECKPOINT);
    if (!Files.exists(first) || !Files.exists(second)) {
      return null; // diverged before there was one
    }
    int epoch =
        Checkpoint.load(first, hash, here.w(), here.buffers(), here.state(), here.memory()).epoch();
    int other =
        Checkpoint.load(second, hash, there.w(), there.buffers(), there.state(), there.memory())
            .epoch();
    return epoch != other || same(here, there) ? null : "has another w or memory at epoch " + epoch;
  }

  /** At every epoch that both clocks have; a run of an earlier version has none. */
  private boolean sameFlowTime(Path folder) throws IOException {
    Optional<Clock> first = Clock.read(directory);
    Optional<Clock> second = Clock.read(folder);
    return first.isEmpty() || second.isEmpty() || first.get().hasFlowTimeOf(second.get());
  }

  private static boolean same(Training here, Training there) {
    return here.state().step() == there.state().step()
        && here.state().numbers().equals(there.state().numbers())
        && same(here.w(), there.w())
        && same(here.buffers().vector(), there.buffers().vector())
        && here.state().tensors().entrySet().stream()
            .allMatch(e -> same(e.getValue(), there.state().tensors().get(e.getKey())));
  }

  private static boolean same(Tensor here, Tensor there) {
    return Arrays.equals(Vectors.toDoubles(here), Vectors.toDoubles(there));
  }

  private RunStatus join(
      PreparedRun added,
      MetricRows old,
      MetricRows fresh,
      ProbeMemory memory,
      double seconds,
      double measuring,
      Map<String, String> failures)
      throws IOException {
    Set<String> metrics = new LinkedHashSet<>();
    added.plan().entries().forEach(e -> metrics.addAll(e.probe().metrics(added.problem())));
    MetricRows mine = fresh.only(metrics::contains);
    Map<String, Integer> places = new HashMap<>();
    for (Probe probe : Probes.all().values()) {
      if (probe.obstacle(added.problem()).isEmpty()) {
        probe.metrics(added.problem()).forEach(metric -> places.put(metric, places.size()));
      }
    }
    MetricRows all = old.with(mine, metric -> places.getOrDefault(metric, Integer.MAX_VALUE));
    all.write(directory.resolve(Run.METRICS));
    remember(added, all, memory);
    RunStatus after = before.adding(mine.latest(), seconds, measuring, failures);
    after.write(directory);
    return after;
  }

  /** A run that goes on later begins its measurements where the added ones ended. */
  private void remember(PreparedRun added, MetricRows all, ProbeMemory fresh) throws IOException {
    Path file = directory.resolve(Run.CHECKPOINT);
    if (Files.exists(file)) {
      try (Training training = training(added)) {
        Checkpoint checkpoint =
            Checkpoint.load(
                file, hash, training.w(), training.buffers(), training.state(), training.memory());
        fresh.vectors().forEach(training.memory()::remember);
        training.memory().commit();
        new Checkpoint(checkpoint.epoch(), all.bytesUntil(training.state().step()))
            .save(
                file, hash, training.w(), training.buffers(), training.state(), training.memory());
      }
    }
  }

  /** Ends it: what was written on the way goes. */
  public void finish() throws IOException {
    Folders.delete(directory.resolve(FOLDER));
  }

  /** Which probe is taken when, to be found again by a command that goes on. */
  private static String inText(PreparedRun run) {
    StringBuilder text = new StringBuilder();
    text.append(run.problem().sizes()).append('\n');
    for (ProbePlan.Entry entry : run.plan().entries()) {
      text.append(entry.probe().name()).append(':');
      for (int epoch = 0; epoch <= run.epochs(); epoch++) {
        text.append(entry.dueAt().test(epoch) ? " " + epoch : "");
      }
      if (entry.dueWithin() != null) {
        LongStream.rangeClosed(1, (long) run.epochs() * run.stepsPerEpoch())
            .filter(entry.dueWithin())
            .limit(MOST_STEPS)
            .forEach(step -> text.append(" step ").append(step));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private Outcome interrupted() {
    return new Outcome(
        before.ended(State.interrupted, "stopped while measuring what was added; it is whole"),
        Set.of());
  }

  private RunStatus failed(String difference) {
    return before.ended(
        State.failed,
        "trained again, it "
            + difference
            + ": another machine, BLAS kernel or version than the manifest names? Nothing was"
            + " changed or mixed; --overwrite trains it anew with all its probes");
  }

  /** Compares with the run as it was while it is trained again, so that a difference ends it. */
  private final class Watch implements RunListener {
    private final MetricRows old;
    private final int stepsPerEpoch;
    private volatile String difference;
    private int compared;

    Watch(MetricRows old, int stepsPerEpoch) {
      this.old = old;
      this.stepsPerEpoch = stepsPerEpoch;
    }

    boolean differs() {
      return difference != null;
    }

    private boolean hasRow(int epoch) {
      return old.has((long) stepsPerEpoch * epoch, CHECK);
    }

    /** With a look at the norm of w wherever there is one to compare it with. */
    ProbePlan plan(ProbePlan added) {
      List<ProbePlan.Entry> own =
          added.entries().stream().filter(e -> e.probe().name().equals(CHECK)).toList();
      List<ProbePlan.Entry> entries = new ArrayList<>(added.entries());
      entries.removeAll(own);
      entries.add(
          new ProbePlan.Entry(
              Probes.named(CHECK),
              epoch -> hasRow(epoch) || own.stream().anyMatch(e -> e.dueAt().test(epoch)),
              own.isEmpty() ? null : own.get(0).dueWithin()));
      return new ProbePlan(entries, added.beside(), added.obstacles());
    }

    @Override
    public void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {
      listener.onProgress(run, epoch, epochs, latest);
      if (hasRow(epoch)) {
        double then = old.value((long) stepsPerEpoch * epoch, CHECK).orElseThrow();
        double now = latest.getOrDefault(CHECK, Double.NaN);
        compared++;
        if (Double.isFinite(then) && then != now) {
          difference =
              "differs at epoch " + epoch + " (" + CHECK + " is " + now + ", was " + then + ")";
        }
      }
    }

    @Override
    public void onMeasurementFailed(String run, String probe, String why) {
      listener.onMeasurementFailed(run, probe, why);
    }
  }
}
