package dev.tacit.lab.theory.order;

import dev.tacit.flow.FlowIntegrator;
import dev.tacit.flow.ModifiedGradientFlow;
import dev.tacit.lab.theory.check.Figure;
import dev.tacit.lab.theory.check.Finding;
import dev.tacit.lab.theory.check.Output;
import dev.tacit.lab.theory.check.Verdict;
import dev.tacit.model.Activation;
import dev.tacit.optimizer.GradientDescent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
    List<Double> slopes = new ArrayList<>();
    List<List<?>> rows = new ArrayList<>();
    List<Figure.Line> lines = new ArrayList<>();
    for (int seed = 1; seed <= NETWORKS; seed++) {
      Bed bed = Bed.tiny(Activation.RELU, seed);
      double[] end = end(bed, STEPS[STEPS.length - 1]);
      boolean switches = !Arrays.equals(pattern(bed, bed.start()), pattern(bed, end));
      double[] errors = Arrays.stream(STEPS).map(h -> error(bed, h)).toArray();
      for (int i = 0; i < STEPS.length; i++) {
        rows.add(List.of(seed, switches, STEPS[i], errors[i]));
      }
      if (switches) {
        lines.add(Figure.Line.of("network " + seed, STEPS, errors, Double.NaN));
        IntStream.range(1, STEPS.length)
            .forEach(i -> slopes.add(Math.log(errors[i - 1] / errors[i]) / Math.log(2)));
      }
    }
    output.table("gd-relu", List.of("network", "switches", "step", "error"), rows);
    output.figure(
        new Figure(
            "gd-relu",
            "Gradient descent on ReLU networks: no order",
            "step size h",
            "distance from the modified flow",
            true,
            true,
            lines));
    return List.of(
        new Finding(
            "modified flow, ReLU",
            "none",
            "anything",
            String.format(
                Locale.ROOT,
                "slopes from %.2f to %.2f (%d of %d networks switch)",
                slopes.stream().mapToDouble(s -> s).min().orElse(Double.NaN),
                slopes.stream().mapToDouble(s -> s).max().orElse(Double.NaN),
                lines.size(),
                NETWORKS),
            Verdict.NOT_VALID));
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

  /** Which units are on for which examples. */
  private static boolean[] pattern(Bed bed, double[] w) {
    return ((TinyNetwork) bed.objective()).active(w);
  }
}
