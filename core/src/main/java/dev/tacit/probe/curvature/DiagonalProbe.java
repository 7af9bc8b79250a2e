package dev.tacit.probe.curvature;

import dev.tacit.curvature.DiagonalMoments;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The diagonal of the training loss's Hessian ({@link Snapshot#curvature}):
 *
 * <pre>
 *   curvature/diagonal_share        ‖diag H‖²/‖H‖_F²: how far the axes are directions of curvature
 *   curvature/diagonal_correlation  of diag H with the rule's P: whether it scales by curvature
 * </pre>
 *
 * By {@link DiagonalMoments} with {@value #PRODUCTS} products. The second is there for adaptive
 * rules, from the first step on.
 */
public final class DiagonalProbe implements Probe {
  private static final int PRODUCTS = 24;
  private static final String SHARE = "curvature/diagonal_share";
  private static final String CORRELATION = "curvature/diagonal_correlation";

  @Override
  public String name() {
    return SHARE;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            SHARE,
            "Curvature along the axes",
            "‖diag H‖² / ‖H‖_F²",
            "How much of the Hessian lies on its diagonal: 1 where the axes are its eigenvectors, which"
                + " is what a coordinatewise step can undo."),
        MetricDescription.size(
            CORRELATION,
            "Does the preconditioner follow curvature?",
            "correlation of diag H with P",
            "Pearson’s, over coordinates."));
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return Sizes.cost(PRODUCTS, 1.4);
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(SHARE));
    if (Requirement.PRECONDITIONER.missing(problem).isEmpty()) {
      metrics.add(CORRELATION);
    }
    return metrics;
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.MEMORY;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    Optional<AdaptiveRule> rule =
        AdaptiveRule.within(snapshot.rule()).filter(any -> snapshot.ruleState().step() > 0);
    try (Tensor p = Vectors.zeros(snapshot.w().numel(), problem.loss().placement())) {
      rule.ifPresent(adaptive -> adaptive.preconditioner(snapshot.ruleState(), p));
      DiagonalMoments moments =
          DiagonalMoments.of(
              snapshot.curvature().hessian(),
              problem.streams().stream(SHARE, snapshot.state().step()),
              PRODUCTS,
              rule.isPresent() ? p : null);
      out.record(SHARE, moments.share());
      if (rule.isPresent()) {
        out.record(CORRELATION, moments.correlation());
      }
    }
  }
}
