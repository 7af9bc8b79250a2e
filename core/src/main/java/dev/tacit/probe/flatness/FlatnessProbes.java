package dev.tacit.probe.flatness;

import dev.tacit.measure.FisherRaoNorm;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import java.util.List;

/** How flat the training loss is around w, in the senses of the literature. */
public final class FlatnessProbes {
  private FlatnessProbes() {}

  public static List<Probe> all() {
    return List.of(
        new SamSharpness(), new RandomSharpness(), new RelativeFlatnessProbe(), new FisherRao());
  }

  /** ‖w‖_fr over the training set; see {@link FisherRaoNorm}. */
  private static final class FisherRao implements Probe {

    @Override
    public String name() {
      return "flatness/fisher_rao";
    }

    @Override
    public List<MetricDescription> descriptions() {
      return List.of(
          MetricDescription.size(
              name(),
              "Fisher-Rao norm",
              "√(wᵀFw)",
              "Fisher-Rao norm of the parameters, with the Fisher matrix F of the training data."));
    }

    @Override
    public String cost() {
      return "1 gradient (two forward passes, one backward without weights)";
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
      out.record(name(), Math.sqrt(FisherRaoNorm.squared(snapshot.problem().loss(), snapshot.w())));
    }
  }
}
