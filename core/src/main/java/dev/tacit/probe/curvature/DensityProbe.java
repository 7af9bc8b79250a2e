package dev.tacit.probe.curvature;

import dev.tacit.curvature.SpectralDensity;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Setting;
import dev.tacit.probe.Sizes;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The spectrum of the training loss's Hessian ({@link Snapshot#curvature}) by stochastic Lanczos
 * quadrature, as five quantiles and the share of eigenvalues that are clearly negative (below
 * -1/100 of the largest). Nearly all eigenvalues of a large network are near 0, which only the
 * outer quantiles show.
 */
public final class DensityProbe implements Probe {
  private static final String NAME = "curvature/density";
  private static final int VECTORS = 2;
  private static final int STEPS = 20;
  private static final List<Integer> PERCENT = List.of(1, 10, 50, 90, 99);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                NAME,
                "Spectrum of the Hessian",
                "quantiles, and the share below −λₘₐₓ/100",
                "By stochastic Lanczos quadrature.")
            .inParts());
  }

  @Override
  public String cost() {
    return Sizes.cost(VECTORS * STEPS, 1.4);
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public List<String> metrics(Setting setting) {
    return List.of(
        NAME + "/p01",
        NAME + "/p10",
        NAME + "/p50",
        NAME + "/p90",
        NAME + "/p99",
        NAME + "/negative");
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    UniformRandomProvider random =
        snapshot.setting().streams().stream(NAME, snapshot.state().step());
    List<SpectralDensity> each = new ArrayList<>();
    for (int i = 0; i < VECTORS; i++) {
      each.add(SpectralDensity.of(snapshot.curvature().hessian(), random, 1, STEPS));
    }
    SpectralDensity mean = SpectralDensity.mean(each);
    for (int percent : PERCENT) {
      String metric = String.format(Locale.ROOT, "%s/p%02d", NAME, percent);
      record(out, metric, mean, each, density -> density.quantile(percent / 100.0));
    }
    double negligible = 0.01 * mean.quantile(1);
    record(out, NAME + "/negative", mean, each, density -> density.cumulative(-negligible));
  }

  /** A number of the mean, with the standard error over vectors. */
  private static void record(
      Measurements out,
      String metric,
      SpectralDensity mean,
      List<SpectralDensity> each,
      ToDoubleFunction<SpectralDensity> number) {
    Estimate spread = Estimate.mean(each.stream().mapToDouble(number).toArray());
    out.record(metric, number.applyAsDouble(mean), spread.error());
  }
}
