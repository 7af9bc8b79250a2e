package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.EpsilonPlacement;
import java.util.function.LongFunction;

/**
 * The flow of a gradient divided by its own size, the form that the adaptive methods share with
 * full batches:
 *
 * <pre>
 *   ẇ = -u - h { (1/D) ⊙ [a + b r] ⊙ H u + d λ u },   u = g/D + λw
 * </pre>
 *
 * with D = √(g²+ε) and r = ε/D² (ε inside the root) or D = |g|+ε and r = ε/D (outside), coordinate
 * by coordinate. H g/D is the gradient of ‖g‖_{1,ε} = Σ_j √(g_j²+ε), so a > 0 penalises the
 * one-norm of the gradient where g is large against ε, and a &lt; 0 favours it. The flows of this
 * package that extend it differ in (a, b, d) only. One evaluation costs one gradient and one
 * Hessian-vector product.
 *
 * <p>D has a kink at g_j = 0 with ε outside, and nearly one with ε small: statements about orders
 * hold while no g_j changes sign there.
 */
public class NormalisedFlow implements Flow {

  /**
   * The data of the correction.
   *
   * @param plain a
   * @param share b, the part that counts where ε rules
   * @param decay d
   */
  public record Coefficients(double plain, double share, double decay) {
    /** No correction: the leading flow. */
    public static final Coefficients NONE = new Coefficients(0, 0, 0);

    /** The opposite correction, for controls. */
    public Coefficients negated() {
      return new Coefficients(-plain, -share, -decay);
    }
  }

  private final String name;
  private final Derivatives objective;
  private final double h;
  private final double epsilon;
  private final EpsilonPlacement placement;
  private final double lambda;
  private final double pieceLength;
  private final LongFunction<Coefficients> coefficients;

  /**
   * A flow with the same coefficients for all time.
   *
   * @param name for tables
   * @param h the optimizer's step size
   * @param moments its ε, where it stands, and λ
   */
  public NormalisedFlow(
      String name,
      Objective objective,
      double h,
      AdaptiveMoments moments,
      Coefficients coefficients) {
    this(name, objective, h, moments, 0, piece -> coefficients);
  }

  /**
   * @param pieceLength h for coefficients that depend on the piece, else 0
   */
  NormalisedFlow(
      String name,
      Objective objective,
      double h,
      AdaptiveMoments moments,
      double pieceLength,
      LongFunction<Coefficients> coefficients) {
    this.name = name;
    this.objective = Derivatives.of(objective);
    this.h = Derivatives.stepSize(h);
    this.epsilon = moments.epsilon();
    this.placement = moments.placement();
    this.lambda = moments.decay();
    this.pieceLength = pieceLength;
    this.coefficients = coefficients;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int dimension() {
    return objective.dimension();
  }

  @Override
  public final double pieceLength() {
    return pieceLength;
  }

  @Override
  public final void velocity(long piece, double[] w, double[] velocity) {
    Coefficients now = coefficients.apply(piece);
    double[] g = objective.gradient(w);
    double[] u = new double[g.length];
    for (int j = 0; j < g.length; j++) {
      u[j] = normalised(g[j]) + lambda * w[j];
      velocity[j] = -u[j];
    }
    if (now.equals(Coefficients.NONE)) {
      return;
    }
    double[] hu = objective.hessianVector(w, u);
    for (int j = 0; j < g.length; j++) {
      double v = g[j] * g[j];
      double size = placement.denominator(v, epsilon);
      double c = now.plain + now.share * placement.share(v, epsilon);
      double lag = size == 0 ? 0 : c * hu[j] / size;
      velocity[j] -= h * (lag + now.decay * lambda * u[j]);
    }
  }

  /** g/D, with 0/0 no step. */
  private double normalised(double g) {
    return g == 0 ? 0 : g / placement.denominator(g * g, epsilon);
  }
}
