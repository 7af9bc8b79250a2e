package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The flow of a loss with two penalties, the form that the linear optimizers share:
 *
 * <pre>
 *   ẇ = -P⁻¹ { a g + h [ b H P⁻¹ g  +  c ((1/m) Σ_k H_k P⁻¹ g_k  -  H P⁻¹ g) ] }
 * </pre>
 *
 * with g_k and H_k the gradient and the Hessian of batch k, g and H their means over the m batches,
 * and P a constant positive diagonal. It descends a C + (h/2) b ‖g‖² + (h/2) c (1/m) Σ_k ‖g_k -
 * g‖², the squares being those of P⁻¹. The flows of this package that extend it differ in (a, b, c)
 * only. One evaluation costs m gradients and m Hessian-vector products.
 */
public class PenalisedFlow implements Flow {

  /**
   * The data of the flow.
   *
   * @param gradient a
   * @param penalty b
   * @param noise c
   */
  public record Coefficients(double gradient, double penalty, double noise) {}

  private final String name;
  private final List<Derivatives> batches;
  private final double h;
  private final double pieceLength;
  private final double[] inverseMetric; // 1/P, [p]
  private final LongFunction<Coefficients> coefficients;

  /**
   * A flow with the same coefficients for all time and P = 1.
   *
   * @param name for tables
   * @param batches C_k; one of them for full batches
   * @param h the optimizer's step size
   */
  public PenalisedFlow(
      String name, List<? extends Objective> batches, double h, Coefficients coefficients) {
    this(name, batches, h, null, 0, constant(coefficients));
  }

  /**
   * @param metric P, length p; null for 1
   * @param pieceLength h for coefficients that depend on the piece, else 0
   */
  PenalisedFlow(
      String name,
      List<? extends Objective> batches,
      double h,
      double[] metric,
      double pieceLength,
      LongFunction<Coefficients> coefficients) {
    this.name = name;
    this.batches = Derivatives.of(batches);
    this.h = Derivatives.stepSize(h);
    this.pieceLength = pieceLength;
    this.coefficients = coefficients;
    this.inverseMetric = inverse(metric, dimension());
  }

  static LongFunction<Coefficients> constant(Coefficients coefficients) {
    return piece -> coefficients;
  }

  private static double[] inverse(double[] metric, int p) {
    double[] inverse = new double[p];
    if (metric != null && metric.length != p) {
      throw new IllegalArgumentException("P has length " + metric.length + ", w has " + p);
    }
    for (int j = 0; j < p; j++) {
      double entry = metric == null ? 1 : metric[j];
      if (!(entry > 0)) {
        throw new IllegalArgumentException("P must be positive, found " + entry + " at " + j);
      }
      inverse[j] = 1 / entry;
    }
    return inverse;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int dimension() {
    return batches.get(0).dimension();
  }

  @Override
  public final double pieceLength() {
    return pieceLength;
  }

  @Override
  public final void velocity(long piece, double[] w, double[] velocity) {
    Coefficients now = coefficients.apply(piece);
    int m = batches.size();
    int p = dimension();
    double[][] g = new double[m][]; // [m, p]
    double[] mean = new double[p];
    for (int k = 0; k < m; k++) {
      g[k] = batches.get(k).gradient(w);
      for (int j = 0; j < p; j++) {
        mean[j] += g[k][j] / m;
      }
    }
    double[] correction = new double[p]; // (1/m) Σ_k H_k P⁻¹ [(b - c) g + c g_k]
    if (now.penalty != 0 || now.noise != 0) {
      double[] v = new double[p];
      for (int k = 0; k < m; k++) {
        for (int j = 0; j < p; j++) {
          v[j] = inverseMetric[j] * ((now.penalty - now.noise) * mean[j] + now.noise * g[k][j]);
        }
        double[] hv = batches.get(k).hessianVector(w, v);
        for (int j = 0; j < p; j++) {
          correction[j] += hv[j] / m;
        }
      }
    }
    for (int j = 0; j < p; j++) {
      velocity[j] = -inverseMetric[j] * (now.gradient * mean[j] + h * correction[j]);
    }
  }
}
