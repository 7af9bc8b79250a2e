package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.NormalisedGradient;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty.GradientNorms;
import dev.tacit.training.Penalty.Part;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The implicit term of full-batch RMSProp and Adam. It is the gradient of no function: w moves by
 *
 * <pre>
 *   -η² c ⊙ H u / D
 * </pre>
 *
 * beside its step, with u, D and c of {@link NormalisedGradient}. The rule must not see it, since
 * it would divide by it. It holds once the memory has run in, and where χ is below 0.1 ({@link
 * NormalisedGradient#drift}).
 */
record AdaptiveTerm(AdaptiveRule rule) implements ImplicitTerm {

  @Override
  public Optional<String> obstacle(Conditions training) {
    return training.full()
        ? Optional.empty()
        : Optional.of("its implicit term is derived for full batches (train.order: full)");
  }

  @Override
  public String cost(Conditions training) {
    return Costs.PRODUCT;
  }

  @Override
  public boolean displaces() {
    return true;
  }

  @Override
  public void displace(Step at, double factor, Tensor displacement) {
    NormalisedGradient gradient = new NormalisedGradient(rule, at.gradient());
    Tensor hu = torch.zeros_like(displacement);
    at.addProduct(1, gradient.normalised(), hu);
    double rate = at.learningRate();
    displacement.add_(
        gradient.quotient(hu).mul_(gradient.coefficient()), new Scalar(-factor * rate * rate));
  }

  @Override
  public double value(GradientNorms norms) {
    return Double.NaN;
  }

  @Override
  public Optional<Objective> objective(Part part, double factor) {
    return Optional.empty();
  }
}
