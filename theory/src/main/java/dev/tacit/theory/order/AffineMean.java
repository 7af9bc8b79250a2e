package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.training.Penalty;
import java.util.Arrays;
import java.util.List;

/**
 * The exact mean over all sequences of epochs, for batches with linear gradients, a rule that is
 * linear in gradients and memory, and penalties with linear gradients.
 *
 * <p>An epoch then maps the state (w, memory) affinely, and as epochs are independent the mean
 * state is mapped by the mean of the maps: a mean over (m!)^epochs sequences costs m! of them. The
 * maps are found by running the rule itself from a basis.
 */
final class AffineMean {
  private final double[][] columns; // image of each basis state less the offset, [d][d]
  private final double[] offset; // image of the zero state, [d]
  private final int p;

  /**
   * @param sequences the epochs, each equally likely
   */
  AffineMean(
      UpdateRule rule,
      List<? extends Objective> batches,
      List<int[]> sequences,
      double h,
      Penalty... penalties) {
    this.p = (int) batches.get(0).dimension();
    int d = p * (1 + slots(rule).size());
    this.offset = meanImage(rule, batches, sequences, h, new double[d], penalties);
    this.columns = new double[d][];
    for (int i = 0; i < d; i++) {
      double[] basis = new double[d];
      basis[i] = 1;
      columns[i] = meanImage(rule, batches, sequences, h, basis, penalties);
      for (int j = 0; j < d; j++) {
        columns[i][j] -= offset[j];
      }
    }
  }

  private double[] meanImage(
      UpdateRule rule,
      List<? extends Objective> batches,
      List<int[]> sequences,
      double h,
      double[] state,
      Penalty... penalties) {
    double[] mean = new double[state.length];
    for (int[] sequence : sequences) {
      try (Trajectory trajectory =
          new Trajectory(
              rule, batches, n -> sequence[(int) n], h, Arrays.copyOf(state, p), penalties)) {
        int at = p;
        for (String slot : slots(rule)) {
          trajectory.remember(slot, Arrays.copyOfRange(state, at, at + p));
          at += p;
        }
        trajectory.advance(sequence.length);
        add(mean, 0, trajectory.position(), sequences.size());
        at = p;
        for (String slot : slots(rule)) {
          add(mean, at, trajectory.memory(slot), sequences.size());
          at += p;
        }
      }
    }
    return mean;
  }

  /** The names of a rule's state vectors, in its order. */
  private static List<String> slots(UpdateRule rule) {
    try (OptimizerState state = rule.newState(1, Placement.CPU_FLOAT64)) {
      return List.copyOf(state.slots().keySet());
    }
  }

  private static void add(double[] sum, int at, double[] part, int count) {
    for (int j = 0; j < part.length; j++) {
      sum[at + j] += part[j] / count;
    }
  }

  /**
   * The mean parameters after some epochs.
   *
   * @param start w_0, followed by the state vectors in the rule's order
   * @return length p
   */
  double[] after(long epochs, double[] start) {
    double[] state = start;
    for (long e = 0; e < epochs; e++) {
      double[] next = offset.clone();
      for (int i = 0; i < state.length; i++) {
        for (int j = 0; j < state.length; j++) {
          next[j] += columns[i][j] * state[i];
        }
      }
      state = next;
    }
    return Arrays.copyOf(state, p);
  }
}
