package dev.tacit.probe.flatness;

import dev.tacit.measure.RelativeFlatness;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Requirement;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Estimate;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The relative flatness κ of each layer, as {@code flatness/relative/layerK}, and their sum; see
 * {@link RelativeFlatness}. On {@link Sizes#subset} training examples, the same during a run; the
 * error is that of a mean over some of the training set and, where the numbers of single examples
 * are estimates themselves, of two such estimates each.
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
    return "4 gradients of the subset for 10 classes (ReLU); else two double backward passes a layer";
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
  public List<String> metrics(Problem problem) {
    List<String> metrics = new ArrayList<>(List.of(name()));
    for (int layer = 1; layer <= problem.loss().network().depth(); layer++) {
      metrics.add(name() + "/layer" + layer);
    }
    return metrics;
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    UniformRandomProvider random = problem.streams().stream(name(), snapshot.state().step());
    double[][] once; // [layers][examples]
    double[][] again;
    try (EmpiricalRisk some = Subset.of(problem, name())) {
      once = RelativeFlatness.perExample(some, snapshot.w(), random);
      again =
          RelativeFlatness.isExactFor(some.network())
              ? once
              : RelativeFlatness.perExample(some, snapshot.w(), random);
    }
    int n = problem.loss().examples();
    out.record(name(), mean(sum(once), sum(again), n));
    for (int layer = 0; layer < once.length; layer++) {
      out.record(name() + "/layer" + (layer + 1), mean(once[layer], again[layer], n));
    }
  }

  private static double[] sum(double[][] layers) {
    double[] total = new double[layers[0].length];
    for (double[] layer : layers) {
      for (int i = 0; i < total.length; i++) {
        total[i] += layer[i];
      }
    }
    return total;
  }

  /**
   * The mean over n of N examples, each estimated twice. Its variance is that of the examples, (1 -
   * n/N) S²/n, and what the estimates add if no example is left out, half the spread of the two: S²
   * has that part in it already.
   */
  private static Estimate mean(double[] once, double[] again, int population) {
    int n = once.length;
    double[] both = new double[n];
    double[] apart = new double[n];
    for (int i = 0; i < n; i++) {
      both[i] = (once[i] + again[i]) / 2;
      apart[i] = (once[i] - again[i]) / 2;
    }
    Estimate ofSome = Estimate.meanOfSome(both, population);
    if (Arrays.equals(once, again)) {
      return ofSome;
    }
    double ofExamples = n == population ? 0 : ofSome.error();
    double ofEstimates = Math.sqrt((double) n / population) * Estimate.mean(apart).error();
    return new Estimate(ofSome.value(), Math.hypot(ofExamples, ofEstimates));
  }
}
