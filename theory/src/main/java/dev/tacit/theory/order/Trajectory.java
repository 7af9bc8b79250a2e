package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.objective.ArrayObjective;
import dev.tacit.training.Penalty;
import dev.tacit.training.PenaltySum;
import java.util.List;
import java.util.function.LongToIntFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * The steps an optimizer takes on given batches in a given order: the very update rules and
 * penalties that train networks, in float64.
 */
final class Trajectory implements AutoCloseable {
  private final UpdateRule rule;
  private final List<? extends Objective> batches;
  private final LongToIntFunction sequence;
  private final double h;
  private final Tensor w; // [p]
  private final Tensor gradient; // [p]
  private final OptimizerState state;
  private final PenaltySum added; // null for nothing

  /**
   * At the start, with empty memory.
   *
   * @param sequence the batch of each step
   * @param start length p
   * @param penalties of the batches' losses
   */
  Trajectory(
      UpdateRule rule,
      List<? extends Objective> batches,
      LongToIntFunction sequence,
      double h,
      double[] start,
      Penalty... penalties) {
    this.rule = rule;
    this.batches = batches;
    this.sequence = sequence;
    this.h = h;
    this.w = Vectors.of(Placement.CPU_FLOAT64, start);
    this.gradient = Vectors.zeros(start.length, Placement.CPU_FLOAT64);
    this.state = rule.newState(start.length, Placement.CPU_FLOAT64);
    this.added =
        penalties.length == 0
            ? null
            : new PenaltySum(List.of(penalties), rule, start.length, Placement.CPU_FLOAT64);
  }

  /** Where the optimizer is after some steps from a start with empty memory, full batches. */
  static double[] end(
      UpdateRule rule,
      Objective objective,
      double h,
      double[] start,
      long steps,
      Penalty... penalties) {
    return end(rule, List.of(objective), n -> 0, h, start, steps, penalties);
  }

  /** Where the optimizer is after some steps from a start with empty memory. */
  static double[] end(
      UpdateRule rule,
      List<? extends Objective> batches,
      LongToIntFunction sequence,
      double h,
      double[] start,
      long steps,
      Penalty... penalties) {
    try (Trajectory trajectory = new Trajectory(rule, batches, sequence, h, start, penalties)) {
      return trajectory.advance(steps).position();
    }
  }

  /** Overwrites a state vector, as in a warm start. */
  Trajectory remember(String slot, double[] values) {
    Vectors.set(state.slot(slot), values);
    return this;
  }

  /** Takes steps. */
  Trajectory advance(long steps) {
    double[] g = new double[(int) w.numel()];
    for (long i = 0; i < steps; i++) {
      int k = sequence.applyAsInt(state.step());
      Objective batch = batches.get(k);
      if (batch instanceof ArrayObjective plain) {
        plain.gradient(Vectors.toDoubles(w), g);
        Vectors.set(gradient, g);
      } else {
        batch.gradient(w, gradient);
      }
      if (added != null) {
        added.add(new PlainStep(rule, h, w, gradient, batches, k), gradient);
      }
      rule.step(w, gradient, state, h);
      if (added != null) {
        added.displace(w);
      }
    }
    return this;
  }

  /** w, length p, a fresh array. */
  double[] position() {
    return Vectors.toDoubles(w);
  }

  /** A state vector, length p, a fresh array. */
  double[] memory(String slot) {
    return Vectors.toDoubles(state.slot(slot));
  }

  @Override
  public void close() {
    w.close();
    gradient.close();
    state.close();
    if (added != null) {
      added.close();
    }
  }
}
