package dev.tacit.probe.implicit;

import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The implicit term that the paper conjectures for RMSProp, literally:
 *
 * <pre>
 *   implicit/rmsprop_paper = (η/4m) Σ_k ‖s_t ⊙ ∇Ĉ_k‖²
 * </pre>
 *
 * with s_t the optimizer's running mean of squared gradients after the last step, as it is kept
 * (not bias-corrected). The paper gives no derivation. What one would give is {@link
 * FrozenPreconditionerTerm}: the power of s is +2 here and -1/2 there, so that with s ≈ g² this is
 * of the size of g⁶ and practically zero whatever the optimizer does. Nor can it be right for any
 * data: with ε = 0, RMSProp's path does not change when the loss is multiplied by a, so a
 * correction must grow like a, as the loss does; this one grows like a⁶.
 *
 * <p>Rules without an s: see {@link SecondMoment}.
 */
public final class PaperRmsPropTerm extends WeightedBatchTerm {

  @Override
  public String name() {
    return "implicit/rmsprop_paper";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Paper’s RMSProp term for all optimizers",
            "(η/4m) Σ‖sₜ⊙∇Ĉₖ‖²",
            "The paper’s proposal, literally, with sₜ the running mean of squared gradients. "
                + Sentences.STAND_IN
                + Sentences.FROZEN));
  }

  @Override
  Tensor squaredWeights(Snapshot snapshot) {
    return SecondMoment.inDouble(SecondMoment.uncorrected(snapshot)).square();
  }
}
