package dev.tacit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.network.Activation;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.penalty.AbsoluteNormPenalty;
import dev.tacit.penalty.GradientNoise;
import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.ImplicitDial;
import dev.tacit.penalty.SharpnessAware;
import dev.tacit.penalty.SquaredNormPenalty;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What is measured of a training with penalties. */
class PenaltyProbesTest {
  private static final double RATE = 0.02;

  @Test
  void objectiveIsTheLossAndThePenalties() {
    List<Penalty> penalties =
        List.of(
            new SquaredNormPenalty(0.1),
            new AbsoluteNormPenalty(0.2),
            new GradientNormPenalty(3, Of.BATCH),
            new GradientNormPenalty(5, Of.FULL),
            new GradientNoise(1));
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      Map<String, Double> found =
          measure("train/objective", training, new GradientDescent(), penalties);
      double l1 = 0;
      for (double each : Vectors.toDoubles(training.w)) {
        l1 += Math.abs(each);
      }
      double[] norms = norms(training);
      double expected =
          0.05 * Vectors.squaredNorm(training.w) + 0.2 * l1 + 3 * norms[0] + 5 * norms[1];
      assertEquals(expected, found.get("penalty/value"), 1e-12 * expected);
      double loss = training.problem.loss().value(training.w);
      assertEquals(loss + expected, found.get("train/objective"), 1e-12 * expected);
    }
  }

  /** (η_eff/4)[((1+2τ) - κ)‖∇C‖² + κ mean ‖∇Ĉ_k‖²], three batches, β = ½: κ = 1 - (2β + β²)/3. */
  @Test
  void theDialsValueIsTheImplicitTerm() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      double[] norms = norms(training);
      double kappa = 1 - (2 * 0.5 + 0.25) / 3;
      double expected =
          -RATE * 2 / 4 * ((3 - kappa) * norms[1] + kappa * norms[0]); // η_eff = 2η, 1+2τ = 3
      Map<String, Double> found =
          measure("train/objective", training, new HeavyBall(0.5), List.of(new ImplicitDial(-1)));
      assertEquals(expected, found.get("penalty/value"), 1e-12 * Math.abs(expected));
    }
  }

  /** λ_max of H + λI is that of H and λ. */
  @Test
  void trainedCurvatureHoldsThePenalty() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      double plain =
          training.measure(Probes.named("curvature/lambda_max")).get("curvature/lambda_max");
      Map<String, Double> found =
          measure(
              "curvature/lambda_max_trained",
              training,
              new GradientDescent(),
              List.of(new SquaredNormPenalty(0.75)));
      double trained = found.get("curvature/lambda_max_trained");
      assertEquals(plain + 0.75, trained, 2 * 1e-3 * trained);
    }
  }

  /** Against the Hessian of C + λ‖∇C‖² row by row, by differences of its exact gradient. */
  @Test
  void trainedCurvatureHoldsThirdDerivatives() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      double lambda = 0.8;
      Map<String, Double> found =
          measure(
              "curvature/lambda_max_trained",
              training,
              new GradientDescent(),
              List.of(new GradientNormPenalty(lambda, Of.FULL)));
      int p = Math.toIntExact(training.w.numel());
      double[] w = Vectors.toDoubles(training.w);
      double[][] hessian = new double[p][p];
      double step = 1e-5;
      for (int j = 0; j < p; j++) {
        double[] up = gradient(training, lambda, w, j, step);
        double[] down = gradient(training, lambda, w, j, -step);
        for (int i = 0; i < p; i++) {
          hessian[i][j] = (up[i] - down[i]) / (2 * step);
        }
      }
      double expected = largest(hessian);
      assertEquals(expected, found.get("curvature/lambda_max_trained"), 2e-3 * expected);
    }
  }

  private static double[] gradient(
      TestProblem training, double lambda, double[] w, int j, double step) {
    double[] moved = w.clone();
    moved[j] += step;
    try (Tensor at = Vectors.of(Placement.CPU_FLOAT64, moved);
        Tensor g = Vectors.zeros(w.length, Placement.CPU_FLOAT64);
        Tensor hg = Vectors.zeros(w.length, Placement.CPU_FLOAT64)) {
      training.problem.loss().gradient(at, g);
      training.problem.loss().hessianVector(at, g, hg);
      double[] sum = Vectors.toDoubles(g);
      double[] product = Vectors.toDoubles(hg);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += 2 * lambda * product[i];
      }
      return sum;
    }
  }

  /** By power iteration of M + cI, c beyond the most negative eigenvalue. */
  private static double largest(double[][] m) {
    int p = m.length;
    double shift = 0;
    for (double[] row : m) {
      double sum = 0;
      for (double each : row) {
        sum += Math.abs(each);
      }
      shift = Math.max(shift, sum);
    }
    double[] v = new double[p];
    java.util.Arrays.setAll(v, i -> 1 + 0.01 * i);
    double value = 0;
    for (int n = 0; n < 20_000; n++) {
      double[] next = new double[p];
      double norm = 0;
      for (int i = 0; i < p; i++) {
        next[i] = shift * v[i];
        for (int j = 0; j < p; j++) {
          next[i] += (m[i][j] + m[j][i]) / 2 * v[j];
        }
        norm += next[i] * next[i];
      }
      norm = Math.sqrt(norm);
      for (int i = 0; i < p; i++) {
        v[i] = next[i] / norm;
      }
      value = norm - shift;
    }
    return value;
  }

  /** η_eff (1+2τ) λ_max for a filter; χ/0.1 for Adam, χ that of implicit/chi. */
  @Test
  void validityIsOneAtTheEdge() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      double sharpness =
          training.measure(Probes.named("curvature/lambda_max")).get("curvature/lambda_max");
      List<Penalty> dial = List.of(new ImplicitDial(1));
      double filter =
          measure("penalty/validity", training, new HeavyBall(0.5), dial).get("penalty/validity");
      assertEquals(RATE * 2 * 3 * sharpness, filter, 2e-2 * filter);
      double chi = training.measure(Probes.named("implicit/omega")).get("implicit/chi");
      double adaptive =
          measure("penalty/validity", training, Adam.DEFAULT, dial).get("penalty/validity");
      assertEquals(chi / 0.1, adaptive, 1e-12 * adaptive);
    }
  }

  @Test
  void sayWhyNot() {
    try (TestProblem training = new TestProblem(Activation.TANH, true, Placement.CPU_FLOAT64)) {
      Problem plain = problem(training, new GradientDescent(), List.of());
      assertTrue(
          Probes.named("train/objective").obstacle(plain).orElseThrow().contains("no penalty"));
      Problem adam = problem(training, Adam.DEFAULT, List.of(new ImplicitDial(1)));
      assertTrue(
          Probes.named("train/objective")
              .obstacle(adam)
              .orElseThrow()
              .contains("the implicit term of adam is the gradient of no function"));
      Problem sam = problem(training, Adam.DEFAULT, List.of(new SharpnessAware(0.1, true)));
      assertTrue(
          Probes.named("curvature/lambda_max_trained")
              .obstacle(sam)
              .orElseThrow()
              .contains("sharpness-aware is no function"));
      assertTrue(
          Probes.named("penalty/validity").obstacle(sam).orElseThrow().contains("not dialled"));
    }
  }

  /** Mean ‖∇Ĉ_k‖² over the partition, and ‖mean‖². */
  private static double[] norms(TestProblem training) {
    int p = Math.toIntExact(training.w.numel());
    double[] mean = new double[p];
    double square = 0;
    int m = training.partition.size();
    try (Tensor g = Vectors.zeros(p, Placement.CPU_FLOAT64)) {
      for (int k = 0; k < m; k++) {
        training.problem.loss().batch(training.partition, k).gradient(training.w, g);
        square += Vectors.squaredNorm(g) / m;
        double[] each = Vectors.toDoubles(g);
        for (int j = 0; j < p; j++) {
          mean[j] += each[j] / m;
        }
      }
    }
    double of = 0;
    for (double each : mean) {
      of += each * each;
    }
    return new double[] {square, of};
  }

  private static Problem problem(TestProblem training, UpdateRule rule, List<Penalty> penalties) {
    Problem was = training.problem;
    return new Problem(
        was.loss(),
        was.test(),
        was.labels(),
        was.initial(),
        rule,
        was.streams(),
        25,
        Sizes.DEFAULT,
        null,
        penalties);
  }

  private static Map<String, Double> measure(
      String probe, TestProblem training, UpdateRule rule, List<Penalty> penalties) {
    Map<String, Double> values = new TreeMap<>();
    Problem problem = problem(training, rule, penalties);
    try (OptimizerState state = rule.newState(training.w.numel(), Placement.CPU_FLOAT64);
        Snapshot snapshot = new Snapshot(problem, training.w, state, RATE, training.partition)) {
      Probes.named(probe).measure(snapshot, (metric, value, error) -> values.put(metric, value));
    }
    return values;
  }
}
