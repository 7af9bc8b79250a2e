package dev.tacit.theory.exact;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Tensor;

/** An update rule at work on an objective, in float64, one step at a time. */
final class Descent implements AutoCloseable {
  private final UpdateRule rule;
  private final Objective objective;
  private final Tensor w; // [p]
  private final Tensor gradient; // [p]
  private final OptimizerState state;

  Descent(UpdateRule rule, Objective objective, double... start) {
    this.rule = rule;
    this.objective = objective;
    this.w = Vectors.of(Placement.CPU_FLOAT64, start);
    this.gradient = Vectors.zeros(start.length, Placement.CPU_FLOAT64);
    this.state = rule.newState(start.length, Placement.CPU_FLOAT64);
  }

  /** One step of the given rate along the full gradient; returns C before it. */
  double step(double rate) {
    return step(objective, rate);
  }

  /** One step along another function's gradient, as of a batch; returns its value before it. */
  double step(Objective batch, double rate) {
    double value = batch.gradient(w, gradient);
    rule.step(w, gradient, state, rate);
    return value;
  }

  /** One step whose rate is divided by the gradient's norm; returns C before it. */
  double normalizedStep(double rate) {
    double value = objective.gradient(w, gradient);
    rule.step(w, gradient, state, rate / Numbers.norm(Vectors.toDoubles(gradient)));
    return value;
  }

  /** A copy of w, shape [p]. */
  double[] w() {
    return Vectors.toDoubles(w);
  }

  /** The vector w itself, to be read. */
  Tensor point() {
    return w;
  }

  /** The rule's memory. */
  OptimizerState state() {
    return state;
  }

  /** P of the last step, shape [p]; ones for a rule that has none. */
  double[] preconditioner() {
    try (Tensor p = Vectors.zeros(w.numel(), Placement.CPU_FLOAT64)) {
      AdaptiveRule.within(rule)
          .ifPresentOrElse(
              adaptive -> adaptive.preconditioner(state, p),
              () -> p.fill_(new org.bytedeco.pytorch.Scalar(1.0)));
      return Vectors.toDoubles(p);
    }
  }

  @Override
  public void close() {
    w.close();
    gradient.close();
    state.close();
  }
}
