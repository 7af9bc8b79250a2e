package dev.tacit.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.pytorch.Tensor;

/** What every smooth objective in float64 must fulfil. */
public final class ObjectiveContract {
  private ObjectiveContract() {}

  /** Checks an objective at a point where it is smooth; w must be float64. */
  public static void check(Objective objective, Tensor w) {
    double[] point = Vectors.toDoubles(w);
    int p = point.length;
    assertEquals(p, objective.dimension(), "dimension");
    double[] v = gaussian(p, 1);
    double[] u = gaussian(p, 2);

    double[] g = gradient(objective, point);
    assertArrayEquals(g, gradient(objective, point), 0, "the same w gives the same bits");
    assertArrayEquals(point, Vectors.toDoubles(w), 0, "w is not changed");

    // Central differences: truncation r²/6 ~ 1e-11 relative to third derivatives of order 1,
    // rounding ε C / r ~ 1e-11.
    double r = 1e-5 * (1 + norm(point)) / norm(v);
    double slope = (value(objective, point, v, r) - value(objective, point, v, -r)) / (2 * r);
    assertEquals(slope, dot(g, v), 1e-8 * (1 + norm(g) * norm(v)), "gradient against differences");

    double[] hv = product(objective, point, v);
    double[] ahead = gradient(objective, shifted(point, v, r));
    double[] behind = gradient(objective, shifted(point, v, -r));
    for (int j = 0; j < p; j++) {
      assertEquals(
          (ahead[j] - behind[j]) / (2 * r),
          hv[j],
          1e-8 * (1 + norm(hv)),
          "Hessian-vector product against differences, component " + j);
    }
    double[] hu = product(objective, point, u);
    assertEquals(
        dot(u, hv), dot(v, hu), 1e-12 * (1 + norm(u) * norm(hv)), "the Hessian is symmetric");
    double[] sum = new double[p];
    double[] expected = new double[p];
    for (int j = 0; j < p; j++) {
      sum[j] = 2 * v[j] - 3 * u[j];
      expected[j] = 2 * hv[j] - 3 * hu[j];
    }
    double[] actual = product(objective, point, sum);
    for (int j = 0; j < p; j++) {
      assertEquals(expected[j], actual[j], 1e-12 * (1 + norm(expected)), "products are linear");
    }
  }

  /** Asserts ‖actual - expected‖ ≤ tolerance · ‖expected‖, and says both errors. */
  public static void assertClose(Tensor expected, Tensor actual, double tolerance) {
    double[] a = Vectors.toDoubles(actual);
    double[] e = Vectors.toDoubles(expected);
    assertEquals(e.length, a.length, "length");
    double error = 0;
    for (int j = 0; j < a.length; j++) {
      error += (a[j] - e[j]) * (a[j] - e[j]);
    }
    double absolute = Math.sqrt(error);
    double relative = absolute / norm(e);
    assertTrue(
        absolute <= tolerance * norm(e),
        "absolute error " + absolute + ", relative " + relative + ", allowed " + tolerance);
  }

  private static double value(Objective objective, double[] w, double[] v, double r) {
    try (Tensor x = Vectors.of(objective.placement(), shifted(w, v, r))) {
      return objective.value(x);
    }
  }

  private static double[] gradient(Objective objective, double[] w) {
    try (Tensor x = Vectors.of(objective.placement(), w);
        Tensor g = Vectors.zeros(w.length, objective.placement())) {
      double value = objective.gradient(x, g);
      assertEquals(objective.value(x), value, 1e-14 * (1 + Math.abs(value)), "value");
      return Vectors.toDoubles(g);
    }
  }

  private static double[] product(Objective objective, double[] w, double[] v) {
    try (Tensor x = Vectors.of(objective.placement(), w);
        Tensor direction = Vectors.of(objective.placement(), v);
        Tensor hv = Vectors.zeros(w.length, objective.placement())) {
      objective.hessianVector(x, direction, hv);
      return Vectors.toDoubles(hv);
    }
  }

  private static double[] gaussian(int p, long index) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(1).stream("contract", index));
    double[] v = new double[p];
    for (int j = 0; j < p; j++) {
      v[j] = normal.sample();
    }
    return v;
  }

  private static double[] shifted(double[] w, double[] v, double r) {
    double[] x = w.clone();
    for (int j = 0; j < x.length; j++) {
      x[j] += r * v[j];
    }
    return x;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
