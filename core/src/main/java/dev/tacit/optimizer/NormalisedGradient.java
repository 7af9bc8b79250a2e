package dev.tacit.optimizer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the flow of full-batch RMSProp and Adam is made of, coordinate by coordinate, at one w:
 *
 * <pre>
 *   ẇ = -(1/D) ⊙ [g + h c ⊙ H u],   u = g/D,   c = a + b r
 *   a = β1/(1-β1) - β2/(1-β2),   b = β2/(1-β2) + ½
 *   D = √(g²+ε), r = ε/D²  (ε inside the root)      D = |g|+ε, r = ε/D  (outside)
 * </pre>
 *
 * with g = ∇C the mean of the batch gradients over the epoch's partition. H u is the gradient of
 * the perturbed one-norm ‖g‖_{1,ε} = Σ_j |g_j|_ε, where |x|_ε = √(x²+ε) inside and |x| - ε
 * ln(1+|x|/ε) outside. Where c_j > 0 coordinate j is driven to a smaller one-norm, where c_j &lt; 0
 * to a larger one.
 *
 * <p>M. D. Cattaneo, J. M. Klusowski, B. Shigida, ICML 2024, arXiv:2309.00079, in its stationary
 * form: the memory must have run in, so it is ahead of the truth in the first 1/(1-β2) steps. It
 * speaks of full batches and is quantitative for χ below 0.1 ({@link #drift}). AdaGrad (β2 = 1)
 * forgets nothing and has no stationary form.
 *
 * <p>Tensors belong to the caller's scope and have the training's precision.
 */
public final class NormalisedGradient {
  private final AdaptiveRule rule;
  private final EpsilonPlacement placement;
  private final double epsilon;
  private final Tensor g; // [p]
  private final Tensor size; // |g|, [p]
  private final Tensor denominator; // D, [p]

  /** Of a gradient g, shape [p], as an adaptive rule sees it; call it inside a scope. */
  public NormalisedGradient(AdaptiveRule rule, Tensor g) {
    this.rule = rule;
    this.g = g;
    placement = rule.placement();
    epsilon = rule.epsilon();
    size = g.abs();
    denominator =
        placement == EpsilonPlacement.INSIDE
            ? g.square().add_(new Scalar(epsilon)).sqrt_()
            : size.add(new Scalar(epsilon));
  }

  /** D, shape [p]. */
  public Tensor denominator() {
    return denominator;
  }

  /** u = g/D, shape [p]; 0/0 is no step. */
  public Tensor normalised() {
    return quotient(g);
  }

  /** c, shape [p]. */
  public Tensor coefficient() {
    double lag2 = memory(rule.beta2());
    Tensor r = placement == EpsilonPlacement.INSIDE ? denominator.square() : denominator;
    return r.reciprocal()
        .mul_(new Scalar(epsilon * (lag2 + 0.5)))
        .add_(new Scalar(memory(rule.beta1()) - lag2))
        .masked_fill_(denominator.eq(new Scalar(0.0)), new Scalar(0.0));
  }

  /** |g_j|_ε, shape [p]; not below 0, and 0 at g = 0 with ε outside. */
  public Tensor perturbedSize() {
    if (placement == EpsilonPlacement.INSIDE || epsilon == 0) {
      return denominator;
    }
    Tensor logarithm = size.div(new Scalar(epsilon)).log1p_();
    return size.sub(logarithm, new Scalar(epsilon)).clamp_min_(new Scalar(0.0));
  }

  /** Which coordinates have a gradient, bool, shape [p]: dead ones never move. */
  public Tensor alive() {
    return size.gt(new Scalar(0.0));
  }

  /** x/D, with 0 where D is 0. */
  public Tensor quotient(Tensor x) {
    Tensor quotient = x.div(denominator);
    return epsilon > 0
        ? quotient
        : quotient.masked_fill_(denominator.eq(new Scalar(0.0)), new Scalar(0.0));
  }

  /** |x|/(|g| + √ε) inside, |x|/(|g| + ε) outside: relative to the size where ε takes over. */
  public Tensor relative(Tensor x) {
    return x.abs().div_(size.add(new Scalar(placement.size(epsilon))));
  }

  /**
   * χ, how far D drifts during the optimizer's memory, relative to itself:
   *
   * <pre>
   *   median_j h · β2/(1-β2) · |(H u)_j| / (|g_j| + √ε)
   * </pre>
   *
   * over the coordinates that have a gradient, because dead ones would make any network look safe.
   * √ε is the size where ε takes over, so with ε outside the root it is ε itself. NaN if none has.
   *
   * @param hu H u, shape [p]
   * @param learningRate h
   */
  public double drift(Tensor hu, double learningRate) {
    Tensor drift = relative(hu).masked_select(alive());
    double median = drift.numel() == 0 ? Double.NaN : drift.median().item_double();
    return learningRate * memory(rule.beta2()) * median;
  }

  /** β/(1-β), the mean age of what an average with decay β holds, in steps. */
  public static double memory(double beta) {
    return beta / (1 - beta);
  }

  /** The sum in float64. */
  public static double sum(Tensor terms) {
    return terms.sum(new ScalarTypeOptional(torch.ScalarType.Double)).item_double();
  }
}
