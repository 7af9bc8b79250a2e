package dev.tacit.probe.implicit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.optimizer.AdaGrad;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.probe.Probe;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The terms for adaptive rules on a small tanh network in float64, against loops over single batch
 * gradients, a second moment made up by hand, and a dense Hessian from differences of gradients.
 */
class AdaptiveTermsTest {
  private static final int[][] BATCHES = {{0, 5, 2}, {7, 8, 1}, {3, 4, 6}, {9, 10, 11}};
  private static final int N = 12;
  private static final double ETA = 0.01;
  private static final long STEPS = 7;
  private static final RandomStreams STREAMS = new RandomStreams(5);

  private final Mlp network = new Mlp(List.of(3, 4, 2), Activation.TANH, true);

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(new RmsProp(0.9, 1e-3, EpsilonPlacement.OUTSIDE, false), 0, 0.9, 1e-3, false),
        Arguments.of(new RmsProp(0.9, 1e-3, EpsilonPlacement.INSIDE, true), 0, 0.9, 1e-3, true),
        Arguments.of(
            new Adam(0.8, 0.9, 1e-3, EpsilonPlacement.OUTSIDE, true), 0.8, 0.9, 1e-3, false),
        Arguments.of(
            new Adam(0.8, 0.9, 1e-3, EpsilonPlacement.INSIDE, false), 0.8, 0.9, 1e-3, true),
        Arguments.of(new WeightDecay(RmsProp.DEFAULT, 0.1, true), 0, 0.99, 1e-8, false));
  }

  /** s of the optimizer, made up. */
  private static double[] secondMoment(int p) {
    UniformRandomProvider random = STREAMS.stream("s", 0);
    double[] s = new double[p];
    Arrays.setAll(s, j -> 0.01 * random.nextDouble());
    return s;
  }

  /** √s + ε or √(s + ε), s and the whole divided by the corrections that the rule applies. */
  private static double[] preconditioner(UpdateRule rule, double[] s) {
    UpdateRule inner = rule instanceof WeightDecay decay ? decay.rule() : rule;
    double[] p = new double[s.length];
    for (int j = 0; j < p.length; j++) {
      if (inner instanceof RmsProp r) {
        double c = r.biasCorrection() ? 1 - Math.pow(r.decay(), STEPS) : 1;
        p[j] = divisor(s[j] / c, r.epsilon(), r.placement());
      } else if (inner instanceof Adam a) {
        double c2 = a.biasCorrection() ? 1 - Math.pow(a.beta2(), STEPS) : 1;
        double c1 = a.biasCorrection() ? 1 - Math.pow(a.beta1(), STEPS) : 1;
        p[j] = c1 * divisor(s[j] / c2, a.epsilon(), a.placement());
      }
    }
    return p;
  }

  private static double divisor(double v, double epsilon, EpsilonPlacement placement) {
    return placement == EpsilonPlacement.INSIDE ? Math.sqrt(v + epsilon) : Math.sqrt(v) + epsilon;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void equalLoopsOverBatchesAndADenseHessian(
      UpdateRule rule, double beta1, double beta2, double epsilon, boolean inside) {
    try (Fixture f = new Fixture(rule)) {
      double[] s = secondMoment(f.p);
      Vectors.set(
          dev.tacit.optimizer.AdaptiveRule.within(rule).orElseThrow().secondMoment(f.state), s);
      f.state.setStep(STEPS);
      Map<String, Double> found = f.measure();

      double[] divisor = preconditioner(rule, s);
      double paper = 0;
      double frozen = 0;
      double step = 0;
      double[] mean = new double[f.p];
      for (double[] g : f.batchGradients) {
        for (int j = 0; j < f.p; j++) {
          mean[j] += g[j] / BATCHES.length;
          paper += ETA / 4 / BATCHES.length * Math.pow(s[j] * g[j], 2);
          frozen += ETA / 4 / BATCHES.length * g[j] * g[j] / divisor[j];
          step += ETA / 4 / BATCHES.length * Math.pow(g[j] / divisor[j], 2);
        }
      }
      assertRelative(paper, found.get("implicit/rmsprop_paper"), 1e-13);
      assertRelative(frozen, found.get("implicit/rmsprop_frozen"), 1e-13);
      assertRelative(step, found.get("implicit/step"), 1e-13);
      check(f, found, mean, beta1, beta2, epsilon, inside);
    }
  }

  /** theory as printed: c_j = ½{(1+β1)/(1-β1) - (1+β2)/(1-β2) + (1+β2)/(1-β2) r_j}. */
  private static void check(
      Fixture f,
      Map<String, Double> found,
      double[] g,
      double beta1,
      double beta2,
      double epsilon,
      boolean inside) {
    double first = (1 + beta1) / (1 - beta1);
    double second = (1 + beta2) / (1 - beta2);
    double[] c = new double[f.p];
    double[] d = new double[f.p];
    double[] u = new double[f.p];
    double oneNorm = 0;
    double weighted = 0;
    for (int j = 0; j < f.p; j++) {
      double size = Math.abs(g[j]);
      d[j] = inside ? Math.sqrt(g[j] * g[j] + epsilon) : size + epsilon;
      u[j] = g[j] / d[j];
      double r = inside ? epsilon / (g[j] * g[j] + epsilon) : epsilon / (size + epsilon);
      c[j] = 0.5 * (first - second + second * r);
      double perturbed = inside ? d[j] : size - epsilon * Math.log(1 + size / epsilon);
      oneNorm += perturbed;
      weighted += c[j] * perturbed;
    }
    assertRelative(oneNorm, found.get("gradient/one_norm"), 1e-12);
    assertRelative(ETA * weighted, found.get("implicit/adaptive_one_norm"), 1e-12);

    double[] sorted = c.clone();
    Arrays.sort(sorted);
    double scale = second;
    assertEquals(
        Arrays.stream(c).average().orElseThrow(), found.get("implicit/c/mean"), 1e-13 * scale);
    assertEquals(sorted[(f.p - 1) / 2], found.get("implicit/c/median"), 1e-13 * scale);
    assertEquals(sorted[0], found.get("implicit/c/min"), 1e-13 * scale);
    assertEquals(sorted[f.p - 1], found.get("implicit/c/max"), 1e-13 * scale);
    assertEquals(
        Arrays.stream(c).filter(x -> x < 0).count() / (double) f.p,
        found.get("implicit/c/negative"),
        0);

    double[][] hessian = f.hessian();
    double omega = 0;
    double[] drift = new double[f.p];
    double magnitude = 0;
    for (int j = 0; j < f.p; j++) {
      double hu = 0;
      for (int k = 0; k < f.p; k++) {
        hu += hessian[j][k] * u[k];
      }
      omega += c[j] * hu * hu / d[j];
      magnitude += Math.abs(c[j]) * hu * hu / d[j];
      drift[j] =
          ETA
              * beta2
              / (1 - beta2)
              * Math.abs(hu)
              / (Math.abs(g[j]) + (inside ? Math.sqrt(epsilon) : epsilon));
    }
    Arrays.sort(drift);
    // Central differences of gradients: relative error about 1e-9, once in χ, twice in Ω.
    assertEquals(omega, found.get("implicit/omega"), 1e-8 * magnitude);
    assertRelative(drift[(f.p - 1) / 2], found.get("implicit/chi"), 1e-8);
  }

  /** RMSProp's defaults with s = (1/m) Σ g_k², before and after any step. */
  @Test
  void rulesWithoutASecondMomentAreMeasuredAsRmsPropWouldBeThere() {
    try (Fixture f = new Fixture(new GradientDescent())) {
      double paper = 0;
      double frozen = 0;
      double[] mean = new double[f.p];
      double[] s = new double[f.p];
      for (double[] g : f.batchGradients) {
        for (int j = 0; j < f.p; j++) {
          mean[j] += g[j] / BATCHES.length;
          s[j] += g[j] * g[j] / BATCHES.length;
        }
      }
      for (int j = 0; j < f.p; j++) {
        paper += ETA / 4 * s[j] * s[j] * s[j];
        frozen += ETA / 4 * s[j] / (Math.sqrt(s[j]) + 1e-8);
      }
      Map<String, Double> found = f.measure();
      assertRelative(paper, found.get("implicit/rmsprop_paper"), 1e-13);
      assertRelative(frozen, found.get("implicit/rmsprop_frozen"), 1e-13);
      check(f, found, mean, 0, 0.99, 1e-8, false);
    }
  }

  @Test
  void anAdaptiveRuleHasNoSecondMomentBeforeItsFirstStep() {
    try (Fixture f = new Fixture(Adam.DEFAULT)) {
      Map<String, Double> found = f.measure();
      assertFalse(found.containsKey("implicit/rmsprop_paper"));
      assertFalse(found.containsKey("implicit/rmsprop_frozen"));
      assertFalse(found.containsKey("implicit/step"));
      assertTrue(found.containsKey("implicit/omega"));
      assertTrue(found.values().stream().allMatch(Double::isFinite), found.toString());
    }
  }

  @Test
  void adaGradHasNoStationaryForm() {
    try (Fixture f = new Fixture(new AdaGrad(1e-10))) {
      assertEquals(
          "adagrad forgets no gradient: it has no stationary form",
          new AdaptiveCorrection().obstacle(f.problem).orElseThrow());
      assertTrue(new PaperRmsPropTerm().obstacle(f.problem).isEmpty());
    }
  }

  @Test
  void measuringChangesNothingAndRecordsWhatWasAnnounced() {
    try (Fixture f = new Fixture(RmsProp.DEFAULT)) {
      Vectors.set(RmsProp.DEFAULT.secondMoment(f.state), secondMoment(f.p));
      f.state.setStep(3);
      double[] w = Vectors.toDoubles(f.w);
      Map<String, Double> found = f.measure();
      assertEquals(found, f.measure());
      assertTrue(Arrays.equals(w, Vectors.toDoubles(f.w)));
      assertTrue(
          Arrays.equals(
              secondMoment(f.p), Vectors.toDoubles(RmsProp.DEFAULT.secondMoment(f.state))));
      List<String> announced = new ArrayList<>();
      PROBES.forEach(probe -> announced.addAll(probe.metrics(f.problem)));
      assertEquals(announced, List.copyOf(found.keySet()));
    }
  }

  private static void assertRelative(double expected, double actual, double tolerance) {
    assertEquals(
        expected,
        actual,
        tolerance * Math.abs(expected),
        "relative error " + (actual - expected) / expected);
  }

  private static final List<Probe> PROBES =
      List.of(
          new PaperRmsPropTerm(),
          new FrozenPreconditionerTerm(),
          new StepTerm(),
          new AdaptiveOneNormTerm(),
          new CorrectionCoefficient(),
          new AdaptiveCorrection());

  /** A risk, a point, a partition and the gradients of its batches, one by one. */
  private final class Fixture implements AutoCloseable {
    final EmpiricalRisk risk;
    final Tensor w;
    final Partition partition = new Partition(BATCHES, "cpu");
    final OptimizerState state;
    final Problem problem;
    final int p;
    final List<double[]> batchGradients = new ArrayList<>();

    Fixture(UpdateRule rule) {
      UniformRandomProvider random = STREAMS.stream("data", 0);
      float[] inputs = new float[N * 3];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = (float) (2 * random.nextDouble() - 1);
      }
      int[] labels = random.ints(N, 0, 2).toArray();
      Placement placement = Placement.CPU_FLOAT64;
      risk = EmpiricalRisk.classification(network, Loss.CROSS_ENTROPY, placement, inputs, labels);
      w = Vectors.of(placement, Initialiser.PYTORCH.draw(network, STREAMS, 1));
      p = (int) risk.dimension();
      state = rule.newState(p, placement);
      problem =
          new Problem(
              risk, risk, new Problem.Labels(labels, new int[0], new int[0]), w, rule, STREAMS);
      try (Tensor g = Vectors.zeros(p, placement)) {
        for (int[] batch : BATCHES) {
          risk.batch(batch).gradient(w, g);
          batchGradients.add(Vectors.toDoubles(g));
        }
      }
    }

    Map<String, Double> measure() {
      Map<String, Double> found = new LinkedHashMap<>();
      try (Snapshot snapshot = new Snapshot(problem, w, state, ETA, partition)) {
        for (Probe probe : PROBES) {
          probe.measure(snapshot, (metric, value, error) -> found.put(metric, value));
        }
      }
      return found;
    }

    /** H, column by column, from central differences of the gradient. */
    double[][] hessian() {
      double[] centre = Vectors.toDoubles(w);
      double[][] hessian = new double[p][p];
      for (int k = 0; k < p; k++) {
        double r = 1e-5;
        double[] ahead = gradient(centre, k, r);
        double[] behind = gradient(centre, k, -r);
        for (int j = 0; j < p; j++) {
          hessian[j][k] = (ahead[j] - behind[j]) / (2 * r);
        }
      }
      return hessian;
    }

    private double[] gradient(double[] centre, int k, double r) {
      double[] moved = centre.clone();
      moved[k] += r;
      try (Tensor x = Vectors.of(Placement.CPU_FLOAT64, moved);
          Tensor g = Vectors.zeros(p, Placement.CPU_FLOAT64)) {
        risk.gradient(x, g);
        return Vectors.toDoubles(g);
      }
    }

    @Override
    public void close() {
      state.close();
      partition.close();
      w.close();
      risk.close();
    }
  }
}
