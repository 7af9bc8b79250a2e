package dev.tacit.probe.basic;

import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.ScalarProbe;

/**
 * The steps taken so far, a straight line over the course of a run: where another metric comes to a
 * level ({@code matched train/loss 0.3}), how many it took to get there, to be compared, claimed
 * and drawn like anything else.
 */
public final class StepsProbe {
  private StepsProbe() {}

  /** {@code progress/steps}. */
  public static Probe probe() {
    return new ScalarProbe(
        MetricDescription.size(
            "progress/steps",
            "Steps taken",
            "steps",
            "Steps of the optimizer since the start; at a level of another metric, how many it took to"
                + " come to it."),
        "nothing",
        Requirement.NOTHING,
        Preset.FULL,
        snapshot -> (double) snapshot.state().step());
  }
}
