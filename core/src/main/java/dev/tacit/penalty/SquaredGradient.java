package dev.tacit.penalty;

import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * (λ/m) Σ_k ‖∇Ĉ_k(w)‖² over consecutive batches of a risk's examples, the last one perhaps smaller,
 * as a function of w. Its Hessian holds third derivatives of the loss: autograd takes them, at
 * about ten gradients a product.
 */
final class SquaredGradient implements Objective {
  private final EmpiricalRisk risk;
  private final int batch;
  private final int batches;
  private final double lambda;

  SquaredGradient(EmpiricalRisk risk, int batch, double lambda) {
    this.risk = risk;
    this.batch = Math.min(batch, risk.examples());
    this.lambda = lambda;
    batches = (risk.examples() + this.batch - 1) / this.batch;
  }

  @Override
  public long dimension() {
    return risk.dimension();
  }

  @Override
  public Placement placement() {
    return risk.placement();
  }

  @Override
  public double value(Tensor w) {
    try (Tensor unused = Vectors.zeros(dimension(), placement())) {
      double sum = 0;
      for (int k = 0; k < batches; k++) {
        risk.batch(rows(k)).gradient(w, unused);
        sum += Vectors.squaredNorm(unused);
      }
      return lambda * sum / batches;
    }
  }

  @Override
  public double gradient(Tensor w, Tensor gradient) {
    double[] value = {0};
    sum(gradient, (term, part) -> value[0] += term.gradient(w, part));
    return value[0];
  }

  @Override
  public void hessianVector(Tensor w, Tensor v, Tensor product) {
    sum(product, (term, part) -> term.hessianVector(w, v, part));
  }

  private void sum(Tensor sum, BiConsumer<Objective, Tensor> part) {
    try (NoGradGuard guard = new NoGradGuard();
        Tensor one = Vectors.zeros(dimension(), placement())) {
      sum.zero_();
      for (int k = 0; k < batches; k++) {
        part.accept(term(k), one);
        sum.add_(one);
      }
    }
  }

  /** (λ/m) ‖∇Ĉ_k‖², differentiable twice. */
  private Objective term(int k) {
    AutogradObjective loss = risk.expression(rows(k));
    return new AutogradObjective(dimension(), placement()) {
      @Override
      protected Tensor expression(Tensor w) {
        Tensor g = Derivatives.of(loss.at(w), w, true);
        return g.square().sum().mul(new Scalar(lambda / batches));
      }

      @Override
      public double value(Tensor w) {
        try (PointerScope scope = new PointerScope();
            AutoGradMode on = new AutoGradMode(true)) {
          return expression(w.detach().requires_grad_(true)).item_double();
        }
      }
    };
  }

  private int[] rows(int k) {
    return IntStream.range(k * batch, Math.min(risk.examples(), (k + 1) * batch)).toArray();
  }
}
