package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Step;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * λ‖∇Ĉ_k‖² of each batch, or λ‖∇C‖² of the whole training set: 2λ H_k g_k or 2λ H g is added to the
 * gradient, an exact Hessian-vector product.
 *
 * <p>D. G. T. Barrett, B. Dherin, ICLR 2021, arXiv:2009.11162, section 6 (explicit gradient
 * regularization).
 *
 * @param lambda λ, any sign: a negative one rewards large gradients
 * @param of whose gradient
 */
public record GradientNormPenalty(double lambda, Of of) implements Penalty {

  /** Whose gradient is to be short. */
  public enum Of {
    /** Each batch's own. */
    BATCH,
    /** That of the whole training set, at every step. */
    FULL
  }

  /** Checks λ. */
  public GradientNormPenalty {
    Bounds.finite("lambda", lambda);
  }

  @Override
  public String name() {
    return "gradient-norm";
  }

  @Override
  public boolean active() {
    return lambda != 0;
  }

  @Override
  public String cost(Conditions training) {
    return of == Of.BATCH || training.full() ? Costs.PRODUCT : Costs.productOfAll(training);
  }

  @Override
  public boolean multiplies() {
    return of == Of.BATCH;
  }

  @Override
  public double value(Problem problem, Tensor w, GradientNorms norms) {
    return lambda * (of == Of.BATCH ? norms.meanSquare() : norms.squareOfMean());
  }

  @Override
  public void add(Step at, Tensor sum) {
    if (of == Of.BATCH) {
      at.addProduct(2 * lambda, at.gradient(), sum);
    } else {
      at.addProductOfAll(2 * lambda, sum);
    }
  }

  @Override
  public Optional<Objective> objective(Part part) {
    int batch = of == Of.BATCH ? part.batch() : part.risk().examples();
    return Optional.of(new SquaredGradient(part.risk(), batch, lambda));
  }
}
