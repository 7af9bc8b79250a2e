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
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The implicit term that theory derives for full-batch RMSProp and Adam, as a number:
 *
 * <pre>
 *   implicit/adaptive_one_norm = η Σ_j c_j |g_j|_ε
 *   gradient/one_norm          = ‖g‖_{1,ε} = Σ_j |g_j|_ε
 * </pre>
 *
 * with g the full gradient, and c, |·|_ε of {@link NormalisedGradient}. Where every gradient is
 * large against ε, c is one number and the flow descends C + η c ‖∇C‖₁: for β2 > β1 it is negative,
 * the one-norm of the gradient is favoured. In between c is a field and there is no modified loss;
 * the sum weighs the coordinates by what their own c says, and {@code implicit/omega} is the number
 * whose sign is safe.
 *
 * <p>Not a penalty where χ > 0.1, nor with small batches, whose noise weakens it.
 */
public final class AdaptiveOneNormTerm implements Probe {

  @Override
  public String name() {
    return "implicit/adaptive_one_norm";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Derived one-norm correction",
            "η c ‖∇C‖₁,ε",
            "The first-order correction of RMSProp and Adam at full batch: a one-norm of the gradient"
                + " with a coefficient c whose sign depends on the decay rates; negative means that the"
                + " one-norm is anti-penalised. "
                + Sentences.STAND_IN),
        MetricDescription.size(
            "gradient/one_norm",
            "Gradient one-norm",
            "‖∇C‖₁,ε",
            "One-norm of the full gradient, rounded off near zero by ε. " + Sentences.FROZEN));
  }

  @Override
  public String cost() {
    return "nothing beside implicit/sgd, whose pass it shares";
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
    return List.of(name(), "gradient/one_norm");
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      NormalisedGradient gradient = SecondMoment.normalisedGradient(snapshot);
      Tensor sizes = gradient.perturbedSize();
      double weighted = NormalisedGradient.sum(gradient.coefficient().mul_(sizes));
      out.record(name(), snapshot.learningRate() * weighted);
      out.record("gradient/one_norm", NormalisedGradient.sum(sizes));
    }
  }
}
