package dev.tacit.penalty;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * (λ/2)‖w‖², all parameters alike: λw is added to the gradient, as coupled weight decay does.
 *
 * @param lambda λ ≥ 0
 */
public record SquaredNormPenalty(double lambda) implements Penalty {

  /** Checks λ. */
  public SquaredNormPenalty {
    Bounds.notNegative("lambda", lambda);
  }

  @Override
  public String name() {
    return "l2";
  }

  @Override
  public boolean active() {
    return lambda > 0;
  }

  @Override
  public String cost(Conditions training) {
    return Costs.NOTHING;
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return 0.5 * lambda * Vectors.squaredNorm(w);
  }

  @Override
  public void add(Step at, Tensor sum) {
    sum.add_(at.w(), new Scalar(lambda));
  }

  @Override
  public Optional<Objective> objective(Part part) {
    return Optional.of(
        new AutogradObjective(part.risk().dimension(), part.risk().placement()) {
          @Override
          protected Tensor expression(Tensor w) {
            return w.square().sum().mul(new Scalar(0.5 * lambda));
          }
        });
  }
}
