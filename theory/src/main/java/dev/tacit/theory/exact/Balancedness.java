package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DeepFactorisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.RealMatrix;

/**
 * W_{j+1}ᵀW_{j+1} - W_jW_jᵀ is constant under the gradient flow, wherever it starts; gradient
 * descent over a fixed time lets it drift by O(η).
 */
final class Balancedness extends ExactCheck {
  private static final int SIZE = 4;
  private static final double TIME = 2;

  Balancedness() {
    super(
        "exact/balancedness",
        "deep factorisation: W_(j+1)ᵀW_(j+1) - W_jW_jᵀ drifts by O(η) under GD",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    for (int depth = 2; depth <= 3; depth++) {
      double coarse = drift(depth, 2e-3);
      double fine = drift(depth, 1e-3);
      findings.add(
          Findings.between(
              "N = " + depth + ": order of the drift in η",
              "1",
              0.95,
              1.05,
              Math.log(coarse / fine) / Math.log(2)));
      findings.add(Findings.atMost("N = " + depth + ": drift at η = 0.001", "O(η)", 0.05, fine));
    }
    return findings;
  }

  private static double drift(int depth, double rate) {
    double[][] target = Numbers.gaussian("factorisation/target", SIZE, SIZE);
    boolean[][] all = new boolean[SIZE][SIZE];
    for (boolean[] row : all) {
      Arrays.fill(row, true);
    }
    double[] w = Numbers.gaussian("factorisation/factors", 1, depth * SIZE * SIZE)[0];
    for (int i = 0; i < w.length; i++) {
      w[i] *= 0.5;
    }
    try (DeepFactorisation c = new DeepFactorisation(depth, target, all);
        Descent descent = new Descent(new GradientDescent(), c, w)) {
      RealMatrix[] before = c.factors(w);
      for (long n = Math.round(TIME / rate); n > 0; n--) {
        descent.step(rate);
      }
      RealMatrix[] after = c.factors(descent.w());
      double largest = 0;
      for (int j = 0; j + 1 < depth; j++) {
        RealMatrix change = difference(after, j).subtract(difference(before, j));
        largest = Math.max(largest, change.getFrobeniusNorm());
      }
      return largest;
    }
  }

  private static RealMatrix difference(RealMatrix[] factors, int j) {
    RealMatrix above = factors[j + 1].transpose().multiply(factors[j + 1]);
    return above.subtract(factors[j].multiply(factors[j].transpose()));
  }
}
