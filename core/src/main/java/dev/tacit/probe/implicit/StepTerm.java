package dev.tacit.probe.implicit;

import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Eq. (1) with the steps that are really taken in place of the gradients:
 *
 * <pre>
 *   implicit/step = (η/4m) Σ_k ‖P⁻¹ ⊙ ∇Ĉ_k‖²,   P = √s + ε
 * </pre>
 *
 * with P as in {@link FrozenPreconditionerTerm}. No derivation supports it as a penalty; it is the
 * third reading of the paper's words, beside the power of s that the paper prints and the one that
 * follows.
 *
 * <p>Where s is the mean of g_k², a coordinate adds η/4, so the sum is of the order of η p/4 for p
 * parameters whatever the gradients. In a ReLU network it is often orders of magnitude more: a unit
 * that was silent for the optimizer's memory has s near 0, and if any batch of the epoch wakes it,
 * its few coordinates outweigh all others. Read it beside {@code implicit/rmsprop_frozen}, where
 * the division is milder.
 *
 * <p>Rules without an s: see {@link SecondMoment}.
 */
public final class StepTerm extends WeightedBatchTerm {

  @Override
  public String name() {
    return "implicit/step";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Eq. (1) with the steps taken",
            "(η/4m) Σ‖P⁻¹⊙∇Ĉₖ‖²",
            "A third reading of the paper’s words: the normalised steps in place of the gradients. No"
                + " derivation supports it as a penalty. "
                + Sentences.STAND_IN
                + Sentences.FROZEN));
  }

  @Override
  Tensor squaredWeights(Snapshot snapshot) {
    return SecondMoment.preconditioner(snapshot).reciprocal().square();
  }
}
