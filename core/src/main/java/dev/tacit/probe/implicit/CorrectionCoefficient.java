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
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The coefficients c_j of the flow of full-batch RMSProp and Adam ({@link NormalisedGradient}),
 * over the coordinates that have a gradient: {@code implicit/c/mean}, {@code /median} (the lower of
 * the middle two), {@code /min}, {@code /max}, and {@code implicit/c/negative}, the share below
 * zero, where the one-norm of the gradient is favoured and not penalised.
 *
 * <p>c lies between (β1-β2)/((1-β1)(1-β2)), where gradients are large against ε, and
 * ½(1+β1)/(1-β1), where they are small. The form is out of its validity where χ > 0.1.
 */
public final class CorrectionCoefficient implements Probe {

  @Override
  public String name() {
    return "implicit/c";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                name(),
                "Coefficient c of the one-norm correction",
                "over the coordinates",
                "The field c of the derived correction, summarised; negative is the share of coordinates"
                    + " whose one-norm is anti-penalised.")
            .inParts());
  }

  @Override
  public String cost() {
    return "0.1 gradients (a median) beside implicit/sgd, whose pass it shares";
  }

  @Override
  public int defaultInterval() {
    return 10; // a median costs as much as all other terms together
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
    return List.of(
        "implicit/c/mean",
        "implicit/c/median",
        "implicit/c/min",
        "implicit/c/max",
        "implicit/c/negative");
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
      Tensor c = gradient.coefficient().masked_select(gradient.alive());
      double n = c.numel();
      if (n == 0) { // the gradient is zero or not a number
        metrics(snapshot.problem()).forEach(metric -> out.record(metric, Double.NaN));
        return;
      }
      out.record("implicit/c/mean", NormalisedGradient.sum(c) / n);
      out.record("implicit/c/median", c.median().item_double());
      out.record("implicit/c/min", c.min().item_double());
      out.record("implicit/c/max", c.max().item_double());
      out.record("implicit/c/negative", NormalisedGradient.sum(c.lt(new Scalar(0.0))) / n);
    }
  }
}
