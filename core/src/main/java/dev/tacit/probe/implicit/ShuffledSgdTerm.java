package dev.tacit.probe.implicit;

import dev.tacit.measure.BatchStatistics;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.List;

/**
 * The implicit regularization term of SGD with shuffling, at one frozen w over the epoch's own
 * partition into batches, and its exact split:
 *
 * <pre>
 *   implicit/sgd            (η/4m) Σ_k ‖∇Ĉ_k‖²              Eq. (1) of the paper
 *     = implicit/gd         (η/4) ‖∇C‖²                     Eq. (2), first term
 *     + implicit/batch_variance  (η/4m) Σ_k ‖∇Ĉ_k - ∇C‖²    Eq. (2), second term
 * </pre>
 *
 * with C = (1/m) Σ_k Ĉ_k. Two numbers without η stand beside them, so that optimizers with
 * different rates can be compared: {@code gradient/norm} = ‖∇C‖ and {@code
 * gradient/batch_norm_squared} = (1/m) Σ_k ‖∇Ĉ_k‖².
 *
 * <p>Source: Smith, Dherin, Barrett, De, ICLR 2021, arXiv:2101.12176. The modified loss C +
 * implicit/sgd describes SGD's mean over orderings only (docs/notation.md); for other optimizers
 * the number is the same function of w, measured for comparison.
 */
public final class ShuffledSgdTerm implements Probe {

  @Override
  public String name() {
    return "implicit/sgd";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Eq. (1) for all optimizers",
            "(η/4m) Σ‖∇Ĉₖ‖²",
            "Eq. (1) of the paper, the same formula for every optimizer. " + Sentences.FROZEN),
        MetricDescription.size(
            "implicit/gd",
            "Eq. (2): full-gradient term",
            "(η/4) ‖∇C‖²",
            "The part of Eq. (1) that full-batch gradient descent has too. " + Sentences.FROZEN),
        MetricDescription.size(
            "implicit/batch_variance",
            "Eq. (2): batch-spread term",
            "(η/4m) Σ‖∇Ĉₖ − ∇C‖²",
            "The part of Eq. (1) that comes from batches differing. The two terms add up to Eq. (1). "
                + Sentences.FROZEN),
        MetricDescription.size(
            "gradient/norm",
            "Gradient norm",
            "‖∇C‖₂",
            "Norm of the full gradient. " + Sentences.FROZEN),
        MetricDescription.size(
            "gradient/batch_norm_squared",
            "Mean squared batch-gradient norm",
            "(1/m) Σ‖∇Ĉₖ‖²",
            "Eq. (1) without its η/4, so that different learning rates can be compared. "
                + Sentences.FROZEN));
  }

  @Override
  public String cost() {
    return "1 gradient, batch by batch; the pass is shared with the other implicit terms";
  }

  @Override
  public boolean needsStatistics() {
    return true;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return List.of(
        name(),
        "implicit/gd",
        "implicit/batch_variance",
        "gradient/norm",
        "gradient/batch_norm_squared");
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    BatchStatistics statistics = snapshot.statistics();
    double quarter = snapshot.learningRate() / 4;
    double meanSquare = statistics.meanSquaredNorm();
    double squareOfMean = statistics.squaredNormOfMean();
    out.record(name(), quarter * meanSquare);
    out.record("implicit/gd", quarter * squareOfMean);
    out.record("implicit/batch_variance", quarter * statistics.batchVariance());
    out.record("gradient/norm", Math.sqrt(squareOfMean));
    out.record("gradient/batch_norm_squared", meanSquare);
  }
}
