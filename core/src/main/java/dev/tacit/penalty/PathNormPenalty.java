package dev.tacit.penalty;

import dev.tacit.network.Layer.Ability;
import dev.tacit.network.Network;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.Placement;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * λ times the squared path norm Σ_c f_{w²}(1)[c], biases included: one all-ones input through the
 * network with squared parameters, no activation applied.
 *
 * <p>B. Neyshabur, R. Salakhutdinov, N. Srebro, NeurIPS 2015, arXiv:1506.02617.
 *
 * @param lambda λ ≥ 0
 */
public record PathNormPenalty(double lambda) implements Penalty {

  /** Checks λ. */
  public PathNormPenalty {
    Bounds.notNegative("lambda", lambda);
  }

  @Override
  public String name() {
    return "path";
  }

  @Override
  public boolean active() {
    return lambda > 0;
  }

  @Override
  public Optional<String> obstacle(Conditions training) {
    return training.network().lacks(Ability.PATHS);
  }

  @Override
  public String cost(Conditions training) {
    return Costs.PATHS;
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return function(problem.loss().network(), problem.loss().placement()).value(w);
  }

  @Override
  public void add(Step at, Tensor sum) {
    try (Tensor gradient = torch.zeros_like(sum)) {
      function(at.network(), at.placement()).gradient(at.w(), gradient);
      sum.add_(gradient);
    }
  }

  @Override
  public Optional<Objective> objective(Part part) {
    return Optional.of(function(part.risk().network(), part.risk().placement()));
  }

  private Objective function(Network network, Placement placement) {
    return new AutogradObjective(network.layout().dimension(), placement) {
      @Override
      protected Tensor expression(Tensor w) {
        Tensor ones = torch.ones(new long[] {1, network.inputs()}, placement().options());
        return network
            .body()
            .paths(network.layout().split(w.square()), network.shaped(ones))
            .sum()
            .mul(new Scalar(lambda));
      }
    };
  }
}
