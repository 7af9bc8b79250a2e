package dev.tacit.probe.curvature;

import dev.tacit.measure.BatchSharpness;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.OptimizerNeed;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The mean over batches of {@link BatchSharpness}, g_kᵀH_kg_k/‖g_k‖², with its error, and what it
 * is held against:
 *
 * <pre>
 *   curvature/batch_sharpness                        of the loss alone, penalties apart
 *   curvature/batch_sharpness/threshold              of the rule in force with full batches
 *   curvature/batch_sharpness/small_batch_threshold  2(1-β)/η, of momentum alone
 * </pre>
 *
 * <p>Batches are those of the epoch, at one frozen w: as many as hold {@code probes.subset}
 * examples, at least two, at even distances. A batch whose gradient is 0 has no such number and
 * does not count; the mean is NaN if none has.
 *
 * <p>A. Andreyev, P. Beneventano, arXiv:2412.20553, report that with SGD and squared loss it rises
 * to 2/η and stays there, while λ_max of the whole loss stays below. With momentum arXiv:2604.14108
 * reports 2(1-β)/η at small batches, where many batches' steps add up, and (2+2β)/η, the threshold
 * of full batches, at large ones. Neither is derived here. Coupled weight decay λ, which bends
 * every batch's loss by λ, is taken off the levels; adaptive rules have none in these coordinates.
 */
public final class BatchSharpnessProbe implements Probe {
  private static final String NAME = "curvature/batch_sharpness";
  private static final String THRESHOLD = NAME + "/threshold";
  private static final String SMALL = NAME + "/small_batch_threshold";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                NAME,
                "Batch sharpness",
                "mean of gᵀHg / ‖g‖² of a batch",
                "Curvature of a batch’s loss along its own gradient, without penalties and weight"
                    + " decay. Dashed: the threshold of full batches, 2/η for SGD, and for momentum"
                    + " 2(1−β)/η, where small batches are reported to end.")
            .inParts());
  }

  @Override
  public String cost() {
    return "about 3.4 gradients of the subset, a batch of 64 at a time";
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
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(NAME));
    List<UpdateRule> rules = problem.rule().phases();
    if (rules.stream().anyMatch(rule -> threshold(rule, 1).isPresent())) {
      metrics.add(THRESHOLD);
    }
    if (rules.stream().anyMatch(rule -> ofSmallBatches(rule, 1).isPresent())) {
      metrics.add(SMALL);
    }
    return metrics;
  }

  @Override
  public OptimizerNeed needsOptimizer() {
    return OptimizerNeed.RATE;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    int[] chosen = chosen(snapshot.partition(), problem.sizes().subset());
    double[] ratios = BatchSharpness.at(problem.loss(), snapshot.w(), snapshot.partition(), chosen);
    out.record(
        NAME, ratios.length == 0 ? new Estimate(Double.NaN, Double.NaN) : Estimate.mean(ratios));
    UpdateRule rule = snapshot.rule();
    double rate = snapshot.learningRate();
    threshold(rule, rate).ifPresent(level -> out.record(THRESHOLD, level));
    ofSmallBatches(rule, rate).ifPresent(level -> out.record(SMALL, level));
  }

  /** As many batches as hold a number of examples, at least two if there are, evenly spread. */
  static int[] chosen(Partition partition, int examples) {
    int m = partition.size();
    double share = Math.min(1, (double) examples / partition.examples());
    int count = Math.min(m, Math.max(2, (int) Math.round(share * m)));
    return IntStream.range(0, count).map(i -> (int) ((2L * i + 1) * m / (2L * count))).toArray();
  }

  private static OptionalDouble threshold(UpdateRule rule, double learningRate) {
    return AdaptiveRule.within(rule).isPresent()
        ? OptionalDouble.empty()
        : less(rule.stabilityThreshold(learningRate), rule);
  }

  /** 2/(ηW), η times W being the step that momentum makes of a gradient in the end. */
  private static OptionalDouble ofSmallBatches(UpdateRule rule, double learningRate) {
    UpdateRule own = rule instanceof WeightDecay decay ? decay.rule() : rule;
    return own instanceof HeavyBall || own instanceof ExponentialMovingMomentum
        ? less(OptionalDouble.of(2 / (learningRate * ((LinearFilterRule) own).totalWeight())), rule)
        : OptionalDouble.empty();
  }

  /** A level of the loss and coupled decay together as one of the loss. */
  private static OptionalDouble less(OptionalDouble level, UpdateRule rule) {
    return level.isPresent() && rule instanceof WeightDecay decay && !decay.decoupled()
        ? OptionalDouble.of(level.getAsDouble() - decay.lambda())
        : level;
  }
}
