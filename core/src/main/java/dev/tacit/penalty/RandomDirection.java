package dev.tacit.penalty;

import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The control of {@link GradientNormPenalty}: at each step a vector exactly as long as what that
 * adds, ‖2λ H_k g_k‖, in a direction drawn afresh, uniform on the sphere, from the run's stream
 * {@code random-direction} of that step. If this does what the penalty does, its direction is not
 * what does it.
 *
 * @param lambda λ of the penalty that it stands in for; its sign means nothing
 */
public record RandomDirection(double lambda) implements Penalty {

  /** Checks λ. */
  public RandomDirection {
    Bounds.finite("lambda", lambda);
  }

  @Override
  public String name() {
    return "random-direction";
  }

  @Override
  public boolean active() {
    return lambda != 0;
  }

  @Override
  public String cost(Conditions training) {
    return Costs.PRODUCT + " and " + Costs.NUMBERS;
  }

  @Override
  public boolean multiplies() {
    return true;
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return 0;
  }

  @Override
  public void add(Step at, Tensor sum) {
    try (Tensor term = Vectors.zeros(sum.numel(), at.placement());
        Tensor z = RandomVectors.gaussian(at.random(name()), sum.numel(), at.placement())) {
      new GradientNormPenalty(lambda, Of.BATCH).add(at, term);
      double scale = Vectors.norm(term) / Vectors.norm(z);
      if (scale > 0) { // not where the product is no number: the loss will tell
        sum.add_(z, new Scalar(scale));
      }
    }
  }
}
