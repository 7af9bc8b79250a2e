package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.check.Verdict;
import dev.tacit.theory.flow.FlowIntegrator;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Gradient descent on ReLU networks against its modified flow. Statements about orders need three
 * continuous derivatives; where a unit switches on an example along the way, the gradient jumps.
 */
final class ReluCheck {
  private static final int NETWORKS = 12;
  private static final double TIME = 2;
  private static final double[] STEPS = AdaptiveChecks.steps(TIME, 160, 320, 640, 1280, 2560);

  private ReluCheck() {}

  static List<Finding> run(Output output) {
    List<Double> irregular = new ArrayList<>();
    List<Double> regular = new ArrayList<>();
    List<List<?>> rows = new ArrayList<>();
    List<Figure.Line> lines = new ArrayList<>();
    for (int seed = 1; seed <= NETWORKS; seed++) {
      Bed bed = Bed.tiny(Activation.RELU, seed);
      boolean switches = switches(bed);
      double[] errors = Arrays.stream(STEPS).map(h -> error(bed, h)).toArray();
      for (int i = 0; i < STEPS.length; i++) {
        rows.add(List.of(seed, switches, STEPS[i], errors[i]));
      }
      List<Double> slopes = switches ? irregular : regular;
      for (int i = 1; i < STEPS.length; i++) {
        slopes.add(Math.log(errors[i - 1] / errors[i]) / Math.log(2));
      }
      if (switches) {
        lines.add(Figure.Line.of("network " + seed, STEPS, errors, Double.NaN));
      }
    }
    output.table("gd-relu", List.of("network", "switches", "step", "error"), rows);
    output.figure(
        new Figure(
            "gd-relu",
            "Gradient descent on ReLU networks whose units switch: no order",
            "step size h",
            "distance from the modified flow",
            true,
            true,
            lines));
    return List.of(
        new Finding(
            "ReLU, a unit switches: " + lines.size() + " of " + NETWORKS,
            "none",
            "anything",
            range(irregular),
            Verdict.NOT_VALID),
        Finding.of(
            "ReLU, none switches: " + (NETWORKS - lines.size()) + " of " + NETWORKS,
            "order 2",
            "1.95 to 2.05",
            range(regular),
            regular.stream().allMatch(slope -> Math.abs(slope - 2) <= 0.05)));
  }

  private static String range(List<Double> slopes) {
    return String.format(
        Locale.ROOT,
        "slopes from %.2f to %.2f",
        slopes.stream().mapToDouble(s -> s).min().orElse(Double.NaN),
        slopes.stream().mapToDouble(s -> s).max().orElse(Double.NaN));
  }

  private static double error(Bed bed, double h) {
    double[] flow =
        FlowIntegrator.rungeKutta(h / 4)
            .advance(new ModifiedGradientFlow(bed.objective(), h), bed.start(), TIME);
    return VectorMath.distance(flow, end(bed, h));
  }

  private static double[] end(Bed bed, double h) {
    return Trajectory.end(
        new GradientDescent(), bed.objective(), h, bed.start(), AdaptiveChecks.count(TIME, h));
  }

  /** Whether a unit switches on an example anywhere along the finest path. */
  private static boolean switches(Bed bed) {
    TinyNetwork network = (TinyNetwork) bed.objective();
    boolean[] before = network.active(bed.start());
    double h = STEPS[STEPS.length - 1];
    try (Trajectory path =
        new Trajectory(new GradientDescent(), List.of(network), n -> 0, h, bed.start())) {
      for (long n = 0; n < AdaptiveChecks.count(TIME, h); n++) {
        if (!Arrays.equals(before, network.active(path.advance(1).position()))) {
          return true;
        }
      }
      return false;
    }
  }
}
