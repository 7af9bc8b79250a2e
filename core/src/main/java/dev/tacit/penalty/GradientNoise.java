package dev.tacit.penalty;

import dev.tacit.tensor.RandomVectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Gaussian noise σz, z ~ N(0, I), added to the gradient afresh at every step, from the run's stream
 * {@code gradient-noise} of that step.
 *
 * @param deviation σ ≥ 0
 */
public record GradientNoise(double deviation) implements Penalty {

  /** Checks σ. */
  public GradientNoise {
    Bounds.notNegative("deviation", deviation);
  }

  @Override
  public String name() {
    return "gradient-noise";
  }

  @Override
  public boolean active() {
    return deviation > 0;
  }

  @Override
  public String cost(Conditions training) {
    return Costs.NUMBERS;
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return 0;
  }

  @Override
  public void add(Step at, Tensor sum) {
    try (Tensor z = RandomVectors.gaussian(at.random(name()), sum.numel(), at.placement())) {
      sum.add_(z, new Scalar(deviation));
    }
  }
}
