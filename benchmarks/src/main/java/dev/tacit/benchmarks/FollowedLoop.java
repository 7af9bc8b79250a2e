package dev.tacit.benchmarks;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.implicit.GradientsMet;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.LossGradient;
import dev.tacit.training.Problem;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** An epoch of SGD that follows the gradients it meets and measures the norms at its end. */
final class FollowedLoop implements AutoCloseable {
  private static final List<Probe> PROBES =
      List.of(
          Probes.named("implicit/running"),
          Probes.named("norm/l2"),
          Probes.named("norm/distance_from_init"));

  private final UpdateRule rule = new GradientDescent();
  private final Problem problem;
  private final Tensor w;
  private final Tensor gradient;
  private final OptimizerState state;
  private final LossGradient pass;
  private final GradientsMet met = new GradientsMet();
  private double last;

  FollowedLoop(EmpiricalRisk risk, Tensor start) {
    problem = new Problem(risk, risk, null, start, rule, Bench.STREAMS);
    w = Vectors.copy(start);
    gradient = Vectors.zeros(w.numel(), risk.placement());
    state = rule.newState(w.numel(), risk.placement());
    pass = new LossGradient(risk, w, gradient);
  }

  void epoch(int[][] batches) {
    met.start();
    try (Partition partition = new Partition(batches, "cpu")) {
      for (int k = 0; k < partition.size(); k++) {
        pass.compute(partition, k);
        met.end(gradient);
        rule.step(w, gradient, state, 0.001);
      }
      try (Snapshot snapshot =
          new Snapshot(problem, w, state, 0.001, partition, List.of(met), null)) {
        PROBES.forEach(probe -> probe.measure(snapshot, (metric, value, error) -> last = value));
      }
    }
  }

  /** The last number measured, so that no measurement is left out as unused. */
  double last() {
    return last;
  }

  @Override
  public void close() {
    pass.close();
    state.close();
    gradient.close();
    w.close();
  }
}
