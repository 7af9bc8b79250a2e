package dev.tacit.lab.run;

import dev.tacit.lab.store.Until;
import dev.tacit.training.Problem;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongToDoubleFunction;

/**
 * A run with everything loaded and nothing trained.
 *
 * @param problem risk, labels, initial parameters and optimizer
 * @param order the batches of each epoch, counting epochs from 1
 * @param stepsPerEpoch how many batches that is
 * @param learningRate η of the step that follows a number of steps
 * @param plan which probe is taken when
 * @param epochs how many epochs to train, at most
 * @param until what ends training before
 * @param checkpointEvery after how many epochs a checkpoint is written; 0 to follow the clock
 * @param keepWeightsEvery after how many epochs w is written to a file that stays; 0 for never
 * @param release frees the data when the run is over
 */
public record PreparedRun(
    Problem problem,
    IntFunction<int[][]> order,
    int stepsPerEpoch,
    LongToDoubleFunction learningRate,
    ProbePlan plan,
    int epochs,
    Until until,
    int checkpointEvery,
    int keepWeightsEvery,
    Runnable release)
    implements AutoCloseable {

  /** The same with other probes. */
  public PreparedRun measuring(ProbePlan other) {
    return new PreparedRun(
        problem,
        order,
        stepsPerEpoch,
        learningRate,
        other,
        epochs,
        until,
        checkpointEvery,
        keepWeightsEvery,
        release);
  }

  /**
   * The same with nothing but probes that are added to what is there.
   *
   * @param last how many epochs to train
   * @param end an epoch at which they are taken in any case, or -1
   */
  PreparedRun adding(Set<String> probes, int last, int end) {
    return new PreparedRun(
        problem,
        order,
        stepsPerEpoch,
        learningRate,
        plan.adding(probes, end),
        last,
        Until.NEVER,
        checkpointEvery,
        0,
        release);
  }

  @Override
  public void close() {
    release.run();
  }
}
