package dev.tacit.benchmarks;

import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import org.bytedeco.pytorch.Tensor;

/** Tacit's training loop without anything around it: what {@code lab.run} does in an epoch. */
final class TacitLoop implements AutoCloseable {
  private final EmpiricalRisk risk;
  private final UpdateRule rule;
  private final Tensor w;
  private final Tensor gradient;
  private final OptimizerState state;
  private final LossGradient pass;
  private final double learningRate;

  /** With learning rate 0.001. */
  TacitLoop(EmpiricalRisk risk, UpdateRule rule, Tensor start) {
    this(risk, rule, start, 0.001);
  }

  TacitLoop(EmpiricalRisk risk, UpdateRule rule, Tensor start, double learningRate) {
    this.learningRate = learningRate;
    this.risk = risk;
    this.rule = rule;
    w = Vectors.copy(start);
    gradient = Vectors.zeros(w.numel(), risk.placement());
    state = rule.newState(w.numel(), risk.placement());
    pass = new LossGradient(risk, w, gradient);
  }

  /** One epoch. */
  void epoch(int[][] batches) {
    try (Partition partition = new Partition(batches, risk.placement().device())) {
      for (int k = 0; k < partition.size(); k++) {
        pass.compute(partition, k);
        rule.step(w, gradient, state, learningRate);
      }
    }
  }

  Tensor w() {
    return w;
  }

  OptimizerState state() {
    return state;
  }

  @Override
  public void close() {
    pass.close();
    state.close();
    gradient.close();
    w.close();
  }
}
