package dev.tacit.probe.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.objective.LinearOperator;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Snapshot;
import dev.tacit.probe.TestProblem;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;

/** Against the Hessian that autograd writes out. */
class CurvatureProbesTest {
  private static final Placement FLOAT64 = Placement.CPU_FLOAT64;

  private static double[][] dense(TestProblem training) {
    int[] all = java.util.stream.IntStream.range(0, training.problem.loss().examples()).toArray();
    try (LinearOperator hessian = training.problem.loss().expression(all).hessian(training.w)) {
      return rows(hessian);
    }
  }

  private static double[][] rows(LinearOperator hessian) {
    int p = (int) hessian.dimension();
    double[][] rows = new double[p][];
    try (Tensor product = Vectors.zeros(p, FLOAT64)) {
      for (int j = 0; j < p; j++) {
        double[] unit = new double[p];
        unit[j] = 1;
        try (Tensor e = Vectors.of(FLOAT64, unit)) {
          hessian.apply(e, product);
          rows[j] = Vectors.toDoubles(product);
        }
      }
    }
    return rows;
  }

  /** (1/n) Σ g_i g_iᵀ from gradients that autograd takes one by one. */
  private static double[][] denseFisher(TestProblem training) {
    int n = training.problem.loss().examples();
    int p = (int) training.w.numel();
    double[][] sum = new double[p][p];
    try (Tensor gradient = Vectors.zeros(p, FLOAT64)) {
      for (int example = 0; example < n; example++) {
        training.problem.loss().expression(example).gradient(training.w, gradient);
        double[] g = Vectors.toDoubles(gradient);
        for (int i = 0; i < p; i++) {
          for (int j = 0; j < p; j++) {
            sum[i][j] += g[i] * g[j] / n;
          }
        }
      }
    }
    return sum;
  }

  /** Of a matrix that is symmetric to rounding. */
  private static double[] eigenvalues(double[][] m) {
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < i; j++) {
        m[i][j] = m[j][i];
      }
    }
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(m)).getEigenvalues();
  }

  private static Map<String, double[]> measure(Snapshot snapshot, String probe) {
    Map<String, double[]> found = new TreeMap<>();
    Probes.named(probe)
        .measure(
            snapshot, (metric, value, error) -> found.put(metric, new double[] {value, error}));
    return found;
  }

  private static Snapshot snapshot(TestProblem training, Problem problem) {
    return new Snapshot(
        problem, training.w, training.state, 0.02, training.partition, List.of(), training.memory);
  }

  private static Problem with(TestProblem training, UpdateRule rule) {
    Problem s = training.problem;
    return new Problem(s.loss(), s.test(), s.labels(), s.initial(), rule, s.streams());
  }

  @Test
  void eigenvaluesLieWithinTheirErrorsOfTheDenseOnes() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64);
        Snapshot snapshot = snapshot(training, training.problem);
        Tensor preconditioner = Vectors.zeros(training.w.numel(), FLOAT64)) {
      double[][] hessian = dense(training);
      double[] all = eigenvalues(hessian);
      check(all[0], measure(snapshot, "curvature/lambda_max").get("curvature/lambda_max"));
      check(
          all[all.length - 1],
          measure(snapshot, "curvature/lambda_min").get("curvature/lambda_min"));

      check(
          eigenvalues(denseFisher(training))[0],
          measure(snapshot, "curvature/lambda_max_fisher").get("curvature/lambda_max_fisher"));
      Map<String, double[]> top = measure(snapshot, "curvature/eigenvalues");
      assertEquals(1, top.get("curvature/eigenvalues/converged")[0]);
      for (int i = 1; i <= 10; i++) {
        check(all[i - 1], top.get("curvature/eigenvalues/" + i));
      }

      Adam.DEFAULT.preconditioner(training.state, preconditioner);
      double[] p = Vectors.toDoubles(preconditioner);
      for (int i = 0; i < p.length; i++) {
        for (int j = 0; j < p.length; j++) {
          hessian[i][j] /= Math.sqrt(p[i] * p[j]);
        }
      }
      double largest = eigenvalues(hessian)[0];
      Map<String, double[]> found = measure(snapshot, "curvature/lambda_max_preconditioned");
      check(largest, found.get("curvature/lambda_max_preconditioned"));
      double threshold = 38 / 0.02; // (2 + 2β1)/((1-β1)η)
      assertEquals(threshold, found.get("curvature/threshold")[0], 1e-12 * threshold);
      check(largest / threshold, found.get("curvature/sharpness_ratio"));
    }
  }

  private static void check(double expected, double[] found) {
    assertEquals(expected, found[0], found[1] + 1e-13 * Math.abs(expected)); // and rounding
    assertTrue(found[1] <= 1e-3 * Math.abs(expected), "error " + found[1] + " of " + expected);
  }

  @Test
  void theThresholdStandsBesideTheEigenvalueThatTheRuleFeels() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64)) {
      Probe plain = Probes.named("curvature/lambda_max");
      Probe preconditioned = Probes.named("curvature/lambda_max_preconditioned");
      assertFalse(plain.metrics(training.problem).contains("curvature/threshold"));
      assertTrue(preconditioned.metrics(training.problem).contains("curvature/threshold"));
      Problem descent = with(training, new GradientDescent());
      assertTrue(plain.metrics(descent).contains("curvature/threshold"));
      assertTrue(preconditioned.obstacle(descent).isPresent());

      double[] ratio = new double[2];
      for (int decay = 0; decay < 2; decay++) {
        UpdateRule rule = new WeightDecay(new GradientDescent(), 10.0 * decay, true);
        try (Snapshot snapshot = snapshot(training, with(training, rule))) {
          Map<String, double[]> found = measure(snapshot, "curvature/lambda_max");
          double threshold = 2 / 0.02 - 10.0 * decay; // 2/η - λ
          assertEquals(threshold, found.get("curvature/threshold")[0], 1e-12 * threshold);
          ratio[decay] = found.get("curvature/sharpness_ratio")[0];
        }
      }
      assertEquals(100 / 90.0, ratio[1] / ratio[0], 1e-12, "decoupled decay lowers the threshold");

      double lambda = 0.7; // coupled: H + λI
      double plainRatio;
      try (Snapshot snapshot =
          snapshot(
              training, with(training, new WeightDecay(new GradientDescent(), lambda, false)))) {
        Map<String, double[]> found = measure(snapshot, "curvature/lambda_max");
        plainRatio = found.get("curvature/sharpness_ratio")[0];
        assertEquals((found.get("curvature/lambda_max")[0] + lambda) / 100, plainRatio, 1e-12);
      }
      try (Snapshot snapshot =
              snapshot(training, with(training, new WeightDecay(Adam.DEFAULT, lambda, false)));
          Tensor preconditioner = Vectors.zeros(training.w.numel(), FLOAT64)) {
        double[][] felt = dense(training);
        Adam.DEFAULT.preconditioner(training.state, preconditioner);
        double[] p = Vectors.toDoubles(preconditioner);
        for (int i = 0; i < p.length; i++) {
          felt[i][i] += lambda;
          for (int j = 0; j < p.length; j++) {
            felt[i][j] /= Math.sqrt(p[i]) * Math.sqrt(p[j]);
          }
        }
        check(
            eigenvalues(felt)[0],
            measure(snapshot, "curvature/lambda_max_preconditioned")
                .get("curvature/lambda_max_preconditioned"));
      }
    }
  }

  /** G = (1/n) Σ JᵀLJ, assembled from products of the operator that LinearisedRiskTest checks. */
  @Test
  void theGaussNewtonProbeFindsTheGaussNewtonMatrixsEigenvalue() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64);
        Snapshot snapshot = snapshot(training, training.problem)) {
      double[] found =
          measure(snapshot, "curvature/lambda_max_gauss_newton")
              .get("curvature/lambda_max_gauss_newton");
      check(eigenvalues(rows(snapshot.curvature().gaussNewton()))[0], found);
      double[] hessian = measure(snapshot, "curvature/lambda_max").get("curvature/lambda_max");
      assertTrue(Math.abs(found[0] - hessian[0]) > 10 * (found[1] + hessian[1]), "two matrices");
    }
  }

  @Test
  void theNextMeasurementBeginsWhereTheLastOneEnded() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64)) {
      double[] first;
      try (Snapshot snapshot = snapshot(training, training.problem)) {
        first = measure(snapshot, "curvature/lambda_max").get("curvature/lambda_max");
        double[] again = measure(snapshot, "curvature/lambda_max").get("curvature/lambda_max");
        assertEquals(List.of(first[0], first[1]), List.of(again[0], again[1]), "same snapshot");
      }
      training.memory.commit();
      assertTrue(training.memory.recall("curvature/lambda_max").isPresent());
      try (Snapshot snapshot = snapshot(training, training.problem)) {
        double[] warm = measure(snapshot, "curvature/lambda_max").get("curvature/lambda_max");
        assertEquals(first[0], warm[0], first[1] + warm[1]);
        assertNotEquals(first[1], warm[1], "another start, another residual");
      }
    }
  }

  @Test
  void traceAndDensityAreThoseOfTheDenseHessian() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64);
        Snapshot snapshot = snapshot(training, training.problem)) {
      double[][] hessian = dense(training);
      double[] all = eigenvalues(hessian);
      double trace = java.util.Arrays.stream(all).sum();
      for (String probe : List.of("curvature/trace", "curvature/trace_hutchplusplus")) {
        double[] found = measure(snapshot, probe).get(probe);
        assertEquals(trace, found[0], 4 * found[1]);
        assertTrue(found[1] < 0.4 * trace, "error " + found[1] + " of " + trace);
      }
      int from = 0;
      for (int layer = 1; layer <= 3; layer++) {
        int end = from + new int[] {5 * 8 + 8, 8 * 7 + 7, 7 * 3 + 3}[layer - 1];
        double block = 0;
        for (int j = from; j < end; j++) {
          block += hessian[j][j];
        }
        double[] found = measure(snapshot, "curvature/trace").get("curvature/trace/layer" + layer);
        assertEquals(block, found[0], 4 * found[1], "layer " + layer);
        from = end;
      }
      assertEquals(from, all.length);
      Map<String, double[]> density = measure(snapshot, "curvature/density");
      double share =
          java.util.Arrays.stream(all).filter(e -> e < -0.01 * all[0]).count()
              / (double) all.length;
      assertEquals(share, density.get("curvature/density/negative")[0], 0.1);
    }
  }

  @Test
  void theDiagonalIsHeldAgainstTheRestAndThePreconditioner() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64);
        Snapshot snapshot = snapshot(training, training.problem);
        Tensor preconditioner = Vectors.zeros(training.w.numel(), FLOAT64)) {
      double[][] hessian = dense(training);
      double[] diagonal = new double[hessian.length];
      double squares = 0;
      double all = 0;
      for (int i = 0; i < diagonal.length; i++) {
        diagonal[i] = hessian[i][i];
        squares += diagonal[i] * diagonal[i];
        all += java.util.Arrays.stream(hessian[i]).map(x -> x * x).sum();
      }
      Adam.DEFAULT.preconditioner(training.state, preconditioner);
      double correlation =
          new PearsonsCorrelation().correlation(diagonal, Vectors.toDoubles(preconditioner));
      Map<String, double[]> found = measure(snapshot, "curvature/diagonal_share");
      double[] share = found.get("curvature/diagonal_share");
      assertEquals(squares / all, share[0], 4 * share[1]);
      assertTrue(share[1] < 0.15, "error " + share[1]);
      double[] along = found.get("curvature/diagonal_correlation");
      assertEquals(correlation, along[0], 4 * along[1]);
      assertTrue(along[1] < 0.4, "error " + along[1]);
    }
  }

  @Test
  void sizesAreThoseAskedFor() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, FLOAT64)) {
      Problem s = training.problem;
      Problem sized =
          new Problem(
              s.loss(),
              s.test(),
              s.labels(),
              s.initial(),
              s.rule(),
              s.streams(),
              25,
              new Sizes(20, 3));
      assertEquals(
          List.of(
              "curvature/eigenvalues/1",
              "curvature/eigenvalues/2",
              "curvature/eigenvalues/3",
              "curvature/eigenvalues/converged"),
          Probes.named("curvature/eigenvalues").metrics(sized));
      try (Snapshot snapshot = snapshot(training, sized)) {
        assertEquals(20, snapshot.curvature().size());
      }
      assertThrows(IllegalArgumentException.class, () -> new Sizes(0, 1));
      assertThrows(IllegalArgumentException.class, () -> new Sizes(1, 0));
    }
  }

  @Test
  void parametersThatAreNotFiniteGiveMeasurementsThatAreNot() {
    try (TestProblem training = new TestProblem(Activation.RELU, true, Placement.CPU_FLOAT32)) {
      training.w.narrow(0, 3, 1).fill_(new org.bytedeco.pytorch.Scalar(Double.NaN));
      for (Probe probe : Probes.all().values()) {
        if (probe.name().startsWith("curvature/") || probe.name().startsWith("gradient/")) {
          int[] recorded = {0};
          training.measure(
              probe,
              (metric, value, error) -> {
                recorded[0]++;
                boolean says = metric.endsWith("/converged") || metric.endsWith("/threshold");
                assertTrue(says || Double.isNaN(value), metric + " = " + value);
                assertTrue(!metric.endsWith("/converged") || value == 0, metric);
              });
          assertTrue(recorded[0] > 0, probe.name());
        }
      }
      assertTrue(training.memory.vectors().isEmpty());
      training.memory.commit();
      assertTrue(training.memory.vectors().isEmpty(), "nothing useless is remembered");
    }
  }
}
