package dev.tacit.probe.curvature;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.Lanczos;
import dev.tacit.curvature.Lanczos.End;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * The k largest eigenvalues of the training loss's Hessian ({@link Snapshot#curvature}), k from
 * {@link Sizes#eigenvalues}: {@code curvature/eigenvalues/1} is the largest, each with its residual
 * as error, and {@code curvature/eigenvalues/converged} says whether all residuals are at most
 * {@value EigenvalueProbe#TOLERANCE} of their eigenvalues. It begins where the last measurement
 * ended.
 *
 * <p>Classifiers have about as many outliers as classes (L. Sagun et al., 2017, arXiv:1706.04454).
 */
public final class TopEigenvaluesProbe implements Probe {
  private static final String NAME = "curvature/eigenvalues";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                NAME,
                "Largest eigenvalues of the Hessian",
                "λ₁ ≥ λ₂ ≥ …",
                "Of the training loss; a classifier has about as many outliers as classes.")
            .inParts());
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return Sizes.cost(40, 1.4);
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  private static int wanted(Problem problem) {
    return (int) Math.min(problem.sizes().eigenvalues(), problem.loss().dimension());
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>();
    for (int i = 1; i <= wanted(problem); i++) {
      metrics.add(NAME + "/" + i);
    }
    metrics.add(NAME + "/converged");
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    int k = wanted(snapshot.problem());
    Lanczos lanczos = new Lanczos(k, End.LARGEST, 20 + 8 * k, EigenvalueProbe.TOLERANCE);
    try (Eigenpairs found =
        EigenvalueProbe.find(snapshot, NAME, snapshot.curvature().hessian(), lanczos)) {
      for (int i = 0; i < k; i++) {
        out.record(NAME + "/" + (i + 1), found.value(i), found.residual(i));
      }
      out.record(NAME + "/converged", found.converged() ? 1 : 0);
    }
  }
}
