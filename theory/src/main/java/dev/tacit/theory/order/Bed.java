package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.training.Penalty;
import java.util.List;

/**
 * A problem of the order bench: an objective, its batches and a start.
 *
 * @param objective C
 * @param batches C_k, equal in size, with mean C
 * @param start w_0, length p; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose
record Bed(Objective objective, List<? extends Objective> batches, double[] start) {

  /** The 13-parameter tanh network with 8 examples in 4 batches. */
  static Bed tiny() {
    return tiny(Activation.TANH, 1);
  }

  /** The 13-parameter network with another activation or seed. */
  static Bed tiny(Activation activation, long seed) {
    RandomStreams streams = new RandomStreams(seed);
    TinyNetwork network = TinyNetwork.random(activation, 8, streams);
    List<Objective> batches =
        List.of(network.batch(0, 1), network.batch(2, 3), network.batch(4, 5), network.batch(6, 7));
    return new Bed(network, batches, network.start(streams));
  }

  /** The mean of the optimizer's ends over some sequences of batches, each from the start. */
  double[] mean(UpdateRule rule, List<int[]> sequences, double h, Penalty... penalties) {
    double[] mean = new double[start.length];
    for (int[] sequence : sequences) {
      double[] end =
          Trajectory.end(
              rule, batches, n -> sequence[(int) n], h, start, sequence.length, penalties);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += end[j] / sequences.size();
      }
    }
    return mean;
  }
}
