package dev.tacit.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Estimate;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinearisedRiskTest {
  private static final Placement FLOAT64 = Placement.CPU_FLOAT64;

  /** Of the network 4-6-3 in float32: 4 numbers for each of 9 units. */
  private static final long BYTES_OF_AN_EXAMPLE = 4 * 4 * 9;

  static List<Loss> losses() {
    return Loss.ALL;
  }

  /** Against sums of outer products of gradients that autograd takes one by one. */
  @ParameterizedTest
  @MethodSource("losses")
  void gaussNewtonAndFisherProductsEqualTheirDefinitions(Loss loss) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(loss, Activation.TANH, true, FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, FLOAT64);
        Tensor v = Vectors.of(FLOAT64, EmpiricalRiskTest.direction(risk.dimension()));
        Tensor product = Vectors.zeros(risk.dimension(), FLOAT64);
        LinearisedRisk at = risk.linearise(w)) {
      int n = risk.examples();
      int p = (int) risk.dimension();
      int classes = risk.network().outputs();
      double[] direction = Vectors.toDoubles(v);
      double[] gaussNewton = new double[p];
      double[] fisher = new double[p];
      for (int i = 0; i < n; i++) {
        double[] g = gradient(risk.expression(i), w);
        add(fisher, g, dot(g, direction) / n);

        double[][] jacobian = new double[classes][];
        double[] jv = new double[classes];
        double[] f = new double[classes];
        for (int c = 0; c < classes; c++) {
          AutogradObjective output = output(risk, i, c);
          f[c] = output.value(w);
          jacobian[c] = gradient(output, w);
          jv[c] = dot(jacobian[c], direction);
        }
        double[] curved = outputHessianVector(loss, f, jv);
        for (int c = 0; c < classes; c++) {
          add(gaussNewton, jacobian[c], curved[c] / n);
        }
      }
      at.gaussNewton().apply(v, product);
      assertArrayEquals(gaussNewton, Vectors.toDoubles(product), 1e-14 * norm(gaussNewton));
      at.empiricalFisher().apply(v, product);
      assertArrayEquals(fisher, Vectors.toDoubles(product), 1e-14 * norm(fisher));

      try (Tensor weights = Vectors.of(FLOAT64, EmpiricalRiskTest.direction(n));
          Tensor slopes = Vectors.zeros(n, FLOAT64)) {
        double[] s = Vectors.toDoubles(weights);
        double[] sum = new double[p];
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
          double[] g = gradient(risk.expression(i), w);
          add(sum, g, s[i] / n);
          expected[i] = dot(g, direction);
        }
        at.weightedGradient(weights, product);
        assertArrayEquals(sum, Vectors.toDoubles(product), 1e-14 * norm(sum));
        at.slopes(v, slopes);
        assertArrayEquals(expected, Vectors.toDoubles(slopes), 1e-13 * norm(expected));
      }
    }
  }

  /** The mean of (g·v)² over draws is vᵀGv, within its standard error. */
  @ParameterizedTest
  @MethodSource("losses")
  void samplesHaveTheCovarianceOfTheGaussNewtonMatrix(Loss loss) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(loss, Activation.TANH, true, FLOAT64);
        Tensor w = EmpiricalRiskTest.start(risk, FLOAT64);
        Tensor v = Vectors.of(FLOAT64, EmpiricalRiskTest.direction(risk.dimension()));
        Tensor vector = Vectors.zeros(risk.dimension(), FLOAT64);
        LinearisedRisk at = risk.linearise(w)) {
      at.gaussNewton().apply(v, vector);
      double expected = Vectors.dot(v, vector);
      var random = new RandomStreams(3).stream("samples", 0);
      double[] along = new double[2000];
      double[] squares = new double[along.length];
      for (int i = 0; i < along.length; i++) {
        at.sampleGaussNewton(random, vector);
        along[i] = Vectors.dot(v, vector);
        squares[i] = along[i] * along[i];
      }
      assertEquals(0, Estimate.mean(along).value(), 4 * Estimate.mean(along).error());
      assertEquals(expected, Estimate.mean(squares).value(), 4 * Estimate.mean(squares).error());
      assertTrue(Estimate.mean(squares).error() < 0.1 * expected, "no test of anything else");
    }
  }

  @Test
  void whatDoesNotFitTheMemoryIsComputedAgainWithTheSameBits() {
    int n = 2 * EmpiricalRisk.BLOCK + 17;
    Mlp network = new Mlp(List.of(4, 6, 3), Activation.GELU, true);
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.CROSS_ENTROPY,
                Placement.CPU_FLOAT32,
                EmpiricalRiskTest.inputs(n, 4),
                EmpiricalRiskTest.labels(n, 3));
        Tensor w = EmpiricalRiskTest.start(risk, Placement.CPU_FLOAT32);
        Tensor v =
            Vectors.of(Placement.CPU_FLOAT32, EmpiricalRiskTest.direction(risk.dimension()));
        Tensor product = Vectors.zeros(risk.dimension(), Placement.CPU_FLOAT32)) {
      Blocks all = Blocks.all(risk);
      double[] expected = null;
      for (long blocks = 0; blocks <= 3; blocks++) {
        long memory = blocks * EmpiricalRisk.BLOCK * BYTES_OF_AN_EXAMPLE;
        try (LinearisedRisk at = new LinearisedRisk(risk, all, w, memory);
            LinearOperator hessian = at.hessian()) {
          hessian.apply(v, product);
        }
        double[] found = Vectors.toDoubles(product);
        expected = expected == null ? found : expected;
        assertArrayEquals(expected, found, 0, blocks + " blocks kept");
      }
    }
  }

  private static AutogradObjective output(EmpiricalRisk risk, int example, int unit) {
    return new AutogradObjective(risk.dimension(), FLOAT64) {
      @Override
      protected Tensor expression(Tensor w) {
        return risk.network().express(w, risk.inputs().narrow(0, example, 1)).select(1, unit).sum();
      }
    };
  }

  private static double[] outputHessianVector(Loss loss, double[] f, double[] u) {
    double[] result = new double[u.length];
    if (loss == Loss.SQUARED_ERROR) {
      return u;
    }
    if (loss == Loss.BINARY_CROSS_ENTROPY) {
      for (int c = 0; c < u.length; c++) {
        double sigma = 1 / (1 + Math.exp(-f[c]));
        result[c] = sigma * (1 - sigma) * u[c];
      }
      return result;
    }
    double sum = 0;
    for (double x : f) {
      sum += Math.exp(x);
    }
    double su = 0;
    for (int c = 0; c < u.length; c++) {
      su += Math.exp(f[c]) / sum * u[c];
    }
    for (int c = 0; c < u.length; c++) {
      result[c] = Math.exp(f[c]) / sum * (u[c] - su);
    }
    return result;
  }

  private static double[] gradient(AutogradObjective objective, Tensor w) {
    try (Tensor g = Vectors.zeros(objective.dimension(), FLOAT64)) {
      objective.gradient(w, g);
      return Vectors.toDoubles(g);
    }
  }

  private static void add(double[] sum, double[] v, double factor) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * v[j];
    }
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
