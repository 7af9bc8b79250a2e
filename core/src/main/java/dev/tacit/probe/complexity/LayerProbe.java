package dev.tacit.probe.complexity;

import dev.tacit.measure.LayerNorms;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.training.Problem;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number of each weight matrix, recorded under its name as in {@code
 * rank/stable/layer1.weight}.
 *
 * @param description of its metrics, whose name is its own
 * @param value the number
 */
record LayerProbe(MetricDescription description, ToDoubleFunction<LayerNorms> value)
    implements Probe {

  /** Spectral norms and the two ranks. */
  static List<Probe> all() {
    return List.of(
        new LayerProbe(
            MetricDescription.size(
                "norm/spectral",
                "Spectral norm",
                "‖W‖₂",
                "Largest singular value of each weight matrix; of a convolution, of its map of"
                    + " images."),
            LayerNorms::spectralNorm),
        new LayerProbe(
            MetricDescription.size(
                "rank/stable",
                "Stable rank",
                "‖W‖_F² / ‖W‖₂²",
                "Of each weight matrix: squared Frobenius over squared spectral norm."),
            layer -> layer.spectrum().stableRank()),
        new LayerProbe(
            MetricDescription.size(
                "rank/effective",
                "Effective rank",
                "effective rank",
                "Of each weight matrix: the exponential entropy of its singular values."),
            layer -> layer.spectrum().effectiveRank()));
  }

  @Override
  public String name() {
    return description.name();
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(description.byLayer());
  }

  @Override
  public Requirement requirement() {
    return Requirement.LAYERS;
  }

  @Override
  public String cost() {
    return ComplexityProbes.SPECTRA;
  }

  @Override
  public Preset preset() {
    return Preset.STANDARD;
  }

  @Override
  public int defaultInterval() {
    return Preset.RARELY;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return problem.loss().network().layout().slices().stream()
        .filter(Slice::isWeight)
        .map(slice -> name() + "/" + slice.name())
        .toList();
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    for (LayerNorms layer : snapshot.layerNorms()) {
      out.record(name() + "/" + layer.name(), value.applyAsDouble(layer));
    }
  }
}
