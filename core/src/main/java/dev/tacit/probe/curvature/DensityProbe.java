package dev.tacit.probe.curvature;

import dev.tacit.curvature.SpectralDensity;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The spectrum of the training loss's Hessian ({@link Snapshot#curvature}) by stochastic Lanczos
 * quadrature, as five quantiles and the share of eigenvalues that are clearly negative (below
 * -1/100 of the largest). Nearly all eigenvalues of a large network are near 0, which only the
 * outer quantiles show. Errors hold at least: a quantile of {@value #STEPS} nodes knows no more.
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
  public boolean differentiatesTwice() {
    return true;
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
  public List<String> metrics(Problem problem) {
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
        snapshot.problem().streams().stream(NAME, snapshot.state().step());
    List<SpectralDensity> each = new ArrayList<>();
    for (int i = 0; i < VECTORS; i++) {
      each.add(SpectralDensity.of(snapshot.curvature().hessian(), random, 1, STEPS));
    }
    SpectralDensity mean = SpectralDensity.mean(each);
    double p = snapshot.w().numel();
    for (int percent : PERCENT) {
      String metric = String.format(Locale.ROOT, "%s/p%02d", NAME, percent);
      out.record(metric, quantile(mean, percent / 100.0, p));
    }
    double negligible = 0.01 * mean.quantile(1);
    double negative = mean.cumulative(-negligible);
    double level = (negative * p + 0.5) / (p + 1); // 0 of p is not known for certain
    out.record(NAME + "/negative", negative, deviation(mean, level, p));
  }

  /**
   * A quantile; two errors reach to those of the levels two deviations away, and past the outermost
   * nodes as far as Lanczos may be off there.
   */
  private static Estimate quantile(SpectralDensity mean, double level, double p) {
    double value = mean.quantile(level);
    double apart = 2 * deviation(mean, level, p);
    double low = mean.quantile(Math.max(level - apart, 0));
    double high = mean.quantile(Math.min(level + apart, 1));
    double ends = 1e-3 * Math.max(Math.abs(mean.quantile(0)), Math.abs(mean.quantile(1)));
    return new Estimate(value, (Math.max(high - value, value - low) + ends) / 2);
  }

  /**
   * Of a share of eigenvalues: that of drawing signs, of variance at most 2F(1-F)/(pn), and that of
   * not knowing where in a node's weight the share lies (Chebyshev, Markov and Stieltjes), as if
   * all places were alike.
   */
  private static double deviation(SpectralDensity mean, double level, double p) {
    double drawn = 2 * level * (1 - level) / (p * VECTORS);
    double weight = VECTORS * mean.weightAt(level); // of a node of one vector
    return Math.sqrt(drawn + weight * weight / (12 * VECTORS));
  }
}
