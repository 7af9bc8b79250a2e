package dev.tacit.theory.objective;

import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.pytorch.Tensor;

/** Random data for the tests of problems whose answers are known. */
final class ClosedForms {
  private ClosedForms() {}

  /** Independent normal numbers, shape [rows, columns], the same for the same name. */
  static double[][] gaussian(String name, int rows, int columns) {
    double[][] values = new double[rows][columns];
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(11).stream(name, 0));
    for (double[] row : values) {
      for (int j = 0; j < columns; j++) {
        row[j] = normal.sample();
      }
    }
    return values;
  }

  /** The contract at a random point. */
  static void contract(Objective objective) {
    double[] w = gaussian("point", 1, Math.toIntExact(objective.dimension()))[0];
    try (Tensor point = Vectors.of(Placement.CPU_FLOAT64, w)) {
      ObjectiveContract.check(objective, point);
    }
  }
}
