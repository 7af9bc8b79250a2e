package dev.tacit.probe.curvature;

import dev.tacit.curvature.RootDiagonal;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.training.Problem;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * tr Diag(G)^½ of the training loss's Gauss-Newton matrix G ({@link Snapshot#curvature}), which is
 * the Hessian where outputs equal their targets: what Adam is expected to make small under label
 * noise where SGD makes tr H small (X. Li, H. Wen, K. Lyu, arXiv:2511.02773). By {@link
 * RootDiagonal} with {@value #DRAWS} draws.
 */
public final class RootDiagonalProbe implements Probe {
  private static final int DRAWS = 16;
  private static final String NAME = "curvature/trace_root_diagonal";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            NAME,
            "Trace of the root of the diagonal",
            "tr Diag(G)^½",
            "Of the Gauss-Newton matrix, which is the Hessian where outputs equal their targets; what Adam"
                + " is expected to make small under label noise."));
  }

  @Override
  public String cost() {
    return "about 11 gradients of the subset (" + DRAWS + " backward passes)";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    UniformRandomProvider random = problem.streams().stream(NAME, snapshot.state().step());
    LinearisedRisk curvature = snapshot.curvature();
    out.record(
        NAME,
        RootDiagonal.of(
            sample -> curvature.sampleGaussNewton(random, sample),
            DRAWS,
            snapshot.w().numel(),
            problem.loss().placement()));
  }
}
