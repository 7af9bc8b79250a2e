package dev.tacit.lab.run;

import dev.tacit.lab.store.Checkpoint;
import dev.tacit.lab.store.ClockFile;
import dev.tacit.lab.store.MetricRows;
import dev.tacit.lab.store.MetricsFile;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.lab.store.Until;
import dev.tacit.probe.Probe;
import dev.tacit.probe.implicit.DialValidity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One training with one seed in its directory: resumes where the checkpoint stands, writes
 * measurements as they come, and can be killed at any moment. The checkpoint says how long {@code
 * metrics.csv} was; what was written after it is cut off and written again, bit for bit. So are the
 * rows of {@code clock.csv} after the checkpoint's epoch, but for the seconds in them.
 */
public final class Run {
  /** Name of the file with w and the optimizer's state. */
  public static final String CHECKPOINT = "checkpoint.safetensors";

  /** Name of the file with all measurements. */
  public static final String METRICS = "metrics.csv";

  private final Path directory;
  private final String name;
  private final String hash;
  private final RunListener listener;
  private final BooleanSupplier stop;
  private final Turns turns;
  private Pace pace;
  private Until.Watch until;
  private boolean warned;

  /**
   * @param directory of this run; exists and holds its manifest
   * @param name the run's name for people
   * @param hash of the run's settings
   * @param stop asked before every step
   * @param turns asked before every epoch
   */
  public Run(
      Path directory,
      String name,
      String hash,
      RunListener listener,
      BooleanSupplier stop,
      Turns turns) {
    this.directory = directory;
    this.name = name;
    this.hash = hash;
    this.listener = listener;
    this.stop = stop;
    this.turns = turns;
  }

  /** Trains to the end, to divergence or until told to stop; returns the status also written. */
  public RunStatus execute(PreparedRun prepared) throws IOException {
    Path checkpointFile = directory.resolve(CHECKPOINT);
    Map<String, String> failures = new LinkedHashMap<>();
    try (Training training =
        new Training(
            prepared.problem(),
            prepared.order(),
            prepared.learningRate(),
            prepared.plan(),
            (probe, epoch, cause) -> note(failures, listener, name, probe, epoch, cause))) {
      boolean resumed = Files.exists(checkpointFile);
      Checkpoint checkpoint = new Checkpoint(0, 0);
      RunStatus before = RunStatus.read(directory);
      if (resumed) {
        checkpoint = load(checkpointFile, training);
        training.resumeAfter(checkpoint.epoch());
        checkpoint = asLongAsMetrics(checkpoint, before, training);
      }
      try (MetricsFile metrics =
              new MetricsFile(directory.resolve(METRICS), checkpoint.metricsBytes());
          ClockFile times =
              resumed
                  ? ClockFile.resume(directory, checkpoint.epoch())
                  : ClockFile.begin(directory)) {
        Stopwatch clock = new Stopwatch(resumed ? before : null, times, training, failures);
        until = watch(prepared, training.epoch());
        pace = new Pace(prepared.checkpointEvery(), System.nanoTime());
        clock.status(State.running, "", metrics).write(directory);
        if (!resumed) {
          keepWeights(training, prepared);
          measureStart(training, metrics, clock);
        }
        listener.onProgress(name, training.epoch(), prepared.epochs(), metrics.latest());
        while (training.epoch() < prepared.epochs() && until.end().isEmpty()) {
          RunStatus end = epochInTurn(training, prepared, metrics, clock);
          if (end != null) {
            end.write(directory);
            return end;
          }
          listener.onProgress(name, training.epoch(), prepared.epochs(), metrics.latest());
        }
        RunStatus end =
            until
                .end()
                .map(met -> clock.status(State.finished, met.reason(), metrics))
                .map(status -> status.by(prepared.until()))
                .orElseGet(() -> clock.status(State.finished, "", metrics));
        end.write(directory);
        return end;
      }
    }
  }

  /**
   * What a finished run measured later is kept when it goes on: its metrics are whole, so that the
   * checkpoint's word on their length is brought up to date first.
   */
  private Checkpoint asLongAsMetrics(Checkpoint checkpoint, RunStatus before, Training training)
      throws IOException {
    Path metrics = directory.resolve(METRICS);
    boolean whole =
        before != null
            && before.state() == State.finished
            && before.epoch() == checkpoint.epoch()
            && Files.exists(metrics);
    if (!whole || Files.size(metrics) == checkpoint.metricsBytes()) {
      return checkpoint;
    }
    Checkpoint longer = new Checkpoint(checkpoint.epoch(), Files.size(metrics));
    save(longer, training);
    return longer;
  }

  private void save(Checkpoint checkpoint, Training training) throws IOException {
    checkpoint.save(
        directory.resolve(CHECKPOINT),
        hash,
        training.w(),
        training.buffers(),
        training.state(),
        training.memory());
  }

  private Checkpoint load(Path file, Training training) throws IOException {
    try {
      return Checkpoint.load(
          file, hash, training.w(), training.buffers(), training.state(), training.memory());
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; delete " + directory + " or use --overwrite to start it anew", e);
    }
  }

  private void measureStart(Training training, MetricsFile metrics, Stopwatch clock)
      throws IOException {
    turns.begin();
    clock.start();
    try {
      metrics.at(0, 0);
      training.measureHere(metrics);
      metrics.flush();
      clock.write();
      warn(metrics, 0);
    } finally {
      clock.pause();
      turns.end();
    }
  }

  private RunStatus epochInTurn(
      Training training, PreparedRun prepared, MetricsFile metrics, Stopwatch clock)
      throws IOException {
    turns.begin();
    clock.start();
    try {
      return epoch(training, prepared, metrics, clock);
    } finally {
      clock.pause();
      turns.end();
    }
  }

  /** The rule that ends the run, as it stands after what was measured before. */
  private Until.Watch watch(PreparedRun prepared, int epochs) throws IOException {
    Until.Watch watch = prepared.until().watch();
    if (epochs > 0 && !prepared.until().isNever()) {
      MetricRows rows = MetricRows.read(directory.resolve(METRICS));
      for (int epoch = 1; epoch <= epochs; epoch++) {
        long step = (long) epoch * prepared.stepsPerEpoch();
        watch.after(epoch, metric -> rows.value(step, metric).orElse(Double.NaN));
      }
    }
    return watch;
  }

  private boolean ends(int epoch, Map<String, Double> measured) {
    return until.after(epoch, metric -> measured.getOrDefault(metric, Double.NaN)).isPresent();
  }

  /** One epoch; a status if the run ends with it before its time, else null. */
  private RunStatus epoch(
      Training training, PreparedRun prepared, MetricsFile metrics, Stopwatch clock)
      throws IOException {
    int next = training.epoch() + 1;
    return switch (training.nextEpoch(metrics, metrics::at, this::ends, stop)) {
      case DIVERGED -> {
        metrics.flush();
        yield clock.status(
            State.diverged,
            "a gradient or a parameter was no longer finite at step " + training.state().step(),
            metrics);
      }
      case STOPPED -> clock.status(State.interrupted, "stopped on request", metrics);
      case DONE -> {
        metrics.flush();
        clock.write();
        warn(metrics, next);
        keepWeights(training, prepared);
        boolean last = next == prepared.epochs() || until.end().isPresent();
        long start = System.nanoTime();
        if (last || pace.isDue(next, start)) {
          save(new Checkpoint(next, metrics.bytes()), training);
          if (!last) {
            clock.status(State.running, "", metrics).write(directory);
            pace.wrote(start, System.nanoTime());
          }
        }
        yield null;
      }
    };
  }

  /** Says once where the implicit term that is dialled is no longer derived. */
  private void warn(MetricsFile metrics, int epoch) {
    double validity = metrics.latest().getOrDefault(DialValidity.NAME, 0.0);
    if (validity > 1 && !warned) {
      warned = true;
      listener.onRemark(
          name,
          String.format(
              Locale.ROOT,
              "at epoch %d penalty implicit is outside of where its term is derived: %s is %.3g,"
                  + " and 1 is the edge; a smaller learning rate brings it back",
              epoch,
              DialValidity.NAME,
              validity));
    }
  }

  private void keepWeights(Training training, PreparedRun prepared) throws IOException {
    int every = prepared.keepWeightsEvery();
    if (every > 0 && training.epoch() % every == 0) {
      SavedWeights.write(directory, training.epoch(), hash, training.w(), training.buffers());
    }
  }

  /** Keeps the first failure of each probe and tells of it. */
  static void note(
      Map<String, String> failures,
      RunListener listener,
      String name,
      Probe probe,
      int epoch,
      Throwable cause) {
    String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String why = "epoch " + epoch + ": " + what.lines().findFirst().orElse("");
    if (failures.putIfAbsent(probe.name(), why) == null) {
      listener.onMeasurementFailed(name, probe.name(), why);
    }
  }
}
