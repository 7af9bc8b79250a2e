package dev.tacit.training;

import dev.tacit.network.Buffers;
import dev.tacit.network.Masks;
import dev.tacit.network.Network;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.risk.Partition;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What an update rule is given at a step: a vector that is computed from a batch at a w that the
 * optimizer moves. The plain one is the gradient of the batch's loss; others add something to it.
 *
 * <p>An implementation is bound to w and to the vector it writes. It depends on nothing but w, the
 * batch and the arguments, so that a training that is cut and resumed is given the same bits.
 */
public interface StepGradient extends AutoCloseable {

  /**
   * The gradient of a problem's loss with its penalties, the plain one where none adds anything; of
   * the network as it trains, with its dropouts at work.
   *
   * @param w the parameters, shape [p]; read at every call
   * @param state of the problem's rule; only read
   * @param gradient shape [p]; overwritten at every call
   */
  static StepGradient of(Problem problem, Tensor w, OptimizerState state, Tensor gradient) {
    Masks masks = new Masks(problem.streams(), problem.loss().placement());
    Network training = problem.loss().network().dropping(masks);
    if (!training.equals(problem.loss().network())) {
      return new DropoutGradient(problem, training, masks, w, state, gradient);
    }
    List<Penalty> active = problem.activePenalties();
    return active.isEmpty()
        ? new LossGradient(problem.loss(), w, gradient)
        : new PenalisedGradient(problem, active, w, state, gradient);
  }

  /** Lets somebody look on from the next step; null for nobody. No bit of the vector changes. */
  void watch(Watcher watcher);

  /**
   * Lets running moments follow the batches of all steps from the next on, as training does and a
   * measurement does not; each step's batch once, at the w of the step.
   */
  void keep(Buffers buffers);

  /**
   * Writes the vector of one step, which the rule takes next.
   *
   * @param partition the epoch's batches
   * @param k which of them
   * @param step how many steps were taken before this one
   * @param learningRate η of this step
   */
  void compute(Partition partition, int k, long step, double learningRate);

  /** Changes w by what goes past the rule, which has taken its step; mostly by nothing. */
  default void afterStep() {}

  @Override
  void close();
}
