package dev.tacit.network;

import static dev.tacit.tensor.Placement.CPU_FLOAT32;
import static dev.tacit.tensor.Placement.CPU_FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.penalty.Penalties;
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
import dev.tacit.training.StepGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout against autograd through the same masks, a closed form and the binomial law. */
class DropoutTest {
  private static final int N = 11;
  private static final int[] BATCH = {7, 2, 9, 0};
  private static final int[][] BATCHES = {BATCH, {1, 3, 4, 5}, {6, 8, 10}};
  private static final RandomStreams STREAMS = new RandomStreams(5);
  private static final long STEP = 41;

  private static Network images(double rate) {
    return new Sequential(
        "images",
        Shape.of(2, 6, 6),
        List.of(
            new Dropout(rate),
            Convolution.of(4, 3, 1, 1),
            new Activate(Activation.TANH),
            new Dropout(rate),
            Residual.of(
                Convolution.of(4, 3, 1, 1), new Activate(Activation.RELU), new Dropout(rate)),
            new Flatten(),
            new Dense(8, true),
            new BatchNormalisation(0.1, 1e-3),
            new Activate(Activation.SOFTPLUS),
            new Dropout(rate),
            new Dense(3, true)));
  }

  private static Problem problem(EmpiricalRisk risk, Tensor w, List<Penalty> penalties) {
    return new Problem(
        risk,
        risk,
        null,
        w,
        new GradientDescent(),
        STREAMS,
        BATCH.length,
        Sizes.DEFAULT,
        null,
        penalties);
  }

  /** What training is given at a step. */
  private static double[] given(EmpiricalRisk risk, Tensor w, long step, List<Penalty> penalties) {
    try (OptimizerState state = new GradientDescent().newState(w.numel(), CPU_FLOAT64);
        Tensor g = Vectors.zeros(w.numel(), CPU_FLOAT64);
        Partition partition = new Partition(BATCHES, "cpu");
        StepGradient pass = StepGradient.of(problem(risk, w, penalties), w, state, g)) {
      pass.compute(partition, 0, step, 0.1);
      return Vectors.toDoubles(g);
    }
  }

  static Stream<List<Penalty>> penalties() {
    return Stream.of(
        List.of(),
        List.of(Penalties.make("gradient-norm", Map.of("lambda", 0.3))),
        List.of(Penalties.make("sharpness-aware", Map.of("radius", 0.2, "normalised", false))));
  }

  /** All passes of a step are of one function. */
  @ParameterizedTest
  @MethodSource("penalties")
  void aStepIsGivenTheGradientThroughItsMasks(List<Penalty> penalties) {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(images(0.4), N);
        Masks masks = new Masks(STREAMS, CPU_FLOAT64);
        EmpiricalRisk masked = risk.of(risk.network().dropping(masks));
        Tensor w = EmpiricalRiskTest.start(risk, CPU_FLOAT64);
        PointerScope scope = new PointerScope()) {
      masks.begin(STEP);
      AutogradObjective witness = masked.expression(BATCH);
      Tensor g = Vectors.zeros(w.numel(), CPU_FLOAT64);
      witness.gradient(w, g);
      double[] expected = Vectors.toDoubles(g);
      if (!penalties.isEmpty() && penalties.get(0).multiplies()) {
        Tensor hg = Vectors.zeros(w.numel(), CPU_FLOAT64);
        witness.hessianVector(w, g, hg);
        double[] product = Vectors.toDoubles(hg);
        for (int i = 0; i < expected.length; i++) {
          expected[i] += 2 * 0.3 * product[i];
        }
      } else if (!penalties.isEmpty()) {
        double[] there = Vectors.toDoubles(w);
        for (int i = 0; i < there.length; i++) {
          there[i] += 0.2 * expected[i];
        }
        witness.gradient(Vectors.of(CPU_FLOAT64, there), g);
        expected = Vectors.toDoubles(g);
      }
      assertArrayEquals(expected, given(risk, w, STEP, penalties), 1e-12);
      try (EmpiricalRisk plain = EmpiricalRiskTest.risk(images(0), N)) {
        double[] without = given(plain, w, STEP, penalties);
        assertFalse(Arrays.equals(expected, without), "something is dropped");
      }
    }
  }

  @Test
  void masksBelongToTheStep() {
    try (EmpiricalRisk risk = EmpiricalRiskTest.risk(images(0.4), N);
        Tensor w = EmpiricalRiskTest.start(risk, CPU_FLOAT64)) {
      double[] first = given(risk, w, STEP, List.of());
      assertArrayEquals(first, given(risk, w, STEP, List.of()), "whoever asks, and when");
      assertFalse(Arrays.equals(first, given(risk, w, STEP + 1, List.of())));
    }
  }

  /** Whatever is evaluated or measured has nothing to do with masks. */
  @Test
  void isTheIdentityEverywhereElse() {
    Network with = images(0.4);
    Network without = images(0);
    try (EmpiricalRisk one = EmpiricalRiskTest.risk(with, N);
        EmpiricalRisk other = EmpiricalRiskTest.risk(without, N);
        Partition partition = new Partition(BATCHES, "cpu");
        PointerScope scope = new PointerScope()) {
      Tensor w = EmpiricalRiskTest.start(one, CPU_FLOAT64);
      Tensor g = Vectors.zeros(w.numel(), CPU_FLOAT64);
      Tensor h = Vectors.zeros(w.numel(), CPU_FLOAT64);
      assertEquals(other.over(partition).gradient(w, g), one.over(partition).gradient(w, h));
      assertArrayEquals(Vectors.toDoubles(g), Vectors.toDoubles(h));
      other.over(partition).hessianVector(w, w, g);
      one.over(partition).hessianVector(w, w, h);
      assertArrayEquals(Vectors.toDoubles(g), Vectors.toDoubles(h));
    }
    try (Masks masks = new Masks(STREAMS, CPU_FLOAT64)) {
      assertSame(without, without.dropping(masks), "a rate of 0 is none");
    }
  }

  /** Each number is 0 with probability p, else 1/(1-p): within 4.5 standard errors. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void dropsAtItsRateAndScalesTheRest(double rate) {
    for (Placement placement : List.of(CPU_FLOAT32, CPU_FLOAT64)) {
      try (Masks masks = new Masks(STREAMS, placement);
          PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        int count = 200_000;
        Tensor input = Vectors.zeros(count, placement).view(100, count / 100);
        masks.begin(STEP);
        double[] first = Vectors.toDoubles(masks.of(1, rate, input).flatten());
        double[] second = Vectors.toDoubles(masks.of(2, rate, input).flatten());
        int dropped = 0;
        int both = 0;
        for (int i = 0; i < count; i++) {
          assertTrue(
              first[i] == 0 || Math.abs(first[i] * (1 - rate) - 1) < 1e-7, "found " + first[i]);
          dropped += first[i] == 0 ? 1 : 0;
          both += first[i] == 0 && second[i] == 0 ? 1 : 0;
        }
        assertShare(rate, dropped, count);
        assertShare(rate * rate, both, count); // layers drop independently of each other
      }
    }
  }

  private static void assertShare(double expected, int found, int of) {
    double error = Math.sqrt(expected * (1 - expected) / of);
    assertEquals(expected, (double) found / of, 4.5 * error);
  }

  /**
   * For f = w·x and half the squared error, the mean gradient over masks is that of the loss with
   * p/(1-p) Σ_j w_j² mean(x_j²)/2 added (Srivastava et al. 2014, section 9.1).
   */
  @Test
  void isRidgeRegressionOnAverageInALinearModel() {
    double rate = 0.3;
    int features = 4;
    float[] x = EmpiricalRiskTest.inputs(N, features);
    float[] y = new float[N];
    for (int i = 0; i < N; i++) {
      y[i] = (float) Math.sin(i);
    }
    Network network =
        new Sequential(
            "linear", Shape.of(features), List.of(new Dropout(rate), new Dense(1, false)));
    int[][] all = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    int draws = 20_000;
    double[] mean = new double[features];
    double[] squares = new double[features];
    double[] expected;
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, CPU_FLOAT64, x, y);
        Tensor w = Vectors.of(CPU_FLOAT64, 0.8, -0.5, 0.3, 1.1);
        Tensor g = Vectors.zeros(features, CPU_FLOAT64);
        OptimizerState state = new GradientDescent().newState(features, CPU_FLOAT64);
        Partition partition = new Partition(all, "cpu");
        StepGradient pass = StepGradient.of(problem(risk, w, List.of()), w, state, g)) {
      risk.gradient(w, g);
      expected = Vectors.toDoubles(g);
      double[] weights = Vectors.toDoubles(w);
      Tensor direction = Vectors.of(CPU_FLOAT64, 1, 0, 0, 0);
      Tensor product = Vectors.zeros(features, CPU_FLOAT64);
      for (int j = 0; j < features; j++) {
        double[] unit = new double[features];
        unit[j] = 1;
        Vectors.set(direction, unit);
        risk.hessianVector(w, direction, product); // its diagonal is mean(x_j²), as the loss scales
        expected[j] += rate / (1 - rate) * weights[j] * Vectors.toDoubles(product)[j];
      }
      direction.close();
      product.close();
      for (int step = 0; step < draws; step++) {
        pass.compute(partition, 0, step, 0.1);
        double[] found = Vectors.toDoubles(g);
        for (int j = 0; j < features; j++) {
          mean[j] += found[j] / draws;
          squares[j] += found[j] * found[j] / draws;
        }
      }
    }
    for (int j = 0; j < features; j++) {
      double error = Math.sqrt((squares[j] - mean[j] * mean[j]) / draws);
      assertEquals(expected[j], mean[j], 4.5 * error);
      assertTrue(error < 0.02 * Math.abs(expected[j]) + 1e-3, "the test can tell");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void refusesImpossibleRates(double rate) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Dropout(rate));
    assertTrue(e.getMessage().contains("[0, 1)"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> Models.make("mlp", Map.of("dropout", rate), Shape.of(4), 3));
  }

  @Test
  void standsBeforeDenseLayersOfNamedModels() {
    for (String name : Models.all().keySet()) {
      if (Models.named(name).options().containsKey("dropout")) {
        Network network = Models.make(name, Map.of("dropout", 0.25), Shape.of(3, 32, 32), 10);
        List<Layer> layers = ((Sequential) network).layers();
        assertEquals(new Dropout(0.25), layers.get(layers.size() - 2), name);
        assertTrue(!(layers.get(0) instanceof Dropout), name);
      }
    }
  }
}
