package dev.tacit.training;

import dev.tacit.network.Buffers;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule.InForce;
import dev.tacit.risk.Partition;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradient of a batch's loss and what penalties add to it. A watcher sees the loss's gradient
 * alone.
 *
 * <p>Where a penalty multiplies with the batch's Hessian, the passes that the gradient needs are
 * kept for the product: on fully connected networks with a wide input both together cost about 2.4
 * gradients instead of 3.
 */
final class PenalisedGradient implements StepGradient {
  private final Problem problem;
  private final Tensor w;
  private final OptimizerState state;
  private final Tensor gradient;
  private final Workspace space;
  private final LossGradient loss;
  private final boolean multiplies;
  private final PenaltySum added;

  PenalisedGradient(
      Problem problem, List<Penalty> penalties, Tensor w, OptimizerState state, Tensor gradient) {
    this.problem = problem;
    this.w = w;
    this.state = state;
    this.gradient = gradient;
    space = new Workspace(problem.loss(), w, gradient);
    loss = space.loss();
    multiplies = penalties.stream().anyMatch(Penalty::multiplies);
    added = new PenaltySum(penalties, problem.rule(), w.numel(), problem.loss().placement());
  }

  @Override
  public void watch(Watcher watcher) {
    loss.watch(watcher);
  }

  @Override
  public void keep(Buffers buffers) {
    loss.keep(buffers);
  }

  @Override
  public void compute(Partition partition, int k, long step, double learningRate) {
    InForce inForce = problem.rule().coming(state);
    try (RiskStep at =
        new RiskStep(problem, w, gradient, space, partition, k, inForce, step, learningRate)) {
      if (multiplies) {
        loss.compute(partition, k, at.batch());
      } else {
        loss.compute(partition, k);
      }
      added.add(at, gradient);
    }
  }

  @Override
  public void afterStep() {
    added.displace(w);
  }

  @Override
  public void close() {
    added.close();
    space.close();
  }
}
