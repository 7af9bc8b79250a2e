package dev.tacit.training;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.List;
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
 * @param validation training examples that are not trained on; null without
 * @param penalties what is added to the gradient that the optimizer is given
 */
public record Problem(
    EmpiricalRisk loss,
    EmpiricalRisk test,
    Labels labels,
    Tensor initial,
    UpdateRule rule,
    RandomStreams streams,
    int batch,
    Sizes sizes,
    Validation validation,
    List<Penalty> penalties) {

  /** Copies the list. */
  public Problem {
    penalties = List.copyOf(penalties);
  }

  /** Without validation and penalties. */
  public Problem(
      EmpiricalRisk loss,
      EmpiricalRisk test,
      Labels labels,
      Tensor initial,
      UpdateRule rule,
      RandomStreams streams,
      int batch,
      Sizes sizes) {
    this(loss, test, labels, initial, rule, streams, batch, sizes, null, List.of());
  }

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

  /** The same problem with another training loss. */
  Problem withLoss(EmpiricalRisk other) {
    return new Problem(
        other, test, labels, initial, rule, streams, batch, sizes, validation, penalties);
  }

  /** The penalties that add anything. */
  public List<Penalty> activePenalties() {
    return penalties.stream().filter(Penalty::active).toList();
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

  /**
   * Examples split off the training set. Arrays are not copied.
   *
   * @param loss the mean loss on them, with labels as given: disturbed as those of training are
   * @param truth their labels without noise; null for regression
   */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose: as long as the validation set
  public record Validation(EmpiricalRisk loss, int[] truth) {

    /** Whether some label is not the true one. */
    public boolean corrupted() {
      return !Arrays.equals(loss.labels(), truth);
    }
  }
}
