package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
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
    return "nothing to speak of";
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
    Placement placement = part.risk().placement();
    long p = part.risk().dimension();
    return Optional.of(
        new Objective() {
          @Override
          public long dimension() {
            return p;
          }

          @Override
          public Placement placement() {
            return placement;
          }

          @Override
          public double value(Tensor w) {
            return 0.5 * lambda * Vectors.squaredNorm(w);
          }

          @Override
          public double gradient(Tensor w, Tensor gradient) {
            gradient.copy_(w).mul_(new Scalar(lambda));
            return value(w);
          }

          @Override
          public void hessianVector(Tensor w, Tensor v, Tensor product) {
            product.copy_(v).mul_(new Scalar(lambda));
          }
        });
  }
}
