package dev.tacit.penalty;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * λ‖w‖₁, all parameters alike: λ sign(w) is added to the gradient. Of the subgradients at w_j = 0
 * it takes 0, so that a parameter that is zero and has no gradient stays zero.
 *
 * @param lambda λ ≥ 0
 */
public record AbsoluteNormPenalty(double lambda) implements Penalty {

  /** Checks λ. */
  public AbsoluteNormPenalty {
    Bounds.notNegative("lambda", lambda);
  }

  @Override
  public String name() {
    return "l1";
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
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return lambda * w.abs().sum(new ScalarTypeOptional(torch.ScalarType.Double)).item_double();
    }
  }

  @Override
  public void add(Step at, Tensor sum) {
    sum.add_(at.w().sign(), new Scalar(lambda));
  }

  @Override
  public Optional<Objective> objective(Part part) {
    return Optional.of(
        new AutogradObjective(part.risk().dimension(), part.risk().placement()) {
          @Override
          protected Tensor expression(Tensor w) {
            return w.abs().sum().mul(new Scalar(lambda));
          }
        });
  }
}
