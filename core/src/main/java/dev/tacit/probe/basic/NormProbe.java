package dev.tacit.probe.basic;

import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
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
 * ‖w‖₂, ‖w - w₀‖₂ or ‖w - w₀‖_∞ with w₀ the parameters at step 0: of all parameters, and of each
 * slice under its name, as in {@code norm/l2/layer1.weight}.
 */
public final class NormProbe implements Probe {
  private final MetricDescription words;
  private final boolean fromInit;
  private final boolean largest; // in place of the Euclidean norm

  private NormProbe(MetricDescription words, boolean fromInit, boolean largest) {
    this.words = words;
    this.fromInit = fromInit;
    this.largest = largest;
  }

  public static NormProbe l2() {
    return new NormProbe(
        MetricDescription.size(
            "norm/l2",
            "Parameter norm",
            "‖w‖₂",
            "Euclidean norm of all parameters, weights and biases."),
        false,
        false);
  }

  public static NormProbe distanceFromInit() {
    return new NormProbe(
        MetricDescription.size(
            "norm/distance_from_init",
            "Distance from initialisation",
            "‖w − w₀‖₂",
            "Euclidean distance of all parameters from where training began."),
        true,
        false);
  }

  public static NormProbe largestChangeFromInit() {
    return new NormProbe(
        MetricDescription.size(
            "norm/largest_change_from_init",
            "Largest change of a parameter",
            "‖w − w₀‖_∞",
            "How far the parameter that moved most is from where training began."),
        true,
        true);
  }

  @Override
  public String name() {
    return words.name();
  }

  @Override
  public Preset preset() {
    return largest ? Preset.STANDARD : Preset.CHEAP;
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(words.byLayer());
  }

  @Override
  public String cost() {
    return "nothing (one pass over w)";
  }

  @Override
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(name()));
    for (Slice slice : problem.loss().network().layout().slices()) {
      metrics.add(name() + "/" + slice.name());
    }
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor w = snapshot.w();
      Tensor v = fromInit ? w.sub(snapshot.problem().initial()) : w;
      Tensor terms = largest ? v.abs() : v.square();
      out.record(name(), norm(terms));
      for (Slice slice : snapshot.problem().loss().network().layout().slices()) {
        out.record(
            name() + "/" + slice.name(), norm(terms.narrow(0, slice.offset(), slice.size())));
      }
    }
  }

  private double norm(Tensor terms) {
    return largest
        ? terms.max().item_double()
        : Math.sqrt(terms.sum(new ScalarTypeOptional(torch.ScalarType.Double)).item_double());
  }
}
