package dev.tacit.probe.flatness;

import dev.tacit.measure.RelativeFlatness;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Setting;
import dev.tacit.probe.Sizes;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * The relative flatness κ of each layer, as {@code flatness/relative/layerK}, and their sum; see
 * {@link RelativeFlatness}. On {@link Sizes#subset} training examples, the same during a run; the
 * error is that of a mean over some of the training set.
 */
final class RelativeFlatnessProbe implements Probe {

  @Override
  public String name() {
    return "flatness/relative";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                name(),
                "Relative flatness",
                "κ, summed over layers",
                "Relative flatness of each layer and their sum; small is flat.")
            .byLayer());
  }

  @Override
  public String cost() {
    return "4 gradients of the subset for 10 classes (ReLU); else a double backward pass a layer";
  }

  @Override
  public Requirement requirement() {
    return Requirement.DENSE_LAYERS;
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public List<String> metrics(Setting setting) {
    List<String> metrics = new ArrayList<>(List.of(name()));
    for (int layer = 1; layer <= setting.train().network().depth(); layer++) {
      metrics.add(name() + "/layer" + layer);
    }
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Setting setting = snapshot.setting();
    double[][] parts; // [layers][examples]
    try (EmpiricalRisk some = Subset.of(setting, name())) {
      parts =
          RelativeFlatness.perExample(
              some, snapshot.w(), setting.streams().stream(name(), snapshot.state().step()));
    }
    double[] total = new double[parts[0].length];
    for (double[] layer : parts) {
      for (int i = 0; i < total.length; i++) {
        total[i] += layer[i];
      }
    }
    record(setting, out, name(), total);
    for (int layer = 0; layer < parts.length; layer++) {
      record(setting, out, name() + "/layer" + (layer + 1), parts[layer]);
    }
  }

  private static void record(Setting setting, Measurements out, String metric, double[] parts) {
    Estimate mean =
        RelativeFlatness.isExactFor(setting.train().network())
            ? Estimate.meanOfSome(parts, setting.train().examples())
            : Estimate.mean(parts);
    out.record(metric, mean);
  }
}
