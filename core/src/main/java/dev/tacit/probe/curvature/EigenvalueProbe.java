package dev.tacit.probe.curvature;

import dev.tacit.curvature.Eigenpairs;
import dev.tacit.curvature.Lanczos;
import dev.tacit.curvature.Lanczos.End;
import dev.tacit.curvature.PreconditionedOperator;
import dev.tacit.curvature.ShiftedOperator;
import dev.tacit.objective.LinearOperator;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.ProbeMemory;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/**
 * An extreme eigenvalue of the training loss's curvature at w ({@link Snapshot#curvature}):
 *
 * <pre>
 *   curvature/lambda_max                 of H, the largest algebraically
 *   curvature/lambda_max_trained         of the Hessian of what is trained, penalties included
 *   curvature/lambda_min                 of H, the smallest
 *   curvature/lambda_max_preconditioned  of P^{-1/2} H P^{-1/2}, P the optimizer's own
 *   curvature/lambda_max_gauss_newton    of the Gauss-Newton matrix
 *   curvature/lambda_max_fisher          of the empirical Fisher matrix
 *   curvature/threshold                  where the linearised iteration becomes unstable
 *   curvature/sharpness_ratio            eigenvalue by threshold: 1 at the edge of stability
 * </pre>
 *
 * By Lanczos to a residual of {@value #TOLERANCE} of the eigenvalue with at most {@value #MOST}
 * products; the error is the residual, within which an eigenvalue lies, and {@code …/converged} is
 * 1 or 0. It begins where the last measurement of the run ended ({@link ProbeMemory}).
 *
 * <p>The threshold belongs to λ_max(H) for gradient descent and momentum, and to λ_max(P⁻¹H) for
 * RMSProp and Adam (Cohen et al., arXiv:2103.00065, arXiv:2207.14484); where none is known neither
 * it nor the ratio is recorded. Coupled weight decay λ makes the curvature that the iteration feels
 * H + λI: in the ratio, and in {@code lambda_max_preconditioned}. Decoupled decay lowers the
 * threshold instead.
 */
public final class EigenvalueProbe implements Probe {
  static final double TOLERANCE = 1e-3;
  private static final int MOST = 40;

  private enum Matrix {
    HESSIAN,
    TRAINED,
    PRECONDITIONED,
    GAUSS_NEWTON,
    FISHER
  }

  private static final MetricDescription THRESHOLD =
      MetricDescription.size(
          "curvature/threshold",
          "Stability threshold",
          "eigenvalue",
          "The value of the largest eigenvalue above which the optimizer’s step is unstable.");

  private static final MetricDescription RATIO =
      MetricDescription.size(
          "curvature/sharpness_ratio",
          "Sharpness by its stability threshold",
          "λₘₐₓ / threshold",
          "The largest eigenvalue that the optimizer’s step feels, of H or of P⁻¹H, by the value"
              + " above which that step is unstable: 2/η for gradient descent and RMSProp, (2+2β)/η"
              + " for heavy ball, (2+2β₁)/((1−β₁)η) for Adam.");

  private final String name;
  private final MetricDescription description;
  private final Preset preset;
  private final Matrix matrix;
  private final End end;

  private EigenvalueProbe(MetricDescription description, Preset preset, Matrix matrix, End end) {
    this.name = description.name();
    this.description = description.inParts();
    this.preset = preset;
    this.matrix = matrix;
    this.end = end;
  }

  public static List<Probe> all() {
    return List.of(
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_max",
                "Sharpness",
                "λₘₐₓ(H)",
                "Largest eigenvalue of the training loss’s Hessian. Dashed: where a plain step"
                    + " becomes unstable."),
            Preset.STANDARD,
            Matrix.HESSIAN,
            End.LARGEST),
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_max_preconditioned",
                "Preconditioned sharpness",
                "λₘₐₓ(P⁻¹H)",
                "Largest eigenvalue of the Hessian in the coordinates of the adaptive step, bias"
                    + " corrections included. Dashed: where the step becomes unstable."),
            Preset.STANDARD,
            Matrix.PRECONDITIONED,
            End.LARGEST),
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_max_trained",
                "Sharpness of the training objective",
                "λₘₐₓ(H + ∇²penalty)",
                "Largest eigenvalue of the Hessian of the training loss and what penalties add to"
                    + " it."),
            Preset.FULL,
            Matrix.TRAINED,
            End.LARGEST),
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_min",
                "Most negative curvature",
                "λₘᵢₙ(H)",
                "Of the training loss."),
            Preset.FULL,
            Matrix.HESSIAN,
            End.SMALLEST),
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_max_gauss_newton",
                "Largest eigenvalue of the Gauss-Newton matrix",
                "λₘₐₓ(G)",
                "The part of the Hessian that does not bend the network’s outputs."),
            Preset.FULL,
            Matrix.GAUSS_NEWTON,
            End.LARGEST),
        new EigenvalueProbe(
            MetricDescription.size(
                "curvature/lambda_max_fisher",
                "Largest eigenvalue of the empirical Fisher matrix",
                "λₘₐₓ((1/n) Σ gᵢgᵢᵀ)",
                "Of the second moment of single examples’ gradients."),
            Preset.FULL,
            Matrix.FISHER,
            End.LARGEST));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return (matrix == Matrix.HESSIAN && end == End.LARGEST) || matrix == Matrix.PRECONDITIONED
        ? List.of(description, THRESHOLD, RATIO)
        : List.of(description);
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return matrix == Matrix.TRAINED
        ? Sizes.cost(10, 1.4)
            + "; with the penalties gradient-norm and implicit "
            + Sizes.cost(10, 12)
        : Sizes.cost(10, matrix == Matrix.GAUSS_NEWTON ? 1.1 : matrix == Matrix.FISHER ? 1.0 : 1.4);
  }

  @Override
  public Preset preset() {
    return preset;
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public Requirement requirement() {
    return switch (matrix) {
      case PRECONDITIONED -> Requirement.PRECONDITIONER;
      case TRAINED -> Requirement.PENALTY_WITH_CURVATURE;
      case FISHER -> Requirement.SINGLE_EXAMPLES;
      case HESSIAN, GAUSS_NEWTON -> Requirement.NOTHING;
    };
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(name, name + "/converged"));
    if (problem.rule().phases().stream().anyMatch(rule -> threshold(rule, 1).isPresent())) {
      metrics.add("curvature/threshold");
      metrics.add("curvature/sharpness_ratio");
    }
    return metrics;
  }

  /** The threshold that this eigenvalue is held against, if it is. */
  private OptionalDouble threshold(UpdateRule rule, double learningRate) {
    return isFeltBy(rule) ? rule.stabilityThreshold(learningRate) : OptionalDouble.empty();
  }

  private boolean isFeltBy(UpdateRule rule) {
    Matrix felt = AdaptiveRule.within(rule).isPresent() ? Matrix.PRECONDITIONED : Matrix.HESSIAN;
    return matrix == felt && end == End.LARGEST;
  }

  @Override
  public Map<String, String> absent(Problem problem) {
    Map<String, String> absent = new LinkedHashMap<>();
    if (problem.rule().phases().stream().anyMatch(this::isFeltBy)) {
      Requirement.STABILITY_THRESHOLD
          .missing(problem)
          .ifPresent(why -> absent.put("curvature/threshold", why));
    }
    return absent;
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return matrix == Matrix.PRECONDITIONED ? OptimizerNeed.MEMORY : OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    if (matrix == Matrix.PRECONDITIONED
        && (AdaptiveRule.within(snapshot.rule()).isEmpty() || snapshot.ruleState().step() == 0)) {
      return; // another phase's rule, or no step: no preconditioner
    }
    double coupled =
        snapshot.rule() instanceof WeightDecay decay && !decay.decoupled() ? decay.lambda() : 0;
    try (LinearOperator operator = operator(snapshot, coupled);
        Eigenpairs found = find(snapshot, name, operator, new Lanczos(1, end, MOST, TOLERANCE))) {
      out.record(name, found.value(0), found.residual(0));
      out.record(name + "/converged", found.converged() ? 1 : 0);
      threshold(snapshot.rule(), snapshot.learningRate())
          .ifPresent(
              threshold -> {
                double felt = found.value(0) + (matrix == Matrix.HESSIAN ? coupled : 0);
                out.record("curvature/threshold", threshold);
                out.record(
                    "curvature/sharpness_ratio", felt / threshold, found.residual(0) / threshold);
              });
    }
  }

  /** Begins where a probe's last measurement ended, and leaves where it ended for the next. */
  public static Eigenpairs find(
      Snapshot snapshot, String probe, LinearOperator operator, Lanczos lanczos) {
    Eigenpairs found =
        lanczos.of(
            operator,
            snapshot.recall(probe).orElse(null),
            snapshot.problem().streams().stream(probe, snapshot.state().step()));
    found.restart().ifPresent(start -> snapshot.remember(probe, start));
    return found;
  }

  private LinearOperator operator(Snapshot snapshot, double coupled) {
    return switch (matrix) {
      case HESSIAN -> snapshot.curvature().hessian();
      case TRAINED -> snapshot.trainedHessian();
      case GAUSS_NEWTON -> snapshot.curvature().gaussNewton();
      case FISHER -> snapshot.curvature().empiricalFisher();
      case PRECONDITIONED -> {
        LinearOperator felt = new ShiftedOperator(snapshot.curvature().hessian(), coupled);
        try (Tensor p = Vectors.zeros(felt.dimension(), felt.placement())) {
          AdaptiveRule.within(snapshot.rule())
              .orElseThrow()
              .preconditioner(snapshot.ruleState(), p);
          yield new PreconditionedOperator(felt, p);
        }
      }
    };
  }
}
