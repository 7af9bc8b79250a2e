package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.EpsilonPlacement;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * The piecewise flow of RMSProp, Adam and AdamW for any sequence of batches k(0), k(1), … and from
 * the first step on. With the weights w1(n,i) = (1-β1) β1^{n-i}/Z1(n), Z1(n) = 1-β1^{n+1} with bias
 * correction, else 1, and w2 likewise, all at the current w:
 *
 * <pre>
 *   M_i = Σ_{j≤i} w1(i,j) g_{k(j)},   V_i = Σ_{j≤i} w2(i,j) g_{k(j)}²
 *   u_i = M_i/R_i + λw,   R_i = √(V_i+ε) (inside) or √V_i+ε (outside)
 *   B_i = Σ_{s=i}^{n-1} u_s                        how far behind step i was, w_i - w ≈ h B_i
 *   dM = Σ_b H_b z1_b,   z1_b = Σ_{i≤n, k(i)=b} w1(n,i) (B_i + ½ u_n)
 *   dV = 2 Σ_b g_b ⊙ H_b z2_b,   z2_b likewise with w2
 *   ẇ = -u_n - h [ dM/R_n - M_n ⊙ dR/R_n² + ½ λ u_n ],   dR = dV · dR/dV
 * </pre>
 *
 * on the interval of step n. Error O(h³) in a step, O(h²) in a fixed time, for the given sequence.
 * Memory older than K steps, where max(β1, β2)^K &lt; 1e-12, is left out. One evaluation costs m
 * gradients, 2m Hessian-vector products and O(K m p); one Runge-Kutta step a piece is enough.
 *
 * <p>M. D. Cattaneo, J. M. Klusowski, B. Shigida, ICML 2024, arXiv:2309.00079.
 */
public final class AdaptiveMemoryFlow implements Flow {
  private static final double FORGOTTEN = 1e-12;

  private final String name;
  private final List<Derivatives> batches;
  private final LongToIntFunction sequence;
  private final AdaptiveMoments moments;
  private final double h;
  private final boolean corrected;
  private final int memory; // K

  /**
   * The flow of the rule with these moments and step size h.
   *
   * @param batches C_b, b = 0 … m-1
   * @param sequence k, the batch of each step; {@code n -> 0} for full batches
   */
  public AdaptiveMemoryFlow(
      List<? extends Objective> batches,
      LongToIntFunction sequence,
      AdaptiveMoments moments,
      double h) {
    this("adaptive-memory", batches, sequence, moments, h, true);
  }

  private AdaptiveMemoryFlow(
      String name,
      List<? extends Objective> batches,
      LongToIntFunction sequence,
      AdaptiveMoments moments,
      double h,
      boolean corrected) {
    this.name = name;
    this.batches = Derivatives.of(batches);
    this.sequence = sequence;
    this.moments = moments;
    this.h = Derivatives.stepSize(h);
    this.corrected = corrected;
    double beta = Math.max(moments.beta1(), moments.beta2());
    this.memory = beta == 0 ? 1 : (int) Math.ceil(Math.log(FORGOTTEN) / Math.log(beta));
  }

  /** The leading flow ẇ = -u_n, which leaves the optimizer by O(h) in a fixed time. */
  public static AdaptiveMemoryFlow leading(
      List<? extends Objective> batches,
      LongToIntFunction sequence,
      AdaptiveMoments moments,
      double h) {
    return new AdaptiveMemoryFlow("adaptive-memory-leading", batches, sequence, moments, h, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return batches.get(0).dimension();
  }

  @Override
  public double pieceLength() {
    return h;
  }

  @Override
  public void velocity(long n, double[] w, double[] velocity) {
    int m = batches.size();
    double[][] g = new double[m][]; // [m, p]
    for (int b = 0; b < m; b++) {
      g[b] = batches.get(b).gradient(w);
    }
    if (corrected) {
      corrected(n, w, g, velocity);
    } else {
      Averages averages = new Averages(n - 2L * memory);
      while (averages.step < n) {
        averages.advance();
      }
      double[] u = new Step(averages, g, w).u;
      for (int j = 0; j < u.length; j++) {
        velocity[j] = -u[j];
      }
    }
  }

  private void corrected(long n, double[] w, double[][] g, double[] velocity) {
    int m = g.length;
    int p = w.length;
    long first = Math.max(0, n - memory);
    Averages averages = new Averages(first - memory);
    Step[] steps = new Step[(int) (n - first) + 1]; // steps first … n
    while (averages.step < n) {
      averages.advance();
      if (averages.step >= first) {
        steps[(int) (averages.step - first)] = new Step(averages, g, w);
      }
    }
    Step last = steps[steps.length - 1];

    double[][] z1 = new double[m][p];
    double[][] z2 = new double[m][p];
    double[] behind = new double[p]; // B_i
    double keep1 = (1 - moments.beta1()) / normaliser(moments.beta1(), n);
    double keep2 = (1 - moments.beta2()) / normaliser(moments.beta2(), n);
    for (long i = n; i >= first; i--) {
      int b = sequence.applyAsInt(i);
      double w1 = keep1 * Math.pow(moments.beta1(), (double) (n - i));
      double w2 = keep2 * Math.pow(moments.beta2(), (double) (n - i));
      double[] before = i > first ? steps[(int) (i - first) - 1].u : last.u;
      for (int j = 0; j < p; j++) {
        double displacement = behind[j] + 0.5 * last.u[j];
        z1[b][j] += w1 * displacement;
        z2[b][j] += w2 * displacement;
        behind[j] += before[j];
      }
    }

    double[] dM = new double[p];
    double[] dV = new double[p];
    for (int b = 0; b < m; b++) {
      double[] h1 = batches.get(b).hessianVector(w, z1[b]);
      double[] h2 = batches.get(b).hessianVector(w, z2[b]);
      for (int j = 0; j < p; j++) {
        dM[j] += h1[j];
        dV[j] += 2 * g[b][j] * h2[j];
      }
    }
    EpsilonPlacement placement = moments.placement();
    for (int j = 0; j < p; j++) {
      double r = placement.denominator(last.v[j], moments.epsilon());
      double dR = dV[j] == 0 ? 0 : dV[j] * placement.slope(last.v[j], moments.epsilon());
      double lag = r == 0 ? 0 : dM[j] / r - last.m[j] * dR / (r * r);
      velocity[j] = -last.u[j] - h * (lag + 0.5 * moments.decay() * last.u[j]);
    }
  }

  private double normaliser(double beta, long n) {
    return moments.biasCorrection() ? 1 - Math.pow(beta, n + 1.0) : 1;
  }

  /** How much weight each batch has in the two averages after a step. */
  private final class Averages {
    private final double[] first = new double[batches.size()]; // Σ_j (1-β1) β1^{i-j}, by batch
    private final double[] second = new double[batches.size()];
    private long step; // i

    /** Before the first step, or before a step whose elders are forgotten. */
    Averages(long start) {
      step = Math.max(0, start) - 1;
    }

    void advance() {
      step++;
      for (int b = 0; b < first.length; b++) {
        first[b] *= moments.beta1();
        second[b] *= moments.beta2();
      }
      int b = sequence.applyAsInt(step);
      first[b] += 1 - moments.beta1();
      second[b] += 1 - moments.beta2();
    }
  }

  /** M_i, V_i and u_i at the current w. */
  private final class Step {
    private final double[] m;
    private final double[] v;
    private final double[] u;

    Step(Averages averages, double[][] g, double[] w) {
      int p = w.length;
      m = new double[p];
      v = new double[p];
      u = new double[p];
      double z1 = normaliser(moments.beta1(), averages.step);
      double z2 = normaliser(moments.beta2(), averages.step);
      for (int b = 0; b < g.length; b++) {
        double a1 = averages.first[b] / z1;
        double a2 = averages.second[b] / z2;
        for (int j = 0; j < p; j++) {
          m[j] += a1 * g[b][j];
          v[j] += a2 * g[b][j] * g[b][j];
        }
      }
      for (int j = 0; j < p; j++) {
        double r = moments.placement().denominator(v[j], moments.epsilon());
        u[j] = (r == 0 ? 0 : m[j] / r) + moments.decay() * w[j];
      }
    }
  }
}
