package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.flow.Flow;
import dev.tacit.training.Penalty;
import dev.tacit.training.PenaltySum;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradient flow of a loss with a penalty, ẇ = -(1/m) Σ_k (g_k + what the penalty adds to a step
 * on batch k). The penalty's numbers come from the code that trains networks.
 */
record ExplicitFlow(List<? extends Objective> batches, Penalty penalty) implements Flow {
  private static final UpdateRule RULE = new GradientDescent();

  @Override
  public String name() {
    return "gradient-flow-with-" + penalty.name();
  }

  @Override
  public int dimension() {
    return Math.toIntExact(batches.get(0).dimension());
  }

  @Override
  public void velocity(long piece, double[] w, double[] velocity) {
    Placement placement = batches.get(0).placement();
    Arrays.fill(velocity, 0);
    try (Tensor here = Vectors.of(placement, w);
        Tensor gradient = Vectors.zeros(w.length, placement);
        PenaltySum added = new PenaltySum(List.of(penalty), RULE, w.length, placement)) {
      for (int k = 0; k < batches.size(); k++) {
        batches.get(k).gradient(here, gradient);
        added.add(new PlainStep(RULE, Double.NaN, here, gradient, batches, k), gradient);
        double[] total = Vectors.toDoubles(gradient);
        for (int j = 0; j < total.length; j++) {
          velocity[j] -= total[j] / batches.size();
        }
      }
    }
  }
}
