package dev.tacit.probe.implicit;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.Lanczos;
import dev.tacit.curvature.Lanczos.End;
import dev.tacit.objective.LinearOperator;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.NormalisedGradient;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.SecondMoment;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.curvature.EigenvalueProbe;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How far a training whose implicit term is dialled is from where that term is derived; 1 is the
 * edge:
 *
 * <pre>
 *   η_eff (1+2τ) λ_max(H)   for a linear filter of past gradients
 *   χ / 0.1                 for RMSProp and Adam
 * </pre>
 *
 * The first is by how much the term changes the rate of the steepest mode, relative to that rate
 * and twice; past 1 a negative factor of full strength can itself destabilise that mode. χ is that
 * of {@link AdaptiveCorrection}.
 */
public final class DialValidity implements Probe {
  /** Its metric. */
  public static final String NAME = "penalty/validity";

  private static final double CHI = 0.1;
  private static final double TOLERANCE = 1e-2;
  private static final int MOST = 40;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            NAME,
            "Is the dialled term valid here?",
            "ηλₘₐₓ or χ/0.1",
            "How far the steps are from where the implicit term is derived: η(1+2τ)λₘₐₓ(H), η and τ"
                + " the effective learning rate and the mean lag of the rule; for RMSProp and Adam"
                + " χ/0.1. Above 1 (dashed) the dial does more or other than its factor says."));
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return "about 10 products of the subset; a gradient and a product of the whole training set for"
        + " RMSProp and Adam";
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public Requirement requirement() {
    return Requirement.DIAL;
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    out.record(
        NAME,
        snapshot.rule() instanceof LinearFilterRule filter
            ? ofFilter(filter, snapshot)
            : ofAdaptive(snapshot) / CHI);
  }

  private static double ofFilter(LinearFilterRule rule, Snapshot snapshot) {
    LinearOperator hessian = snapshot.curvature().hessian();
    Lanczos lanczos = new Lanczos(1, End.LARGEST, MOST, TOLERANCE);
    try (Eigenpairs found = EigenvalueProbe.find(snapshot, NAME, hessian, lanczos)) {
      return snapshot.learningRate()
          * rule.totalWeight()
          * (1 + 2 * rule.meanLag())
          * found.value(0);
    }
  }

  private static double ofAdaptive(Snapshot snapshot) {
    try (PointerScope scope = new PointerScope()) {
      NormalisedGradient gradient = SecondMoment.normalisedGradient(snapshot);
      Tensor hu = AdaptiveCorrection.product(snapshot, gradient);
      return gradient.drift(hu, snapshot.learningRate());
    }
  }
}
