package dev.tacit.training;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.RandomStreams;
import org.bytedeco.pytorch.Tensor;

/**
 * What is trained, and what stays the same while it is: everything that probes may ask for beside w
 * and the optimizer's state.
 *
 * @param loss the mean loss C on the training set, with its labels as given (noise included)
 * @param test the risk on unseen examples
 * @param labels truth and corruption of the training labels; null for regression
 * @param initial w at step 0, shape [p]; not to be changed or closed
 * @param rule the optimizer
 * @param streams the run's random streams, for probes that draw (named after the probe)
 * @param batch examples in a batch of training, N for full batches
 * @param sizes of measurements that could take more or less
 */
public record Problem(
    EmpiricalRisk loss,
    EmpiricalRisk test,
    Labels labels,
    Tensor initial,
    UpdateRule rule,
    RandomStreams streams,
    int batch,
    Sizes sizes) {

  /** With batches of 64 and the usual sizes. */
  public Problem(
      EmpiricalRisk loss,
      EmpiricalRisk test,
      Labels labels,
      Tensor initial,
      UpdateRule rule,
      RandomStreams streams) {
    this(loss, test, labels, initial, rule, streams, 64, Sizes.DEFAULT);
  }

  /** What the optimizer is to make small. */
  public Objective trained() {
    return loss;
  }

  /** Whether there are classes to be right or wrong about. */
  public boolean classifies() {
    return labels != null;
  }

  /**
   * The training labels before and after noise. Arrays are not copied.
   *
   * @param truth the labels without noise, [N]
   * @param clean examples whose given label is the true one
   * @param corrupted examples whose given label is not the true one
   */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose: as long as the training set
  public record Labels(int[] truth, int[] clean, int[] corrupted) {}
}
