package dev.tacit.probe.implicit;

import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The implicit term of RMSProp with shuffling while s stays put:
 *
 * <pre>
 *   implicit/rmsprop_frozen = (η/4m) Σ_k ‖P^{-1/2} ⊙ ∇Ĉ_k‖²,   P = √s + ε
 * </pre>
 *
 * with P as the optimizer's last step used it: its own ε and placement, its bias correction. If s
 * changes negligibly over an epoch, RMSProp is SGD with a constant diagonal P, and after the
 * substitution y = P^{1/2} w the result for SGD (Smith et al., arXiv:2101.12176) holds word for
 * word: ẇ = -P⁻¹ ∇[C + this], P not differentiated.
 *
 * <p>Valid where 1/(1-γ) steps are long against an epoch, or where batch noise rules s; the other
 * limit is {@code implicit/adaptive_one_norm}. For rules with momentum it is the same function of w
 * and s for comparison: their flow weighs its two parts differently (docs/notation.md).
 *
 * <p>Rules without an s: see {@link SecondMoment}.
 */
public final class FrozenPreconditionerTerm extends WeightedBatchTerm {

  @Override
  public String name() {
    return "implicit/rmsprop_frozen";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Preconditioned term for all optimizers",
            "(η/4m) Σ‖P^(−1/2)⊙∇Ĉₖ‖²,  P = √s + ε",
            "What Eq. (1) becomes when each coordinate’s step is divided by P with s held fixed: the"
                + " derivation, where the paper’s proposal has another power of s. "
                + Sentences.STAND_IN
                + Sentences.FROZEN));
  }

  @Override
  Tensor squaredWeights(Snapshot snapshot) {
    return SecondMoment.preconditioner(snapshot).reciprocal();
  }
}
