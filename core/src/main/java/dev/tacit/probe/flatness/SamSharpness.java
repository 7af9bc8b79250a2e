package dev.tacit.probe.flatness;

import dev.tacit.objective.Objective;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The sharpness that SAM minimises, max_{‖e‖≤r} C(w + e) - C(w), at its first-order maximiser and
 * over the whole training set:
 *
 * <pre>
 *   flatness/sam/R    C(w + ê) - C(w),  ê = r g/‖g‖             g = ∇C(w)
 *   flatness/asam/R   C(w + ê) - C(w),  ê = r (w² ⊙ g)/‖w ⊙ g‖
 * </pre>
 *
 * SAM: P. Foret, A. Kleiner, H. Mobahi, B. Neyshabur, ICLR 2021, arXiv:2010.01412; about r‖g‖ + ½
 * r² ĝᵀHĝ. ASAM measures e relative to each |w_j|, which makes it invariant under W_l → a W_l,
 * W_{l+1} → W_{l+1}/a for ReLU without biases: J. Kwon, J. Kim, H. Park, I. K. Choi, ICML 2021,
 * arXiv:2102.11600 (biases included, no constant added to |w|). The true maximum may be larger. NaN
 * where the direction is not defined (g = 0).
 */
final class SamSharpness implements Probe {
  private static final List<Double> RADII = List.of(0.01, 0.05, 0.1);
  private static final List<Double> RELATIVE_RADII = List.of(0.1, 0.5, 1.0);

  @Override
  public String name() {
    return "flatness/sam";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                "flatness/sam",
                "SAM’s sharpness",
                "C(w + ê) − C(w),  ê = r g/‖g‖",
                "Rise of the training loss at SAM’s first-order maximiser; each part is a radius r.")
            .inParts(),
        MetricDescription.size(
                "flatness/asam",
                "ASAM’s sharpness",
                "C(w + ê) − C(w),  ê = r (w²⊙g)/‖w⊙g‖",
                "Rise of the training loss at ASAM’s first-order maximiser; each part is a radius r.")
            .inParts());
  }

  @Override
  public String cost() {
    return "4 gradients (one, and 7 forward passes)";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return Stream.concat(
            RADII.stream().map(r -> metric("flatness/sam", r)),
            RELATIVE_RADII.stream().map(r -> metric("flatness/asam", r)))
        .toList();
  }

  private static String metric(String name, double radius) {
    return String.format(Locale.ROOT, "%s/%s", name, radius);
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Objective train = snapshot.loss();
    Tensor w = snapshot.w();
    try (Tensor gradient = Vectors.zeros(train.dimension(), train.placement());
        Tensor steepest = Vectors.zeros(train.dimension(), train.placement());
        Tensor relative = Vectors.zeros(train.dimension(), train.placement())) {
      double value = train.gradient(w, gradient);
      direction(gradient, steepest);
      relativeDirection(w, gradient, relative);
      for (double r : RADII) {
        out.record(metric("flatness/sam", r), rise(train, w, value, steepest, r));
      }
      for (double r : RELATIVE_RADII) {
        out.record(metric("flatness/asam", r), rise(train, w, value, relative, r));
      }
    }
  }

  /** g/‖g‖. */
  static void direction(Tensor gradient, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      out.copy_(gradient).div_(new Scalar(Vectors.norm(gradient)));
    }
  }

  /** (w² ⊙ g)/‖w ⊙ g‖. */
  static void relativeDirection(Tensor w, Tensor gradient, Tensor out) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor scaled = gradient.mul(w);
      out.copy_(scaled.mul(w)).div_(new Scalar(Vectors.norm(scaled)));
    }
  }

  /** C(w + r e) - C(w). */
  static double rise(Objective objective, Tensor w, double value, Tensor e, double r) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return objective.value(w.add(e, new Scalar(r))) - value;
    }
  }
}
