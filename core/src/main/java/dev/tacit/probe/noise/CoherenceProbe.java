package dev.tacit.probe.noise;

import dev.tacit.measure.ExampleGram;
import dev.tacit.measure.NoiseScale;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the gradients of single examples agree at w, from the Gram matrix K of n = {@value
 * #EXAMPLES} training examples, the same during a run:
 *
 * <pre>
 *   gradient/coherence             mean over pairs of K_ij/√(K_ii K_jj), the cosine
 *   gradient/coherence/same_class  the same over pairs with one label (as given)
 *   gradient/coherence/positive    share of pairs with K_ij &gt; 0
 *   gradient/noise_scale_pair      tr Σ/‖g‖² from ‖g_S‖² of batches S of {@value #SMALL} and of all n
 * </pre>
 *
 * S. Fort et al., 2019, arXiv:1901.09491 (stiffness); McCandlish et al., 2018, arXiv:1812.06162,
 * appendix A.1 (the pair of batch sizes, the witness of {@code gradient/noise_scale}). Errors are
 * those over examples, none where all were looked at; of the pair by the jackknife over batches, as
 * if examples were drawn afresh.
 */
public final class CoherenceProbe implements Probe {
  private static final int EXAMPLES = 256;
  private static final int SMALL = 16;
  private static final String NAME = "gradient/coherence";
  private static final String SAME_CLASS = NAME + "/same_class";
  private static final String POSITIVE = NAME + "/positive";
  private static final String PAIR = "gradient/noise_scale_pair";

  /** A number of a pair of examples; NaN leaves the pair out. */
  @FunctionalInterface
  private interface OfPair {
    double at(int i, int j);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                NAME,
                "Coherence of single examples’ gradients",
                "mean cosine of gᵢ and gⱼ",
                "Over pairs of "
                    + EXAMPLES
                    + " training examples, the same during a run; also over pairs of one class, and the"
                    + " share of pairs with gᵢ·gⱼ > 0.")
            .inParts(),
        MetricDescription.size(
            PAIR,
            "Gradient noise scale from two batch sizes",
            "tr Σ / ‖g‖²",
            "From batches of " + SMALL + " and of all of " + EXAMPLES + " training examples."));
  }

  @Override
  public String cost() {
    return "1.5 gradients of " + EXAMPLES + " examples";
  }

  @Override
  public Preset preset() {
    return Preset.STANDARD;
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public Requirement requirement() {
    return Requirement.SINGLE_EXAMPLES;
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(NAME, POSITIVE));
    if (problem.classifies()) {
      metrics.add(SAME_CLASS);
    }
    if (smallBatches(problem) > 2) {
      metrics.add(PAIR);
    }
    return metrics;
  }

  private static int smallBatches(Problem problem) {
    return Math.min(EXAMPLES, problem.loss().examples()) / SMALL;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    try (EmpiricalRisk some = Subset.of(problem, NAME, EXAMPLES)) {
      int n = some.examples();
      int[] labels = some.labels();
      ExampleGram gram = ExampleGram.at(some, snapshot.w(), IntStream.range(0, n).toArray());
      OfPair cosine =
          (i, j) -> gram.product(i, j) / Math.sqrt(gram.product(i, i) * gram.product(j, j));
      int all = problem.loss().examples();
      out.record(NAME, mean(n, all, cosine));
      out.record(POSITIVE, mean(n, all, (i, j) -> positive(gram.product(i, j))));
      if (problem.classifies()) {
        out.record(
            SAME_CLASS,
            mean(n, all, (i, j) -> labels[i] == labels[j] ? cosine.at(i, j) : Double.NaN));
      }
      int batches = smallBatches(problem);
      if (batches > 2) {
        out.record(PAIR, pair(gram, batches));
      }
    }
  }

  private static double positive(double product) {
    return Double.isNaN(product) ? Double.NaN : product > 0 ? 1 : 0;
  }

  /**
   * The mean over pairs; its error is twice that of the mean over examples of each one's own mean,
   * as for every statistic of pairs (W. Hoeffding, Ann. Math. Stat. 19, 1948). Exact if the n are
   * all.
   */
  private static Estimate mean(int n, int all, OfPair number) {
    double[] own = new double[n];
    double sum = 0;
    long pairs = 0;
    int used = 0;
    for (int i = 0; i < n; i++) {
      double ownSum = 0;
      int partners = 0;
      for (int j = 0; j < n; j++) {
        double value = i == j ? Double.NaN : number.at(i, j);
        if (!Double.isNaN(value)) {
          ownSum += value;
          partners++;
        }
      }
      sum += ownSum;
      pairs += partners;
      if (partners > 0) {
        own[used++] = ownSum / partners;
      }
    }
    double left = Math.sqrt(1 - (double) n / all);
    double error = 2 * left * Estimate.mean(Arrays.copyOf(own, used)).error();
    return new Estimate(sum / pairs, n == all ? Double.NaN : error);
  }

  /** With the jackknife's pseudo-values of tr Σ and ‖g‖². */
  private static Estimate pair(ExampleGram gram, int batches) {
    NoiseScale all = pair(gram, batches, -1);
    double[] traces = new double[batches];
    double[] squares = new double[batches];
    for (int k = 0; k < batches; k++) {
      NoiseScale others = pair(gram, batches, k);
      traces[k] = batches * all.varianceTrace() - (batches - 1) * others.varianceTrace();
      squares[k] = batches * all.squaredNorm() - (batches - 1) * others.squaredNorm();
    }
    return Estimate.ratio(all.value(), traces, squares);
  }

  /** From the batches of consecutive examples, one of them left out; -1 for none. */
  private static NoiseScale pair(ExampleGram gram, int batches, int without) {
    int used = without < 0 ? batches : batches - 1;
    int[] all = IntStream.range(0, batches * SMALL).filter(i -> i / SMALL != without).toArray();
    double small = 0;
    for (int k = 0; k < batches; k++) {
      if (k != without) {
        small += gram.squaredNorm(IntStream.range(k * SMALL, (k + 1) * SMALL).toArray()) / used;
      }
    }
    return NoiseScale.ofPair(SMALL, small, all.length, gram.squaredNorm(all));
  }
}
