package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DiagonalLinearNetwork;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Finite steps shrink the effective scale α_∞ = √(u v) of a diagonal network, and the noise of
 * single examples shrinks it more. (That the solution is then sparser does not follow: the
 * shrinkage is not uniform, and nothing is claimed about ‖β‖₁.) S. Pesme, L. Pillaud-Vivien, N.
 * Flammarion, NeurIPS 2021, arXiv:2106.09524.
 */
final class DiagonalNoise extends ExactCheck {
  private static final double ALPHA = 0.3;
  private static final double RATE = 0.06;
  private static final int STEPS = 20_000;

  DiagonalNoise() {
    super(
        "exact/diagonal-noise",
        "diagonal networks: α_∞ < α after GD, and smaller still after SGD",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    double full = shrinkage(false);
    double single = shrinkage(true);
    return List.of(
        Findings.between("GD: mean α_∞/α", "< 1", 0.5, 0.9999, full),
        Findings.between("SGD, batch 1: mean α_∞/α", "< that of GD", 0.5, full - 1e-3, single));
  }

  private static double shrinkage(boolean single) {
    DiagonalLinearNetwork c = DiagonalIdentities.network();
    UniformRandomProvider random = new RandomStreams(1).stream("exact/diagonal/noise", 0);
    int d = Math.toIntExact(c.dimension() / 2);
    try (Descent descent = new Descent(new GradientDescent(), c, c.start(ALPHA))) {
      for (int k = 0; k < STEPS; k++) {
        int example = random.nextInt(c.examples());
        if (descent.step(single ? c.batch(example) : c, RATE) < 1e-28 && !single) {
          break;
        }
      }
      double[] w = descent.w();
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += Math.sqrt(w[j] * w[d + j]) / ALPHA;
      }
      return sum / d;
    }
  }
}
