package dev.tacit.probe.basic;

import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import java.util.List;

/**
 * The steps taken so far, a straight line over the course of a run: where another metric comes to a
 * level ({@code matched train/loss 0.3}), how many it took to get there, to be compared, claimed
 * and drawn like anything else.
 */
public final class StepsProbe implements Probe {
  private static final String NAME = "progress/steps";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
            NAME,
            "Steps taken",
            "steps",
            "Steps of the optimizer since the start; at a level of another metric, how many it took to"
                + " come to it."));
  }

  @Override
  public String cost() {
    return "nothing";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    out.record(NAME, (double) snapshot.state().step());
  }
}
