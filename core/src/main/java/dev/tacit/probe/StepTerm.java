package dev.tacit.probe;

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
 * follows. Since s is about the mean of g_k², it is of the order of η p/4 for p parameters,
 * whatever the gradients: the three readings differ by many orders of magnitude.
 *
 * <p>Rules without an s: see {@link SecondMoment}.
 */
final class StepTerm extends WeightedBatchTerm {

  @Override
  public String name() {
    return "implicit/step";
  }

  @Override
  public String description() {
    return "Eq. (1) with the normalised steps, (eta/4m) sum |g_k / (sqrt(s)+eps)|^2";
  }

  @Override
  Tensor squaredWeights(Snapshot snapshot) {
    return SecondMoment.preconditioner(snapshot).reciprocal().square();
  }
}
