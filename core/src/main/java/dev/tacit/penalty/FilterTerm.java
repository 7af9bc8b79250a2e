package dev.tacit.penalty;

import dev.tacit.objective.Objective;
import dev.tacit.objective.Sum;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.training.Conditions;
import dev.tacit.training.Penalty.GradientNorms;
import dev.tacit.training.Penalty.Part;
import dev.tacit.training.Step;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The implicit term of a linear filter of past gradients with total weight W and mean lag τ, where
 * m batches are shuffled afresh every epoch, with η_eff = ηW:
 *
 * <pre>
 *   (η_eff/4) [ ((1+2τ) - κ_m) ‖∇C‖² + κ_m (1/m) Σ_k ‖∇Ĉ_k‖² ]
 * </pre>
 *
 * so that (η_eff/2) [((1+2τ) - κ_m) H g + κ_m H_k g_k] is the gradient of a batch's share. For SGD
 * 1 + 2τ = κ_m = 1 and the batch's own product is all; with full batches there is one product, too.
 *
 * <p>S. L. Smith et al., ICLR 2021, arXiv:2101.12176 for SGD; the filters' terms are those of
 * docs/notation.md.
 */
record FilterTerm(LinearFilterRule rule) implements ImplicitTerm {

  @Override
  public Optional<String> obstacle(Conditions training) {
    return training.shuffled()
        ? Optional.empty()
        : Optional.of(
            "its implicit term is derived for batches that are shuffled afresh every epoch or hold"
                + " all examples (train.order reshuffle, fixed-partition or full)");
  }

  @Override
  public String cost(Conditions training) {
    int m = (training.examples() - 1) / training.batch() + 1;
    return m == 1 || full(m) == 0
        ? Costs.PRODUCT
        : Costs.PRODUCT + " and, as the rule remembers, " + Costs.productOfAll(training);
  }

  @Override
  public void add(Step at, double factor, Tensor sum) {
    double half = factor * at.learningRate() * rule.totalWeight() / 2;
    int m = at.batches();
    if (at.full()) {
      at.addProduct(half * lag(), at.gradient(), sum);
      return;
    }
    at.addProduct(half * share(m), at.gradient(), sum);
    if (full(m) != 0) {
      at.addProductOfAll(half * full(m), sum);
    }
  }

  @Override
  public double value(GradientNorms norms) {
    int m = norms.batches();
    return quarter(norms.learningRate())
        * (full(m) * norms.squareOfMean() + share(m) * norms.meanSquare());
  }

  @Override
  public Optional<Objective> objective(Part part, double factor) {
    int all = part.risk().examples();
    int m = (all - 1) / Math.min(part.batch(), all) + 1;
    double quarter = factor * quarter(part.learningRate());
    SquaredGradient ofAll = new SquaredGradient(part.risk(), all, quarter * full(m));
    SquaredGradient ofBatches = new SquaredGradient(part.risk(), part.batch(), quarter * share(m));
    if (m == 1 || full(m) == 0) {
      return Optional.of(m == 1 ? ofAll : ofBatches);
    }
    return Optional.of(new Sum(List.of(ofAll, ofBatches)));
  }

  private double quarter(double learningRate) {
    return learningRate * rule.totalWeight() / 4;
  }

  /** 1 + 2τ. */
  private double lag() {
    return 1 + 2 * rule.meanLag();
  }

  /** κ_m; with one batch there is no noise, and all of the term is the full part. */
  private double share(int m) {
    return m == 1 ? 0 : rule.shuffledNoiseShare(m);
  }

  /** The full part; rounding is none. */
  private double full(int m) {
    double full = lag() - share(m);
    return Math.abs(full) < 1e-12 ? 0 : full;
  }
}
