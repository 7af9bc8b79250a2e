package dev.tacit.probe.implicit;

import dev.tacit.probe.Measurements;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Probe;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * (η/4m) Σ_k ‖a ⊙ g_k‖² at one frozen w over the epoch's own partition, with weights a that an
 * optimizer's s decides. g_k are gradients of the loss without weight decay, as in {@code
 * implicit/sgd}. An adaptive rule has no s before its first step, so there is no number then.
 *
 * <p>The products are taken in float64: s² g² leaves the range of float32 late in a training.
 */
abstract class WeightedBatchTerm implements Probe {

  @Override
  public String cost() {
    return "nothing beside implicit/sgd, whose pass it shares";
  }

  @Override
  public boolean needsStatistics() {
    return true;
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.MEMORY;
  }

  /** a ⊙ a, float64, shape [p]; belongs to the caller's scope. */
  abstract Tensor squaredWeights(Snapshot snapshot);

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    if (!SecondMoment.known(snapshot)) {
      return;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double sum = snapshot.statistics().weightedMeanSquaredNorm(squaredWeights(snapshot));
      out.record(name(), snapshot.learningRate() / 4 * sum);
    }
  }
}
