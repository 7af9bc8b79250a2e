package dev.tacit.probe.noise;

import dev.tacit.measure.EpochNoise;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.measure.NoiseScale;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradients of single examples at one frozen w, over the epoch's own partition: what {@code
 * gradient/noise_scale} and its kin estimate while w moves. With every example seen, the trace of
 * the covariance (divisor N) and the noise scale are exact; the three tests are means over the
 * batches.
 */
public final class FrozenNoiseProbe implements Probe {
  private static final String NAME = "gradient/frozen";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                NAME,
                "Gradient noise at frozen weights",
                "over the epoch’s partition",
                "Exact, at the end of an epoch.")
            .inParts());
  }

  @Override
  public String cost() {
    return "1.2 gradients";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public Requirement requirement() {
    return Requirement.SINGLE_EXAMPLES;
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics =
        new ArrayList<>(List.of(NAME + "/noise_scale", NAME + "/variance_trace"));
    if (Requirement.TWO_IN_A_BATCH.missing(problem).isEmpty()) {
      metrics.add(NAME + "/norm_test");
    }
    if (testsPairs(problem)) {
      metrics.add(NAME + "/inner_product_test");
      metrics.add(NAME + "/orthogonality_test");
    }
    metrics.addAll(GradientNoiseProbes.sampleNormMetrics(NAME + "/sample_norm"));
    return metrics;
  }

  private static boolean testsPairs(Problem problem) {
    return Requirement.PAIRS_OF_A_BATCH.missing(problem).isEmpty();
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    Detail detail = testsPairs(problem) ? Detail.INNER_PRODUCTS : Detail.NORMS;
    EpochNoise noise = EpochNoise.at(problem.loss(), snapshot.w(), snapshot.partition(), detail);
    NoiseScale exact = noise.exact().orElseThrow();
    out.record(NAME + "/noise_scale", exact.value());
    out.record(NAME + "/variance_trace", exact.varianceTrace());
    if (Requirement.TWO_IN_A_BATCH.missing(problem).isEmpty()) {
      out.record(NAME + "/norm_test", noise.normTest().value());
    }
    if (testsPairs(problem)) {
      out.record(NAME + "/inner_product_test", noise.innerProductTest().value());
      out.record(NAME + "/orthogonality_test", noise.orthogonalityTest().value());
    }
    GradientNoiseProbes.recordSampleNorms(NAME + "/sample_norm", noise, out);
  }
}
