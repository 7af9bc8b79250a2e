package dev.tacit.probe;

import dev.tacit.risk.FisherRaoNorm;
import java.util.List;

/** How flat the training loss is around w, in the senses of the literature. */
final class FlatnessProbes {
  private FlatnessProbes() {}

  static List<Probe> all() {
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
    public String description() {
      return "Fisher-Rao norm of the parameters, with the Fisher matrix of the training data";
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
    public void measure(Snapshot snapshot, Measurements out) {
      out.record(
          name(), Math.sqrt(FisherRaoNorm.squared(snapshot.setting().train(), snapshot.w())));
    }
  }
}
