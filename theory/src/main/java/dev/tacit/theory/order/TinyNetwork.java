package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.objective.FiniteSum;
import dev.tacit.objective.Objective;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.objective.ArrayObjective;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.special.Erf;

/**
 * f(x) = a·φ(Wx + b) + c with half the mean squared error, in plain loops: the bed of the order
 * tests. It computes what {@code EmpiricalRisk} of {@code Mlp(inputs, hidden, 1)} computes, in the
 * same layout (W, b, a, c), a hundred times faster; a test keeps the two equal.
 *
 * <p>The Hessian-vector product is Pearlmutter's: the gradient's code, differentiated along v.
 */
public final class TinyNetwork implements FiniteSum, ArrayObjective {
  private final int hidden;
  private final Activation activation;
  private final double[][] x; // [N, inputs]
  private final double[] y; // [N]

  /**
   * @param hidden units of the hidden layer
   * @param activation φ
   * @param x inputs, [N, inputs]
   * @param y targets, [N]
   */
  public TinyNetwork(int hidden, Activation activation, double[][] x, double[] y) {
    if (x.length == 0 || x.length != y.length) {
      throw new IllegalArgumentException(
          "as many targets as inputs are needed, found " + x.length + " and " + y.length);
    }
    this.hidden = hidden;
    this.activation = activation;
    this.x = x;
    this.y = y;
  }

  /**
   * The bed of the order tests: 2 inputs, 3 hidden units, p = 13, inputs from N(0, 1), targets sin
   * x_1 + x_2/2 with noise of deviation 0.3. Numbers are rounded to float32, as data are.
   */
  public static TinyNetwork random(Activation activation, int examples, RandomStreams streams) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(streams.stream("theory/data", 0));
    double[][] x = new double[examples][2];
    double[] y = new double[examples];
    for (int i = 0; i < examples; i++) {
      x[i][0] = (float) normal.sample();
      x[i][1] = (float) normal.sample();
      y[i] = (float) (Math.sin(x[i][0]) + 0.5 * x[i][1] + 0.3 * normal.sample());
    }
    return new TinyNetwork(3, activation, x, y);
  }

  /** w from 0.8 N(0, 1), length p. */
  public double[] start(RandomStreams streams) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(streams.stream("theory/start", 0));
    return IntStream.range(0, (int) dimension()).mapToDouble(j -> 0.8 * normal.sample()).toArray();
  }

  /** φ. */
  public Activation activation() {
    return activation;
  }

  /** Inputs, [N, inputs]; not to be changed. */
  public double[][] inputs() {
    return x;
  }

  /** Targets, [N]; not to be changed. */
  public double[] targets() {
    return y;
  }

  /** Whether z > 0, for every example and unit, [N · hidden]. */
  boolean[] active(double[] w) {
    boolean[] active = new boolean[y.length * hidden];
    for (int i = 0; i < active.length; i++) {
      active[i] = preactivation(w, x[i / hidden], i % hidden) > 0;
    }
    return active;
  }

  @Override
  public int examples() {
    return y.length;
  }

  @Override
  public Objective batch(int... indices) {
    double[][] inputs = new double[indices.length][];
    double[] targets = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      if (!(indices[i] >= 0 && indices[i] < y.length)) {
        throw new IllegalArgumentException(
            "example " + indices[i] + " is not in [0, " + y.length + ")");
      }
      inputs[i] = x[indices[i]];
      targets[i] = y[indices[i]];
    }
    return new TinyNetwork(hidden, activation, inputs, targets);
  }

  @Override
  public long dimension() {
    return (long) hidden * (x[0].length + 2) + 1;
  }

  @Override
  public double value(double[] w) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      double e = output(w, x[i]) - y[i];
      sum += e * e / 2;
    }
    return sum / y.length;
  }

  private double output(double[] w, double[] input) {
    int a = hidden * (input.length + 1);
    double f = w[a + hidden];
    for (int k = 0; k < hidden; k++) {
      f += w[a + k] * phi(preactivation(w, input, k));
    }
    return f;
  }

  private double preactivation(double[] w, double[] input, int k) {
    int d = input.length;
    double z = w[hidden * d + k];
    for (int l = 0; l < d; l++) {
      z += w[k * d + l] * input[l];
    }
    return z;
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    int n = y.length;
    int d = x[0].length;
    int b = hidden * d;
    int a = b + hidden;
    double sum = 0;
    Arrays.fill(gradient, 0);
    for (int i = 0; i < n; i++) {
      double e = output(w, x[i]) - y[i];
      sum += e * e / 2;
      for (int k = 0; k < hidden; k++) {
        double z = preactivation(w, x[i], k);
        double dz = e / n * w[a + k] * slope(z);
        for (int l = 0; l < d; l++) {
          gradient[k * d + l] += dz * x[i][l];
        }
        gradient[b + k] += dz;
        gradient[a + k] += e / n * phi(z);
      }
      gradient[a + hidden] += e / n;
    }
    return sum / n;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    int n = y.length;
    int d = x[0].length;
    int b = hidden * d;
    int a = b + hidden;
    Arrays.fill(product, 0);
    double[] rz = new double[hidden]; // derivative of z along v
    double[] z = new double[hidden];
    for (int i = 0; i < n; i++) {
      double e = output(w, x[i]) - y[i];
      double re = v[a + hidden];
      for (int k = 0; k < hidden; k++) {
        z[k] = preactivation(w, x[i], k);
        rz[k] = preactivation(v, x[i], k);
        re += v[a + k] * phi(z[k]) + w[a + k] * slope(z[k]) * rz[k];
      }
      for (int k = 0; k < hidden; k++) {
        double slope = slope(z[k]);
        double rdz =
            (re * w[a + k] * slope + e * v[a + k] * slope + e * w[a + k] * curvature(z[k]) * rz[k])
                / n;
        for (int l = 0; l < d; l++) {
          product[k * d + l] += rdz * x[i][l];
        }
        product[b + k] += rdz;
        product[a + k] += (re * phi(z[k]) + e * slope * rz[k]) / n;
      }
      product[a + hidden] += re / n;
    }
  }

  private double phi(double z) {
    return switch (activation) {
      case TANH -> Math.tanh(z);
      case RELU -> Math.max(z, 0);
      case SOFTPLUS -> Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0);
      case GELU -> z * normalDistribution(z);
      case SILU -> z * logistic(z);
      case LEAKY_RELU -> z > 0 ? z : z / 100;
      case IDENTITY -> z;
    };
  }

  /** φ'. */
  private double slope(double z) {
    return switch (activation) {
      case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
      case RELU -> z > 0 ? 1 : 0;
      case SOFTPLUS -> logistic(z);
      case GELU -> normalDistribution(z) + z * normalDensity(z);
      case SILU -> logistic(z) * (1 + z * logistic(-z));
      case LEAKY_RELU -> z > 0 ? 1 : 0.01;
      case IDENTITY -> 1;
    };
  }

  /** φ''. */
  private double curvature(double z) {
    return switch (activation) {
      case TANH -> -2 * Math.tanh(z) * slope(z);
      case SOFTPLUS -> logistic(z) * logistic(-z);
      case GELU -> (2 - z * z) * normalDensity(z);
      case SILU -> logistic(z) * logistic(-z) * (2 + z * (1 - 2 * logistic(z)));
      case RELU, LEAKY_RELU, IDENTITY -> 0;
    };
  }

  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double normalDensity(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double normalDistribution(double z) {
    return 0.5 * Erf.erfc(-z / Math.sqrt(2));
  }
}
