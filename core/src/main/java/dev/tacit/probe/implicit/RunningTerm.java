package dev.tacit.probe.implicit;

import dev.tacit.probe.Following;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import java.util.List;

/**
 * The cheap relative of {@code implicit/sgd}: (η/4m) Σ_k ‖g_k(w_k)‖², from the gradients met during
 * the epoch, each at its own w. It costs one inner product a step and is not the function of one w
 * that the theory speaks of; while w moves little within an epoch the two agree.
 */
public final class RunningTerm implements Probe {

  @Override
  public String name() {
    return "implicit/running";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Running estimate of Eq. (1)",
            "(η/4m) Σ‖∇Ĉₖ(wₖ)‖²",
            "From the gradients met while training, each at the weights of its own step."));
  }

  @Override
  public String cost() {
    return "0.02 gradients, an inner product at every step";
  }

  @Override
  public List<Following<?>> follows() {
    return List.of(GradientsMet.FOLLOWING);
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    snapshot
        .met(GradientsMet.class) // none was met before the first step
        .ifPresent(met -> out.record(name(), snapshot.learningRate() / 4 * met.meanSquare()));
  }
}
