package dev.tacit.lab.run;

import dev.tacit.lab.store.Checkpoint;
import dev.tacit.lab.store.MetricsFile;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.network.Buffers;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * A run whose weights come from elsewhere: nothing is trained, and at every epoch of which there
 * are weights the measurements that are due are taken. It leaves what a training leaves: metrics,
 * weights on the way, a checkpoint after each epoch, from which it goes on after a kill with the
 * same bits.
 */
public final class Measuring {
  private final Path directory;
  private final String name;
  private final String hash;
  private final RunListener listener;
  private final BooleanSupplier stop;
  private final Turns turns;

  /** Weights of one epoch. */
  public interface Point {
    /** Which. */
    int epoch();

    /**
     * Overwrites everything.
     *
     * @throws IOException if the weights cannot be read or do not fit
     */
    void restore(Tensor w, Buffers buffers, OptimizerState state) throws IOException;
  }

  /** As of {@link Run}. */
  public Measuring(
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

  /** Measures to the end, to weights that are not finite or until told to stop. */
  public RunStatus execute(PreparedRun prepared, List<? extends Point> points) throws IOException {
    Path checkpointFile = directory.resolve(Run.CHECKPOINT);
    Map<String, String> failures = new LinkedHashMap<>();
    try (Training training =
        new Training(
            prepared.problem(),
            prepared.order(),
            prepared.learningRate(),
            prepared.plan(),
            (probe, epoch, cause) -> Run.note(failures, listener, name, probe, epoch, cause))) {
      Checkpoint done = new Checkpoint(-1, 0);
      RunStatus before = RunStatus.read(directory);
      if (Files.exists(checkpointFile)) {
        done =
            Checkpoint.load(
                checkpointFile,
                hash,
                training.w(),
                training.buffers(),
                training.state(),
                training.memory());
        if (before != null) {
          failures.putAll(before.failedMeasurements());
        }
      }
      long begun = System.nanoTime();
      double earlier = before == null || done.epoch() < 0 ? 0 : before.seconds();
      try (MetricsFile metrics =
          new MetricsFile(directory.resolve(Run.METRICS), done.metricsBytes())) {
        Progress progress = new Progress(training, metrics, failures, earlier, begun);
        progress.status(State.running, "", Math.max(0, done.epoch())).write(directory);
        listener.onProgress(name, Math.max(0, done.epoch()), prepared.epochs(), metrics.latest());
        for (Point point : points) {
          if (point.epoch() <= done.epoch()) {
            continue;
          }
          RunStatus end = measure(prepared, point, training, metrics, progress);
          if (end != null) {
            end.write(directory);
            return end;
          }
        }
        RunStatus end = progress.status(State.finished, "", prepared.epochs());
        end.write(directory);
        return end;
      }
    }
  }

  /** A status if it ends here, else null. */
  private RunStatus measure(
      PreparedRun prepared, Point point, Training training, MetricsFile metrics, Progress progress)
      throws IOException {
    int epoch = point.epoch();
    turns.begin();
    try {
      if (stop.getAsBoolean()) {
        return progress.status(State.interrupted, "stopped on request", training.epoch());
      }
      training.state().setStep((long) prepared.stepsPerEpoch() * epoch);
      point.restore(training.w(), training.buffers(), training.state());
      training.resumeAfter(epoch);
      if (!Vectors.isFinite(training.w())) {
        return progress.status(
            State.diverged, "the weights of epoch " + epoch + " are not finite", epoch);
      }
      metrics.at(training.state().step(), epoch);
      training.measureHere(metrics);
      metrics.flush();
      SavedWeights.write(directory, epoch, hash, training.w(), training.buffers());
      new Checkpoint(epoch, metrics.bytes())
          .save(
              directory.resolve(Run.CHECKPOINT),
              hash,
              training.w(),
              training.buffers(),
              training.state(),
              training.memory());
      progress.status(State.running, "", epoch).write(directory);
    } finally {
      turns.end();
    }
    listener.onProgress(name, epoch, prepared.epochs(), metrics.latest());
    return null;
  }

  /** What the status says. */
  private record Progress(
      Training training,
      MetricsFile metrics,
      Map<String, String> failures,
      double earlier,
      long begun) {
    RunStatus status(State state, String reason, int epoch) {
      double seconds = earlier + (System.nanoTime() - begun) * 1e-9;
      return new RunStatus(
          state,
          training.state().step(),
          epoch,
          reason,
          metrics.latest(),
          seconds,
          seconds,
          failures);
    }
  }
}
