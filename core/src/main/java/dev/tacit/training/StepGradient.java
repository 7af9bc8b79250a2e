package dev.tacit.training;

import dev.tacit.risk.Partition;

/**
 * What an update rule is given at a step: a vector that is computed from a batch at a w that the
 * optimizer moves. The plain one is the gradient of the batch's loss; others add something to it.
 *
 * <p>An implementation is bound to w and to the vector it writes. It depends on nothing but w, the
 * batch and the arguments, so that a training that is cut and resumed is given the same bits.
 */
public interface StepGradient extends AutoCloseable {

  /** Lets somebody look on from the next step; null for nobody. No bit of the vector changes. */
  void watch(Watcher watcher);

  /**
   * Writes the vector of one step.
   *
   * @param partition the epoch's batches
   * @param k which of them
   * @param step how many steps were taken before this one
   * @param learningRate η of this step
   */
  void compute(Partition partition, int k, long step, double learningRate);

  @Override
  void close();
}
