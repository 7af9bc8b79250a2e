package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DiagonalLinearNetwork;
import dev.tacit.theory.objective.LeastSquares;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What gradient descent keeps exactly on a {@link DiagonalLinearNetwork}, at any step size with
 * |q_k| &lt; 1, full batch or not: with q_k = 2η∇_βL_k(β_k) a step is u ← u(1 - q_k), v ← v(1 +
 * q_k), so
 *
 * <pre>
 *   u_K v_K = α² Π_k (1 - q_k²) = α_K²,     β_K = 2 α_K² sinh(-2 Σ_k artanh q_k)
 * </pre>
 *
 * <p>and the effective scale α_K only falls. M. Even, S. Pesme, S. Gunasekar, N. Flammarion,
 * NeurIPS 2023, arXiv:2302.08982.
 */
final class DiagonalIdentities extends ExactCheck {
  private static final int EXAMPLES = 4;
  private static final int FEATURES = 10;
  private static final double ALPHA = 0.3;
  private static final double RATE = 0.05;

  DiagonalIdentities() {
    super(
        "exact/diagonal-identities",
        "diagonal networks: u v = α² Π(1 - q²) and β = 2α_K² sinh(-2 Σ artanh q) at every step",
        true);
  }

  static DiagonalLinearNetwork network() {
    return new DiagonalLinearNetwork(
        Numbers.gaussian("diagonal/rows", EXAMPLES, FEATURES),
        Numbers.gaussian("diagonal/y", 1, EXAMPLES)[0]);
  }

  @Override
  public List<Finding> run(Output output) {
    double[] full = largestErrors(false);
    double[] single = largestErrors(true);
    return List.of(
        Findings.atMost("GD, 300 steps: u v, relative error", "0", 1e-14, full[0]),
        Findings.atMost("GD, 300 steps: β, error over ‖β‖_∞", "0", 1e-14, full[1]),
        Findings.atMost("SGD, batch 1, 300 steps: u v, relative error", "0", 1e-14, single[0]),
        Findings.atMost("SGD, batch 1, 300 steps: β, error over ‖β‖_∞", "0", 1e-14, single[1]),
        Findings.atMost("largest |q|", "< 1", 1, Math.max(full[2], single[2])));
  }

  /** Of u v, of β, and the largest |q|, over all steps. */
  private static double[] largestErrors(boolean single) {
    DiagonalLinearNetwork c = network();
    UniformRandomProvider random = new RandomStreams(1).stream("exact/diagonal/batches", 0);
    double[] product = new double[FEATURES]; // Π (1 - q²)
    double[] sum = new double[FEATURES]; // Σ artanh q
    Arrays.fill(product, 1);
    double[] errors = new double[3];
    try (Descent descent = new Descent(new GradientDescent(), c, c.start(ALPHA))) {
      for (int k = 0; k < 300; k++) {
        int example = random.nextInt(EXAMPLES);
        DiagonalLinearNetwork batch = single ? c.batch(example) : c;
        LeastSquares inner = batch.inner();
        double[] g = new double[FEATURES];
        inner.gradient(c.beta(descent.w()), g);
        descent.step(batch, RATE);
        double[] w = descent.w();
        double[] beta = c.beta(w);
        for (int j = 0; j < FEATURES; j++) {
          double q = 2 * RATE * g[j];
          product[j] *= (1 - q) * (1 + q);
          sum[j] += (Math.log1p(q) - Math.log1p(-q)) / 2;
          double scale = ALPHA * ALPHA * product[j];
          double uv = w[j] * w[FEATURES + j];
          errors[0] = Math.max(errors[0], Math.abs(uv - scale) / scale);
          double claimed = 2 * scale * Math.sinh(-2 * sum[j]);
          errors[1] = Math.max(errors[1], Math.abs(beta[j] - claimed) / Numbers.maxNorm(beta));
          errors[2] = Math.max(errors[2], Math.abs(q));
        }
      }
    }
    return errors;
  }
}
