package dev.tacit.tensor;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.bytedeco.pytorch.Tensor;

/** Vectors of random numbers, drawn from a named stream. */
public final class RandomVectors {
  private RandomVectors() {}

  /** p independent standard normal numbers. The caller closes the vector. */
  public static Tensor gaussian(UniformRandomProvider random, long p, Placement placement) {
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] values = new double[Math.toIntExact(p)];
    for (int j = 0; j < values.length; j++) {
      values[j] = normal.sample();
    }
    return Vectors.of(placement, values);
  }

  /** p independent signs ±1. The caller closes the vector. */
  public static Tensor signs(UniformRandomProvider random, long p, Placement placement) {
    double[] values = new double[Math.toIntExact(p)];
    for (int j = 0; j < values.length; j++) {
      values[j] = random.nextBoolean() ? 1 : -1;
    }
    return Vectors.of(placement, values);
  }
}
