package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import java.util.List;
import java.util.Map;

/**
 * Where runs happen: in this process or on other machines. Which engine executes a run changes no
 * bit of its results.
 */
public interface Engine extends AutoCloseable {

  /**
   * Trains what is not finished of some runs and waits for them. A run that fails does not stop the
   * others. May be called again, with other runs or with the same.
   *
   * @param directory where they are kept
   * @param runs each once; they need not be all or any of those that the directory's experiment
   *     lists
   * @return the status of every run, in their order
   * @throws InterruptedException if the calling thread is interrupted
   */
  Map<PlannedRun, RunStatus> execute(ExperimentDirectory directory, List<PlannedRun> runs)
      throws InterruptedException;

  /** The same for every run of the directory's experiment. */
  default Map<PlannedRun, RunStatus> execute(ExperimentDirectory directory)
      throws InterruptedException {
    return execute(directory, directory.experiment().runs());
  }

  /** Lets go of what was held between two calls. */
  @Override
  void close();
}
