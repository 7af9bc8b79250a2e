package dev.tacit.probe.complexity;

import dev.tacit.network.Backpropagation;
import dev.tacit.network.WeightedPassage;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.SingularValues;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The effective rank of each hidden layer's features: of the matrix [n, width] of its activations
 * on n training examples ({@link Sizes#subset}), the same during a run; features are not centred.
 * Channels of an image count by their mean over places.
 */
final class FeatureRank implements Probe {

  @Override
  public String name() {
    return "rank/features";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                name(),
                "Effective rank of the features",
                "effective rank",
                "Of each hidden layer’s activations on the subset.")
            .byLayer());
  }

  @Override
  public String cost() {
    return "0.4 gradients of the subset and the singular values of its activations";
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
  public Requirement requirement() {
    return Requirement.HIDDEN_LAYER;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return IntStream.range(1, problem.loss().network().depth()).mapToObj(this::metric).toList();
  }

  private String metric(int layer) {
    return name() + "/layer" + layer;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    try (PointerScope scope = new PointerScope();
        EmpiricalRisk some = Subset.of(snapshot.problem(), name());
        Backpropagation pass = new Backpropagation(snapshot.evaluated(), snapshot.w())) {
      Backpropagation.Trace trace = pass.forward(some.inputs());
      List<WeightedPassage> layers = trace.layers();
      for (int layer = 1; layer < some.network().depth(); layer++) {
        Tensor features = layers.get(layer).input(); // of the next layer that has parameters
        Tensor rows = features.dim() > 2 ? features.flatten(2, -1).mean(2) : features;
        out.record(metric(layer), SingularValues.of(rows).effectiveRank());
      }
    }
  }
}
