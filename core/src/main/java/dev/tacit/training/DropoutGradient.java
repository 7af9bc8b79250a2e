package dev.tacit.training;

import dev.tacit.network.Buffers;
import dev.tacit.network.Masks;
import dev.tacit.network.Network;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradient of a network with dropout, whose masks are drawn anew for every step. Penalties are
 * of the same function: all passes of a step go through the same masks.
 */
final class DropoutGradient implements StepGradient {
  private final Masks masks;
  private final EmpiricalRisk risk;
  private final StepGradient masked;

  /**
   * @param training the problem's network with its dropouts at work
   * @param masks theirs, closed with this
   */
  DropoutGradient(
      Problem problem,
      Network training,
      Masks masks,
      Tensor w,
      OptimizerState state,
      Tensor gradient) {
    this.masks = masks;
    risk = problem.loss().of(training);
    masked = StepGradient.of(problem.withLoss(risk), w, state, gradient);
  }

  @Override
  public void watch(Watcher watcher) {
    masked.watch(watcher);
  }

  @Override
  public void keep(Buffers buffers) {
    masked.keep(buffers);
  }

  @Override
  public void compute(Partition partition, int k, long step, double learningRate) {
    masks.begin(step);
    masked.compute(partition, k, step, learningRate);
  }

  @Override
  public void afterStep() {
    masked.afterStep();
  }

  @Override
  public void close() {
    masked.close();
    risk.close();
    masks.close();
  }
}
