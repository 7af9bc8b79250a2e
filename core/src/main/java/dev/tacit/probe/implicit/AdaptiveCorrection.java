package dev.tacit.probe.implicit;

import dev.tacit.optimizer.NormalisedGradient;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which way the correction of full-batch RMSProp and Adam pushes, and whether to believe it:
 *
 * <pre>
 *   implicit/omega  Ω = Σ_j c_j (H u)_j² / D_j
 *   implicit/chi    χ = median_j  η β2/(1-β2) · |(H u)_j| / (|g_j| + √ε)
 * </pre>
 *
 * with c, D, u of {@link NormalisedGradient} and H the Hessian of the training loss. H u is the
 * gradient of ‖g‖_{1,ε}, and the correction moves w along -η c ⊙ H u / D, so Ω > 0 means that it
 * drives the one-norm of the gradient down, Ω &lt; 0 that it drives it up; for gradient descent the
 * like number is ½‖H g‖².
 *
 * <p>χ is how far D drifts during the optimizer's memory, relative to itself. The formula is
 * quantitative for χ up to 0.1 only; beyond, neither Ω nor {@code implicit/adaptive_one_norm} may
 * be read as more than a direction. Adam with β2 = 0.999 and η = 0.001 is usually out. √ε is the
 * size where ε takes over, so with ε outside the root it is ε itself; the median is over the
 * coordinates that have a gradient, because dead ones would make any network look safe.
 *
 * <p>H is that of the mean loss over all examples; a short last batch, which counts as much as the
 * others in g, is not weighed up there.
 */
public final class AdaptiveCorrection implements Probe {

  @Override
  public String name() {
    return "implicit/omega";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Ω: does the correction penalise the one-norm?",
            "Ω(w) = Σ c (Hu)²/D",
            "Positive: the correction drives the gradient’s one-norm down; negative: up. "
                + Sentences.STAND_IN),
        MetricDescription.size(
            "implicit/chi",
            "χ: is the adaptive formula valid here?",
            "χ, median over coordinates",
            "The derived one-norm formula is quantitative only for χ below about 0.1 (dashed line)."));
  }

  @Override
  public String cost() {
    return "2 gradients (a Hessian-vector product), beside the pass of implicit/sgd";
  }

  /**
   * Rarely and exactly, not often and from a sample: on a subset of 2,000 of 10,000 examples Ω
   * comes out up to four times too large late in a training, as the noise of H u is squared.
   */
  @Override
  public int defaultInterval() {
    return 50;
  }

  @Override
  public boolean needsStatistics() {
    return true;
  }

  @Override
  public Requirement requirement() {
    return Requirement.FADING_MEMORY;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return List.of(name(), "implicit/chi");
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    try (PointerScope scope = new PointerScope()) {
      NormalisedGradient gradient = SecondMoment.normalisedGradient(snapshot);
      Tensor hu = product(snapshot, gradient);
      Tensor terms = gradient.quotient(hu.square()).mul_(gradient.coefficient());
      out.record(name(), NormalisedGradient.sum(terms));
      out.record("implicit/chi", gradient.drift(hu, snapshot.learningRate()));
    }
  }

  /** H u of the training loss, shape [p]; belongs to the caller's scope. */
  static Tensor product(Snapshot snapshot, NormalisedGradient gradient) {
    Tensor hu = torch.zeros_like(snapshot.w());
    snapshot.loss().hessianVector(snapshot.w(), gradient.normalised(), hu);
    return hu;
  }
}
