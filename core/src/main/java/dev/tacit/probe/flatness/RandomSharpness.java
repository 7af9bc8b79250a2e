package dev.tacit.probe.flatness;

import dev.tacit.objective.Objective;
import dev.tacit.probe.Measurements;
import dev.tacit.probe.MetricDescription;
import dev.tacit.probe.Preset;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.Subset;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The mean rise of the training loss under random perturbations, E C(w + σz) - C(w) ≈ ½ σ² tr H, z
 * standard normal, as {@code flatness/random/SIGMA} with its standard error.
 *
 * <p>Every draw is used with its opposite, ½[C(w + σz) + C(w - σz)] - C(w): the slope of C, which
 * contributes nothing to the mean and most of the variance, is gone. {@value #PAIRS} pairs, the
 * same in every epoch, on {@link Sizes#subset} training examples; the error is that over the pairs.
 */
final class RandomSharpness implements Probe {
  private static final int PAIRS = 8;
  private static final List<Double> SIGMAS = List.of(0.001, 0.01);

  @Override
  public String name() {
    return "flatness/random";
  }

  @Override
  public List<MetricDescription> descriptions() {
    return List.of(
        MetricDescription.size(
                name(),
                "Rise of the training loss under noise",
                "mean of C(w + σz) − C(w)",
                "z is standard normal; each part is a σ.")
            .inParts());
  }

  @Override
  public String cost() {
    return "14 gradients of the subset (" + 2 * PAIRS * SIGMAS.size() + " forward passes)";
  }

  @Override
  public Preset preset() {
    return Preset.FULL;
  }

  @Override
  public List<String> metrics(Problem problem) {
    return SIGMAS.stream().map(sigma -> name() + "/" + sigma).toList();
  }

  @Override
  public void measure(Snapshot snapshot, Measurements out) {
    Problem problem = snapshot.problem();
    try (Subset.Loss some = Subset.lossOf(problem, name())) {
      List<Estimate> rises =
          rises(
              some.objective(),
              snapshot.w(),
              SIGMAS,
              PAIRS,
              k -> problem.streams().stream(name(), k));
      for (int i = 0; i < rises.size(); i++) {
        out.record(metrics(problem).get(i), rises.get(i).value(), rises.get(i).error());
      }
    }
  }

  /**
   * The mean rise at each σ, with the same draws for all.
   *
   * @param stream of each pair
   */
  static List<Estimate> rises(
      Objective objective,
      Tensor w,
      List<Double> sigmas,
      int pairs,
      IntFunction<UniformRandomProvider> stream) {
    double value = objective.value(w);
    double[][] rises = new double[sigmas.size()][pairs];
    for (int k = 0; k < pairs; k++) {
      try (Tensor z = RandomVectors.gaussian(stream.apply(k), w.numel(), objective.placement())) {
        for (int i = 0; i < rises.length; i++) {
          double sigma = sigmas.get(i);
          double ahead = shifted(objective, w, z, sigma);
          double behind = shifted(objective, w, z, -sigma);
          rises[i][k] = (ahead + behind) / 2 - value;
        }
      }
    }
    return Arrays.stream(rises).map(Estimate::mean).toList();
  }

  private static double shifted(Objective objective, Tensor w, Tensor z, double sigma) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return objective.value(w.add(z, new Scalar(sigma)));
    }
  }
}
