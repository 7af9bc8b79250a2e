package dev.tacit.lab.theory.order;

import dev.tacit.objective.ArrayObjective;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A batch with a linear gradient, C_k(w) = ½ wᵀA_k w - b_kᵀw. With such batches the mean over all
 * sequences of any length has an exact, affine recursion ({@link AffineMean}).
 */
final class LinearGradientBatch implements ArrayObjective {
  private final double[][] a; // A_k, symmetric, [p, p]
  private final double[] b; // b_k, [p]

  LinearGradientBatch(double[][] a, double[] b) {
    this.a = a;
    this.b = b;
  }

  /** ½ Σ_j λ_j w_j². */
  static LinearGradientBatch diagonal(double... curvatures) {
    double[][] a = new double[curvatures.length][curvatures.length];
    for (int j = 0; j < curvatures.length; j++) {
      a[j][j] = curvatures[j];
    }
    return new LinearGradientBatch(a, new double[curvatures.length]);
  }

  /** Batches with different curvatures (eigenvalues about 0.2 to 3) and different minima. */
  static List<Objective> random(int batches, int p, RandomStreams streams) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(streams.stream("theory/linear-gradients", 0));
    List<Objective> all = new ArrayList<>();
    for (int k = 0; k < batches; k++) {
      double[][] factor = new double[p][p];
      double[] b = new double[p];
      for (int i = 0; i < p; i++) {
        b[i] = normal.sample();
        for (int j = 0; j < p; j++) {
          factor[i][j] = normal.sample() / Math.sqrt(p);
        }
      }
      double[][] a = new double[p][p];
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          a[i][j] = i == j ? 0.2 : 0;
          for (int l = 0; l < p; l++) {
            a[i][j] += factor[i][l] * factor[j][l];
          }
        }
      }
      all.add(new LinearGradientBatch(a, b));
    }
    return all;
  }

  @Override
  public long dimension() {
    return b.length;
  }

  @Override
  public double value(double[] w) {
    return gradient(w, new double[b.length]);
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    hessianVector(w, w, gradient);
    double value = 0;
    for (int i = 0; i < b.length; i++) {
      value += w[i] * (gradient[i] / 2 - b[i]);
      gradient[i] -= b[i];
    }
    return value;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    Arrays.fill(product, 0);
    for (int i = 0; i < b.length; i++) {
      for (int j = 0; j < b.length; j++) {
        product[i] += a[i][j] * v[j];
      }
    }
  }
}
