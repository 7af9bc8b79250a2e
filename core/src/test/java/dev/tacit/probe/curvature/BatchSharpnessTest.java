package dev.tacit.probe.curvature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.measure.BatchSharpness;
import dev.tacit.network.Activation;
import dev.tacit.network.Initialiser;
import dev.tacit.network.Mlp;
import dev.tacit.network.Models;
import dev.tacit.network.Network;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.penalty.SquaredNormPenalty;
import dev.tacit.probe.Probes;
import dev.tacit.probe.Snapshot;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Shape;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against closed forms, and against autograd's products on each batch. */
class BatchSharpnessTest {
  private static final Placement FLOAT64 = Placement.CPU_FLOAT64;
  private static final String NAME = "curvature/batch_sharpness";
  private static final double RATE = 0.05;

  /** y = x·w, whose batches have H = (1/B) Σ xxᵀ and g = (1/B) Σ (x·w - y)x. */
  private static EmpiricalRisk linear(float[] x, float[] y) {
    Network network = new Mlp(List.of(x.length / y.length, 1), Activation.TANH, false);
    return EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, FLOAT64, x, y);
  }

  /**
   * Batch {(3,4)}: along (3,4), ‖x‖² = 25. Batch {(1,0), (0,2)} at w = 0 with y = (2, 1): H =
   * diag(1/2, 2), g = -(1, 1), so (1/2 + 2)/2 = 5/4. Batch {(1,1)} fits: no gradient.
   */
  @Test
  void isTheClosedFormWhereHessiansAreKnown() {
    try (EmpiricalRisk risk =
            linear(new float[] {3, 4, 1, 0, 0, 2, 1, 1}, new float[] {1, 2, 1, 0});
        Tensor w = Vectors.zeros(2, FLOAT64);
        Partition partition = new Partition(new int[][] {{0}, {3}, {1, 2}}, "cpu")) {
      assertArrayEquals(
          new double[] {25, 1.25}, BatchSharpness.at(risk, w, partition, 0, 1, 2), 1e-14);
      assertEquals(0, BatchSharpness.at(risk, w, partition, 1).length, "no direction");
      Map<String, double[]> found = measure(risk, w, partition, new GradientDescent(), 4);
      assertEquals(13.125, found.get(NAME)[0], 1e-14);
      try (Partition fitted = new Partition(new int[][] {{3}, {3, 3}}, "cpu")) {
        double[] none = measure(risk, w, fitted, new GradientDescent(), 4).get(NAME);
        assertTrue(Double.isNaN(none[0]) && Double.isNaN(none[1]), "of no batch there is no mean");
      }
    }
  }

  /** The ratio does not know how short the gradient is, not even in float32. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-15, 1e-30})
  void sizesOfGradientsDoNotCount(double size) {
    Network network = new Mlp(List.of(2, 1), Activation.TANH, false);
    float[] x = {3, 4};
    float[] y = {(float) size};
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, Placement.CPU_FLOAT32, x, y);
        Tensor w = Vectors.zeros(2, Placement.CPU_FLOAT32);
        Partition partition = new Partition(new int[][] {{0}}, "cpu")) {
      assertArrayEquals(new double[] {25}, BatchSharpness.at(risk, w, partition, 0), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mlp, none, cross-entropy",
    "mlp, batch, squared-error",
    "cnn-small, none, cross-entropy",
    "cnn-small, group, squared-error",
    "cnn-small, batch, cross-entropy"
  })
  void isWhatAutogradFindsOfEachBatchAlone(String model, String norm, String lossName) {
    Shape input = model.equals("mlp") ? Shape.of(6) : Shape.of(1, 8, 8);
    Map<String, Object> options =
        new TreeMap<>(Map.of("norm", Models.Norm.named(norm), "activation", Activation.TANH));
    if (model.equals("mlp")) {
      options.put("widths", List.of(7, 5));
    }
    Network network = Models.make(model, options, input, 3);
    int n = 14;
    float[] x = EmpiricalRiskTest.inputs(n, input.size());
    int[] y = EmpiricalRiskTest.labels(n, 3);
    int[][] batches = {{0, 5, 2, 9, 11}, {7, 8, 1, 10, 12}, {3, 4, 6, 13}};
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(network, Loss.named(lossName), FLOAT64, x, y);
        Tensor w = Vectors.of(FLOAT64, Initialiser.PYTORCH.draw(network, new RandomStreams(3), 1));
        Partition partition = new Partition(batches, "cpu")) {
      double[] expected =
          Arrays.stream(batches).mapToDouble(batch -> byAutograd(risk, w, batch)).toArray();
      double[] found = BatchSharpness.at(risk, w, partition, 0, 1, 2);
      for (int k = 0; k < 3; k++) {
        assertEquals(expected[k], found[k], 1e-12 * Math.abs(expected[k]), "batch " + k);
      }
      double mean = Arrays.stream(expected).sum() / 3;
      double[] measured = measure(risk, w, partition, new GradientDescent(), n).get(NAME);
      assertEquals(mean, measured[0], 1e-12 * Math.abs(mean));
    }
  }

  private static double byAutograd(EmpiricalRisk risk, Tensor w, int[] batch) {
    AutogradObjective alone = risk.expression(batch);
    try (Tensor g = Vectors.zeros(w.numel(), FLOAT64);
        Tensor product = Vectors.zeros(w.numel(), FLOAT64)) {
      alone.gradient(w, g);
      alone.hessianVector(w, g, product);
      return Vectors.dot(g, product) / Vectors.squaredNorm(g);
    }
  }

  /** One batch of all: gᵀHg/‖g‖², a Rayleigh quotient of the matrix whose λ_max is measured. */
  @Test
  void ofOneBatchItIsAtMostTheLargestEigenvalue() {
    try (EmpiricalRisk risk = smallRisk();
        Tensor w = start(risk);
        Partition whole = new Partition(new int[][] {IntStream.range(0, 40).toArray()}, "cpu")) {
      Problem problem = problem(risk, w, new GradientDescent(), 40, 10, List.of());
      double[] along = measure(problem, w, whole, NAME).get(NAME);
      double[] largest =
          measure(problem, w, whole, "curvature/lambda_max").get("curvature/lambda_max");
      assertEquals(byAutograd(risk, w, IntStream.range(0, 40).toArray()), along[0], 1e-12);
      assertTrue(along[0] < largest[0], along[0] + " of " + largest[0]);
      assertTrue(along[0] > 0.1 * largest[0], "and not a number of another size");
      assertTrue(Double.isNaN(along[1]), "exact: there is no other batch");
    }
  }

  /** s = 1, 4, 9, 16: mean 7.5, s² = 43.6667, half of Student's t (3 degrees) 3.3068, γ by hand. */
  @Test
  void theErrorIsThatOfAMeanOverBatches() {
    try (EmpiricalRisk risk = linear(new float[] {1, 2, 3, 4}, new float[] {1, 1, 1, 1});
        Tensor w = Vectors.zeros(1, FLOAT64);
        Partition partition = new Partition(new int[][] {{0}, {1}, {2}, {3}}, "cpu")) {
      double[] found = measure(risk, w, partition, new GradientDescent(), 4).get(NAME);
      assertEquals(7.5, found[0], 1e-14);
      double squares = 6.5 * 6.5 + 3.5 * 3.5 + 1.5 * 1.5 + 8.5 * 8.5;
      double cubes = -6.5 * 6.5 * 6.5 - 3.5 * 3.5 * 3.5 + 1.5 * 1.5 * 1.5 + 8.5 * 8.5 * 8.5;
      double skewness = cubes / 4 / Math.pow(squares / 4, 1.5);
      double t = 3.3068; // SciPy: scipy.stats.t.ppf(scipy.stats.norm.cdf(2), 3)
      double expected = t / 2 * Math.sqrt(squares / 3 / 4) * (1 + skewness / 2);
      assertEquals(expected, found[1], 1e-4 * expected);
    }
  }

  @Test
  void takesAsManyBatchesAsTheSubsetHoldsSpreadOverTheEpoch() {
    try (Partition many = Partition.interleaved(100, 10, "cpu");
        Partition one = Partition.interleaved(100, 1, "cpu")) {
      assertArrayEquals(IntStream.range(0, 10).toArray(), chosen(many, Integer.MAX_VALUE));
      assertArrayEquals(IntStream.range(0, 10).toArray(), chosen(many, 100));
      assertArrayEquals(new int[] {1, 3, 5, 7, 9}, chosen(many, 50));
      assertArrayEquals(new int[] {2, 7}, chosen(many, 1), "two, for an error");
      assertArrayEquals(new int[] {0}, chosen(one, 1), "all there are");
    }
  }

  private static int[] chosen(Partition partition, int examples) {
    return BatchSharpnessProbe.chosen(partition, examples);
  }

  @Test
  void levelsAreThoseOfTheRuleInForce() {
    double beta = 0.9;
    UpdateRule ball = new HeavyBall(beta);
    double small = 2 * (1 - beta) / RATE;
    double large = 2 * (1 + beta) / RATE;
    assertLevels(2 / RATE, Double.NaN, new GradientDescent());
    assertLevels(large, small, ball);
    assertLevels(large / (1 - beta), 2 / RATE, new ExponentialMovingMomentum(beta));
    assertLevels(large - 0.3, small - 0.3, new WeightDecay(ball, 0.3, false));
    assertLevels(2 / RATE - 0.3, Double.NaN, new WeightDecay(new GradientDescent(), 0.3, true));
    assertLevels(
        new Nesterov(beta).stabilityThreshold(RATE).orElseThrow(),
        Double.NaN,
        new Nesterov(beta)); // of small batches nothing is reported
    assertLevels(Double.NaN, Double.NaN, Adam.DEFAULT);
  }

  private static void assertLevels(double threshold, double small, UpdateRule rule) {
    try (EmpiricalRisk risk = smallRisk();
        Tensor w = start(risk);
        Partition partition = Partition.interleaved(40, 4, "cpu")) {
      Map<String, double[]> found = measure(risk, w, partition, rule, 40);
      double[] none = {Double.NaN};
      assertEquals(threshold, found.getOrDefault(NAME + "/threshold", none)[0], 1e-11, rule.name());
      assertEquals(
          small, found.getOrDefault(NAME + "/small_batch_threshold", none)[0], 1e-11, rule.name());
    }
  }

  /** Only steps that are taken differ; Ĉ_k is the loss alone. */
  @Test
  void penaltiesAreNotMeasured() {
    try (EmpiricalRisk risk = smallRisk();
        Tensor w = start(risk);
        Partition partition = Partition.interleaved(40, 4, "cpu")) {
      UpdateRule rule = new GradientDescent();
      Problem penalised = problem(risk, w, rule, 10, 40, List.of(new SquaredNormPenalty(3)));
      assertArrayEquals(
          measure(risk, w, partition, rule, 40).get(NAME),
          measure(penalised, w, partition, NAME).get(NAME));
    }
  }

  private static EmpiricalRisk smallRisk() {
    return EmpiricalRisk.classification(
        new Mlp(List.of(4, 6, 3), Activation.TANH, true),
        Loss.CROSS_ENTROPY,
        FLOAT64,
        EmpiricalRiskTest.inputs(40, 4),
        EmpiricalRiskTest.labels(40, 3));
  }

  private static Tensor start(EmpiricalRisk risk) {
    return Vectors.of(FLOAT64, Initialiser.PYTORCH.draw(risk.network(), new RandomStreams(5), 1));
  }

  private static Map<String, double[]> measure(
      EmpiricalRisk risk, Tensor w, Partition partition, UpdateRule rule, int subset) {
    return measure(problem(risk, w, rule, 10, subset, List.of()), w, partition, NAME);
  }

  private static Problem problem(
      EmpiricalRisk risk,
      Tensor w,
      UpdateRule rule,
      int batch,
      int subset,
      List<Penalty> penalties) {
    return new Problem(
        risk,
        risk,
        null,
        w,
        rule,
        new RandomStreams(1),
        batch,
        new Sizes(subset, 1),
        null,
        penalties);
  }

  private static Map<String, double[]> measure(
      Problem problem, Tensor w, Partition partition, String probe) {
    Map<String, double[]> found = new TreeMap<>();
    try (OptimizerState state = problem.rule().newState(w.numel(), FLOAT64);
        Snapshot snapshot = new Snapshot(problem, w, state, RATE, partition)) {
      Probes.named(probe)
          .measure(
              snapshot, (metric, value, error) -> found.put(metric, new double[] {value, error}));
    }
    if (probe.equals(NAME)) {
      assertEquals(new java.util.TreeSet<>(Probes.named(probe).metrics(problem)), found.keySet());
    }
    return found;
  }
}
