package dev.tacit.spark;

import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.sweep.Engine;
import dev.tacit.lab.sweep.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Runs as tasks of a Spark application: one task is one run on one core. Runs and their checkpoints
 * are kept in a directory that all machines share; where one does not see it, the run's files are
 * brought back.
 */
final class SparkEngine implements Engine {
  private final Cluster cluster;
  private final Execution how;

  SparkEngine(Cluster cluster, Execution how) {
    this.cluster = cluster;
    this.how = how;
  }

  @Override
  public Map<PlannedRun, RunStatus> execute(ExperimentDirectory directory, List<PlannedRun> runs)
      throws InterruptedException {
    try (Marker marker = Marker.put(directory.path())) {
      return new Dispatch(cluster, how, directory, marker.token()).execute(runs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
