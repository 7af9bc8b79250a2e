package dev.tacit.probe;

import dev.tacit.risk.EpochNoise;
import dev.tacit.risk.ExampleStatistics.Detail;
import dev.tacit.risk.NoiseScale;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradients of single examples at one frozen w, over the epoch's own partition: what {@code
 * gradient/noise_scale} and its kin estimate while w moves. With every example seen, the trace of
 * the covariance (divisor N) and the noise scale are exact; the three tests are means over the
 * batches.
 */
final class FrozenNoiseProbe implements Probe {
  private static final String NAME = "gradient/frozen";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "sample norms, variance, noise scale and batch tests at one frozen w, exact:"
        + " gradient/frozen/…";
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
  public int defaultInterval() {
    return ComplexityProbes.INTERVAL;
  }

  @Override
  public List<String> metrics(Setting setting) {
    List<String> metrics =
        new ArrayList<>(
            List.of(
                NAME + "/noise_scale",
                NAME + "/variance_trace",
                NAME + "/norm_test",
                NAME + "/inner_product_test",
                NAME + "/orthogonality_test"));
    metrics.addAll(GradientNoiseProbes.sampleNormMetrics(NAME + "/sample_norm"));
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    EpochNoise noise =
        EpochNoise.at(
            snapshot.setting().train(), snapshot.w(), snapshot.partition(), Detail.INNER_PRODUCTS);
    NoiseScale exact = noise.exact().orElseThrow();
    out.record(NAME + "/noise_scale", exact.value());
    out.record(NAME + "/variance_trace", exact.varianceTrace());
    out.record(NAME + "/norm_test", noise.normTest());
    out.record(NAME + "/inner_product_test", noise.innerProductTest());
    out.record(NAME + "/orthogonality_test", noise.orthogonalityTest());
    GradientNoiseProbes.recordSampleNorms(NAME + "/sample_norm", noise, out);
  }
}
