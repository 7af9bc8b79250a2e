package dev.tacit.probe.noise;

import dev.tacit.curvature.HutchPlusPlus;
import dev.tacit.measure.NoiseCurvature;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Sizes;
import java.util.List;

/**
 * The noise scale that knows the curvature, tr(HΣ)/(gᵀHg): the batch size at which noise spoils
 * half of the best step's progress. Where H is a multiple of the identity it is the simple one,
 * {@code gradient/noise_scale}. McCandlish, Kaplan, Amodei, 2018, arXiv:1812.06162. On the examples
 * of {@link Snapshot#curvature}; Hutch++ in the space of examples ({@link NoiseCurvature}).
 * Negative where one of the two curvatures is: the step's direction is then no descent to second
 * order.
 */
public final class CurvatureNoiseProbe implements Probe {
  private static final int PRODUCTS = 12;

  @Override
  public String name() {
    return "gradient/noise_scale_hessian";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            name(),
            "Gradient noise scale with curvature",
            "tr(HΣ) / gᵀHg",
            "McCandlish et al., arXiv:1812.06162."));
  }

  @Override
  public boolean differentiatesTwice() {
    return true;
  }

  @Override
  public String cost() {
    return Sizes.cost(PRODUCTS, 2.4);
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
  public void measure(Snapshot snapshot, Measurements out) {
    try (NoiseCurvature noise = new NoiseCurvature(snapshot.curvature())) {
      Estimate trace =
          HutchPlusPlus.trace(
              noise,
              snapshot.problem().streams().stream(name(), snapshot.state().step()),
              PRODUCTS);
      double along = noise.alongGradient();
      out.record(name(), trace.value() / along, trace.error() / Math.abs(along));
    }
  }
}
