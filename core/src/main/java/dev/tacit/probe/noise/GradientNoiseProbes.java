package dev.tacit.probe.noise;

import dev.tacit.measure.EpochNoise;
import dev.tacit.measure.ExampleStatistics.Detail;
import dev.tacit.probe.Following;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What the gradients of single examples say while training, at every step and from the pass that
 * training takes anyway; each number is a mean over the epoch's steps, every batch at the w where
 * it was met. The same at one frozen w: {@link FrozenNoiseProbe}.
 */
public final class GradientNoiseProbes {

  private GradientNoiseProbes() {}

  public static List<Probe> all() {
    return List.of(
        new MetProbe(
            "gradient/sample_norm",
            List.of(
                MetricDescription.size(
                        "gradient/sample_norm",
                        "Norm of single examples’ gradients",
                        "mean ‖gᵢ‖₂",
                        "Met during the epoch.")
                    .inParts()),
            "0.05 gradients, at every step",
            Detail.NORMS,
            Requirement.SINGLE_EXAMPLES,
            problem -> sampleNormMetrics("gradient/sample_norm"),
            (noise, out) -> recordSampleNorms("gradient/sample_norm", noise, out)),
        new MetProbe(
            "gradient/noise_scale",
            noiseDescriptions(),
            "0.05 gradients, at every step; free beside gradient/sample_norm",
            Detail.NORMS,
            Requirement.TWO_IN_A_BATCH,
            GradientNoiseProbes::noiseMetrics,
            GradientNoiseProbes::recordNoise),
        new MetProbe(
            "gradient/inner_product_test",
            List.of(
                MetricDescription.size(
                    "gradient/inner_product_test",
                    "Inner product test",
                    "smallest θ passed",
                    "Bollapragada, Byrd, Nocedal, arXiv:1710.11258, eq. 2.6."),
                MetricDescription.size(
                    "gradient/orthogonality_test",
                    "Orthogonality test",
                    "smallest ν passed",
                    "Bollapragada, Byrd, Nocedal, arXiv:1710.11258, eq. 3.3.")),
            "0.2 gradients at batch size 64, at every step; includes what the norms cost",
            Detail.INNER_PRODUCTS,
            Requirement.PAIRS_OF_A_BATCH,
            problem -> List.of("gradient/inner_product_test", "gradient/orthogonality_test"),
            (noise, out) -> {
              out.record("gradient/inner_product_test", noise.innerProductTest());
              out.record("gradient/orthogonality_test", noise.orthogonalityTest());
            }));
  }

  static List<String> sampleNormMetrics(String name) {
    return List.of(name, name + "/p10", name + "/p50", name + "/p90");
  }

  static void recordSampleNorms(String name, EpochNoise noise, Measurements out) {
    double[] quantiles = noise.normQuantiles(0.1, 0.5, 0.9);
    out.record(name, noise.meanNorm());
    out.record(name + "/p10", quantiles[0]);
    out.record(name + "/p50", quantiles[1]);
    out.record(name + "/p90", quantiles[2]);
  }

  private static List<MetricDescription> noiseDescriptions() {
    return List.of(
        MetricDescription.size(
                "gradient/noise_scale",
                "Gradient noise scale",
                "tr Σ / ‖g‖²",
                "The batch size at which noise is as long as the gradient; met during the epoch,"
                    + " unbiased in both parts.")
            .byLayer(),
        MetricDescription.size(
                "gradient/variance_trace",
                "Variance of single gradients",
                "tr Σ",
                "Σ is the covariance of one example’s gradient; met during the epoch.")
            .byLayer(),
        MetricDescription.size(
                "gradient/snr", "Signal-to-noise ratio of a batch gradient", "‖g‖² / (tr Σ/B)", "")
            .byLayer(),
        MetricDescription.size(
            "gradient/norm_test", "Norm test", "smallest θ passed", "Byrd et al. 2012, eq. 3.9."));
  }

  private static List<String> noiseMetrics(Problem problem) {
    List<String> metrics =
        new ArrayList<>(
            List.of(
                "gradient/noise_scale",
                "gradient/variance_trace",
                "gradient/snr",
                "gradient/norm_test"));
    for (int layer = 1; layer <= problem.loss().network().knownLayers(); layer++) {
      metrics.add("gradient/noise_scale/layer" + layer);
      metrics.add("gradient/variance_trace/layer" + layer);
      metrics.add("gradient/snr/layer" + layer);
    }
    return metrics;
  }

  private static void recordNoise(EpochNoise noise, Measurements out) {
    EpochNoise.Sums total = noise.total();
    out.record("gradient/noise_scale", total.noiseScale().value(), total.noiseScaleError());
    out.record("gradient/variance_trace", total.varianceTrace(), total.varianceTraceError());
    out.record("gradient/snr", total.signalToNoise(), total.signalToNoiseError());
    out.record("gradient/norm_test", noise.normTest());
    for (int layer = 0; layer < noise.depth(); layer++) {
      EpochNoise.Sums of = noise.layer(layer);
      String suffix = "/layer" + (layer + 1);
      out.record("gradient/noise_scale" + suffix, of.noiseScale().value(), of.noiseScaleError());
      out.record("gradient/variance_trace" + suffix, of.varianceTrace(), of.varianceTraceError());
      out.record("gradient/snr" + suffix, of.signalToNoise(), of.signalToNoiseError());
    }
  }

  /** The metrics that a probe records for a training. */
  @FunctionalInterface
  private interface Names {
    List<String> of(Problem problem);
  }

  /** A probe that reads the noise met during the epoch; nothing before the first step. */
  private record MetProbe(
      String name,
      List<MetricDescription> descriptions,
      String cost,
      Detail detail,
      Requirement requirement,
      Names names,
      BiConsumer<EpochNoise, Measurements> record)
      implements Probe {

    @Override
    public Preset preset() {
      return Preset.STANDARD;
    }

    @Override
    public List<Following<?>> follows() {
      return List.of(NoiseMet.following(detail));
    }

    @Override
    public List<String> metrics(Problem problem) {
      return names.of(problem);
    }

    @Override
    public void measure(Snapshot snapshot, Measurements out) {
      snapshot.met(NoiseMet.class).ifPresent(met -> record.accept(met.noise(), out));
    }
  }
}
