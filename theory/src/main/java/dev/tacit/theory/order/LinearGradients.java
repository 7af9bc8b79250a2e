package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.objective.Quadratic;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Batches with linear gradients: quadratics with different Hessians and different minima. With such
 * batches the mean over all sequences of any length has an exact, affine recursion ({@link
 * AffineMean}).
 */
final class LinearGradients {
  private LinearGradients() {}

  /** H_k = 0.2 + GGᵀ/p with a Gaussian G, minima from N(0, 1). */
  static List<Objective> random(int batches, int p, RandomStreams streams) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(streams.stream("theory/linear-gradients", 0));
    List<Objective> all = new ArrayList<>();
    for (int k = 0; k < batches; k++) {
      double[] minimum = new double[p];
      double[][] g = new double[p][p];
      for (int i = 0; i < p; i++) {
        minimum[i] = normal.sample();
        for (int j = 0; j < p; j++) {
          g[i][j] = normal.sample();
        }
      }
      double[][] hessian = new double[p][p];
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          hessian[i][j] = VectorMath.dot(g[i], g[j]) / p + (i == j ? 0.2 : 0);
        }
      }
      all.add(new Quadratic(hessian, minimum));
    }
    return all;
  }
}
