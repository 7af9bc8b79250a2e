package dev.tacit.probe.basic;

import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.ParameterLayout.Slice;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * ‖w‖₂, or ‖w - w₀‖₂ with w₀ the parameters at step 0: of all parameters, and of each slice under
 * its name, as in {@code norm/l2/layer1.weight}.
 */
public final class NormProbe implements Probe {
  private final String name;
  private final boolean fromInit;

  private NormProbe(String name, boolean fromInit) {
    this.name = name;
    this.fromInit = fromInit;
  }

  public static NormProbe l2() {
    return new NormProbe("norm/l2", false);
  }

  public static NormProbe distanceFromInit() {
    return new NormProbe("norm/distance_from_init", true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<MetricDescription> descriptions() {
    MetricDescription words =
        fromInit
            ? MetricDescription.size(
                name,
                "Distance from initialisation",
                "‖w − w₀‖₂",
                "Euclidean distance of all parameters from where training began.")
            : MetricDescription.size(
                name,
                "Parameter norm",
                "‖w‖₂",
                "Euclidean norm of all parameters, weights and biases.");
    return List.of(words.byLayer());
  }

  @Override
  public String cost() {
    return "nothing (one pass over w)";
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(name));
    for (Slice slice : problem.loss().network().layout().slices()) {
      metrics.add(name + "/" + slice.name());
    }
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor w = snapshot.w();
      Tensor v = fromInit ? w.sub(snapshot.problem().initial()) : w;
      Tensor squares = v.square();
      out.record(name, Math.sqrt(sum(squares)));
      for (Slice slice : snapshot.problem().loss().network().layout().slices()) {
        out.record(
            name + "/" + slice.name(),
            Math.sqrt(sum(squares.narrow(0, slice.offset(), slice.size()))));
      }
    }
  }

  private static double sum(Tensor terms) {
    return terms.sum(new ScalarTypeOptional(torch.ScalarType.Double)).item_double();
  }
}
