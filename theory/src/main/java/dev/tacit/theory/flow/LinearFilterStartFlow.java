package dev.tacit.theory.flow;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.LinearFilterRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The piecewise flow of a linear filter that starts with empty memory. On the interval of step n,
 *
 * <pre>
 *   ẇ = -a_n g - h [c_n + ½ a_n²] H g,
 *   a_n = Σ_{k=0}^{n} w_k,   c_n = Σ_{k=1}^{n} w_k Σ_{s=n-k}^{n-1} a_s
 * </pre>
 *
 * with w_k the weight of the gradient k steps ago. For heavy ball a_n = (1-β^{n+1})/(1-β) and c_n
 * tends to β/(1-β)³. Global error O(h²) from the optimizer's own start; the approach to slope 2 is
 * slow in h, see {@link LinearFilterFlow} for the other ways to start.
 */
public final class LinearFilterStartFlow extends PenalisedFlow {

  /** The flow of full-batch momentum that starts from zero velocity. */
  public LinearFilterStartFlow(Objective objective, LinearFilterRule rule, double h) {
    super("linear-filter-start", List.of(objective), h, null, h, new Start(rule)::at);
  }

  /** a_n and c_n up to where they no longer change. */
  private static final class Start {
    private static final double NEGLIGIBLE = 1e-17;
    private static final int LONGEST = 100_000;

    private final List<Coefficients> pieces = new ArrayList<>();

    Start(LinearFilterRule rule) {
      List<Double> weights = new ArrayList<>();
      double total = 0; // Σ w_k
      int memory = 0;
      do {
        weights.add(rule.weight(memory));
        total += rule.weight(memory);
        memory++;
      } while (memory < LONGEST && Math.abs(rule.weight(memory)) * memory > NEGLIGIBLE * total);
      double[] before = new double[memory + 1]; // Σ_{s<n} a_s
      double a = 0;
      for (int n = 0; n < memory; n++) {
        a += weights.get(n);
        before[n + 1] = before[n] + a;
        double c = 0;
        for (int k = 1; k <= n; k++) {
          c += weights.get(k) * (before[n] - before[n - k]);
        }
        pieces.add(new Coefficients(a, c + 0.5 * a * a, 0));
      }
    }

    Coefficients at(long n) {
      return pieces.get((int) Math.min(n, pieces.size() - 1L));
    }
  }
}
