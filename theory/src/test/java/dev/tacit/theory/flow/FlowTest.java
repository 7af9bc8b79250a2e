package dev.tacit.theory.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Lion;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.WeightDecay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every flow against its closed form on one mode, ½λw², and against what all flows must keep. */
class FlowTest {
  private static final double H = 0.1;
  private static final double LAMBDA = 1.7;
  private static final double W = 0.6;

  /** Rounding of a dozen operations. */
  private static final double ROUNDING = 1e-14;

  private static final Mode MODE = Mode.of(LAMBDA);

  private static double velocity(Flow flow, long piece, double w) {
    double[] velocity = new double[1];
    flow.velocity(piece, new double[] {w}, velocity);
    return velocity[0];
  }

  private static void assertRate(double expected, Flow flow) {
    assertEquals(-expected * W, velocity(flow, 0, W), ROUNDING * Math.abs(expected), flow.name());
  }

  private static AdaptiveMoments moments(double beta1, double beta2, EpsilonPlacement placement) {
    return new AdaptiveMoments(beta1, beta2, 0.02, placement, true, 0);
  }

  static Stream<Flow> all() {
    List<LogCosh> batches = LogCosh.BATCHES;
    Objective c = batches.get(1); // no component of its gradient changes sign on the way
    AdaptiveMoments inside = moments(0.6, 0.8, EpsilonPlacement.INSIDE);
    AdaptiveMoments outside = moments(0.6, 0.8, EpsilonPlacement.OUTSIDE);
    AdaptiveMoments decayed =
        new AdaptiveMoments(0.6, 0.8, 0.5, EpsilonPlacement.INSIDE, true, 0.3);
    double[] metric = {0.5, 1, 2};
    return Stream.of(
        new GradientFlow(c),
        new ModifiedGradientFlow(c, H),
        new SecondModifiedGradientFlow(c, H),
        new SharpnessAwareFlow(c, H, 0.2, false),
        new SharpnessAwareFlow(c, H, 0.2, true),
        new ShuffledSgdFlow(batches, H),
        new LinearFilterFlow(c, new HeavyBall(0.5), H),
        new LinearFilterStartFlow(c, new Nesterov(0.5), H),
        new ShuffledMomentumFlow(batches, new HeavyBall(0.5), H),
        new FrozenPreconditionerFlow(batches, metric, new GradientDescent(), H),
        new AdaptiveFlow(c, decayed, H),
        new AdaptiveFlow(c, outside, H),
        new AdaptiveWarmUpFlow(c, inside, H),
        new AdaptiveMemoryFlow(batches, n -> (int) (n % 3), decayed, H),
        new LionFlow(c, new Lion(0.9, 0.9, 0.5), 0.1, H),
        new PaperRmsPropFlow(batches, inside, PaperRmsPropFlow.Reading.S_FROZEN, H),
        new PaperRmsPropFlow(batches, inside, PaperRmsPropFlow.Reading.S_DIFFERENTIATED, H));
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsTheContractOfAFlow(Flow flow) {
    FlowContract.check(flow, LogCosh.start());
  }

  @Test
  void gradientDescentHasTheSeriesOfItsLogarithm() {
    // -ln(1-hλ)/h = λ(1 + hλ/2 + (hλ)²/3 + …)
    double x = H * LAMBDA;
    assertRate(LAMBDA, new GradientFlow(MODE));
    assertRate(LAMBDA * (1 + x / 2), new ModifiedGradientFlow(MODE, H));
    assertRate(LAMBDA * (1 + x / 2 + x * x / 3), new SecondModifiedGradientFlow(MODE, H));
  }

  @Test
  void secondModifiedFlowKnowsTheThirdDerivative() {
    // C = log cosh w: g = tanh w, H = 1-g², T = -2gH.
    LogCosh c = new LogCosh(new double[][] {{1}}, new double[1]);
    double g = Math.tanh(W);
    double hessian = 1 - g * g;
    double third = -2 * g * hessian;
    double f2 = -hessian * hessian * g / 3 - third * g * g / 12;
    double expected = -g - H / 2 * hessian * g + H * H * f2;
    // T by central differences: truncation and rounding 1e-10, times h²/12.
    assertEquals(expected, velocity(new SecondModifiedGradientFlow(c, H), 0, W), 1e-12);
  }

  @Test
  void sharpnessAwareStepsPenaliseTheNormOrItsSquare() {
    double rho = 0.2;
    // ∇(h/4 + ρ/2)(λw)² and ∇[(h/4)(λw)² + ρλw]
    assertRate(LAMBDA * (1 + (H / 2 + rho) * LAMBDA), new SharpnessAwareFlow(MODE, H, rho, false));
    assertEquals(
        -LAMBDA * W * (1 + H * LAMBDA / 2) - rho * LAMBDA,
        velocity(new SharpnessAwareFlow(MODE, H, rho, true), 0, W),
        ROUNDING);
    assertEquals(0, velocity(new SharpnessAwareFlow(MODE, H, rho, true), 0, 0), 0.0);
    assertThrows(
        IllegalArgumentException.class, () -> new SharpnessAwareFlow(MODE, H, Double.NaN, true));
  }

  @Test
  void shufflingPenalisesEveryBatch() {
    Mode examples = new Mode(new double[] {1, 3}, new double[] {0.5, -1});
    double g1 = W - 0.5;
    double g2 = 3 * (W + 1);
    double g = (g1 + g2) / 2;
    double penalty = (g1 + 3 * g2) / 2; // (1/m) Σ H_k g_k
    List<Objective> batches = ReshuffledSgdFlow.singles(examples);
    assertEquals(-g - H / 2 * penalty, velocity(new ShuffledSgdFlow(batches, H), 0, W), ROUNDING);
    assertEquals(
        -g - H / 2 * 2 * g, velocity(new ModifiedGradientFlow(batches, H), 0, W), ROUNDING);
    // N = m = 2: batches of one example, f = 1; one batch of both: f = 0.
    assertEquals(
        -g - H / 2 * penalty, velocity(new ReshuffledSgdFlow(examples, 2, H), 0, W), ROUNDING);
    assertEquals(
        -g - H / 2 * 2 * g, velocity(new ReshuffledSgdFlow(examples, 1, H), 0, W), ROUNDING);
  }

  @Test
  void compositionFactorIsThatOfExactMeansInRationalNumbers() throws IOException {
    List<String> rows = rows("composition.csv");
    assertEquals(7, rows.size());
    for (String row : rows) {
      String[] cell = row.split(",", -1);
      int examples = Integer.parseInt(cell[0]);
      int size = Integer.parseInt(cell[1]);
      String[] fraction = cell[2].split("/", -1);
      assertEquals(
          Double.parseDouble(fraction[0]) / Double.parseDouble(fraction[1]),
          ReshuffledSgdFlow.compositionFactor(examples, (examples + size - 1) / size),
          ROUNDING,
          row);
    }
    assertThrows(IllegalArgumentException.class, () -> ReshuffledSgdFlow.compositionFactor(6, 7));
  }

  private static List<String> rows(String file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                FlowTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).toList();
    }
  }

  @Test
  void linearFiltersHaveTheRatesOfTheirSlowRoots() {
    double beta = 0.9;
    double x = H * LAMBDA;
    double keep = 1 - beta;
    assertRate(
        LAMBDA / keep * (1 + x / 2 * (1 + beta) / (keep * keep)),
        new LinearFilterFlow(MODE, new HeavyBall(beta), H));
    assertRate(
        LAMBDA * (1 + x / 2 * (1 + beta) / keep),
        new LinearFilterFlow(MODE, new ExponentialMovingMomentum(beta), H));
    assertRate(
        LAMBDA / keep * (1 + x / 2 * (1 - beta + 2 * beta * beta) / (keep * keep)),
        new LinearFilterFlow(MODE, new Nesterov(beta), H));
  }

  @Test
  void theStartOfAFilterIsGradientDescentAndItsEndTheStationaryFlow() {
    HeavyBall rule = new HeavyBall(0.8);
    Flow start = new LinearFilterStartFlow(MODE, rule, H);
    assertRate(LAMBDA * (1 + H * LAMBDA / 2), start);
    // Step 1: a = 1+β, c = w_1 a_0 = β.
    double a = 1.8;
    assertEquals(
        -(a * LAMBDA + H * (0.8 + a * a / 2) * LAMBDA * LAMBDA) * W,
        velocity(start, 1, W),
        ROUNDING * 10);
    assertEquals(
        velocity(new LinearFilterFlow(MODE, rule, H), 0, W), velocity(start, 100_000, W), 1e-12);
  }

  @Test
  void shiftedStartIsTheLagOfTheVelocity() {
    double[] shifted = LinearFilterFlow.shiftedStart(MODE, new HeavyBall(0.8), H, new double[] {W});
    assertEquals(W + H * 0.8 / 0.04 * LAMBDA * W, shifted[0], ROUNDING * 10);
  }

  @Test
  void aFrozenPreconditionerIsAChangeOfCoordinates() {
    double p = 0.4;
    assertRate(
        LAMBDA / p * (1 + H * LAMBDA / p / 2),
        new FrozenPreconditionerFlow(List.of(MODE), new double[] {p}, new GradientDescent(), H));
  }

  @Test
  void adamHasTheBiasInTheLettersOfItsPaper() {
    double beta = 0.6;
    double rho = 0.8;
    double eps = 0.02;
    double g = LAMBDA * W;
    double root = Math.sqrt(g * g + eps);
    double oneNormSlope = LAMBDA * g / root; // ∇ Σ √(g²+ε)
    double factor =
        (1 + beta) / (1 - beta)
            - (1 + rho) / (1 - rho)
            + (1 + rho) / (1 - rho) * eps / (g * g + eps);
    assertEquals(
        -(g + H / 2 * factor * oneNormSlope) / root,
        velocity(new AdaptiveFlow(MODE, moments(beta, rho, EpsilonPlacement.INSIDE), H), 0, W),
        ROUNDING * 10);
  }

  @Test
  void withLargeEpsilonAdamIsHeavyBall() {
    double eps = 1e12;
    AdaptiveMoments moments = new AdaptiveMoments(0.6, 0.8, eps, EpsilonPlacement.INSIDE, true, 0);
    double scale = Math.sqrt(eps); // step h/√ε, in a time of its own
    Flow heavyBall = new LinearFilterFlow(MODE, new ExponentialMovingMomentum(0.6), H);
    assertEquals(
        velocity(heavyBall, 0, W),
        scale * velocity(new AdaptiveFlow(MODE, moments, H * scale), 0, W),
        1e-10);
  }

  @Test
  void theWarmUpStartsWithoutLagAndEndsStationary() {
    AdaptiveMoments moments = moments(0.6, 0.8, EpsilonPlacement.OUTSIDE);
    Flow warmUp = new AdaptiveWarmUpFlow(MODE, moments, H);
    double g = LAMBDA * W;
    double size = g + 0.02;
    double r = 0.02 / size;
    assertEquals(
        -(g + H * r / 2 * LAMBDA * g / size) / size, velocity(warmUp, 0, W), ROUNDING * 10);
    assertEquals(
        velocity(new AdaptiveFlow(MODE, moments, H), 0, W), velocity(warmUp, 1000, W), 1e-12);
    assertEquals(0, AdaptiveWarmUpFlow.lag(0.9, 0), ROUNDING);
    assertEquals(0.5, AdaptiveWarmUpFlow.lag(0.999, 1), 1e-3); // about n/2
  }

  @Test
  void withFullBatchesTheMemoryFlowIsTheWarmUp() {
    AdaptiveMoments moments = moments(0.9, 0.95, EpsilonPlacement.INSIDE);
    Flow warmUp = new AdaptiveWarmUpFlow(MODE, moments, H);
    Flow memory = new AdaptiveMemoryFlow(List.of(MODE), n -> 0, moments, H);
    for (long n : new long[] {0, 1, 5, 50, 5000}) {
      // At n = 5000 what is forgotten, 1e-12 of a lag of about 20.
      assertEquals(velocity(warmUp, n, W), velocity(memory, n, W), 1e-10, "step " + n);
    }
  }

  @Test
  void theMemoryFlowEqualsItsFormulaWrittenOutInPython() throws IOException {
    int[] sequence = {0, 2, 1, 1, 0, 2, 0};
    List<String> rows = rows("memory.csv");
    assertEquals(15, rows.size());
    for (String row : rows) {
      String[] cell = row.split(",", -1);
      AdaptiveMoments moments =
          new AdaptiveMoments(
              Double.parseDouble(cell[0]),
              Double.parseDouble(cell[1]),
              Double.parseDouble(cell[2]),
              EpsilonPlacement.named(cell[3]),
              Boolean.parseBoolean(cell[4]),
              Double.parseDouble(cell[5]));
      Flow flow = new AdaptiveMemoryFlow(LogCosh.BATCHES, n -> sequence[(int) n], moments, 0.05);
      double[] velocity = new double[3];
      flow.velocity(Long.parseLong(cell[6]), LogCosh.start(), velocity);
      for (int j = 0; j < 3; j++) {
        assertEquals(Double.parseDouble(cell[7 + j]), velocity[j], 1e-13, row);
      }
    }
  }

  @Test
  void withoutBiasCorrectionTheFirstStepOfRmsPropIsLong() {
    AdaptiveMoments moments =
        AdaptiveMoments.of(new RmsProp(0.99, 0, EpsilonPlacement.OUTSIDE, false));
    Flow leading = AdaptiveMemoryFlow.leading(List.of(MODE), n -> 0, moments, H);
    assertEquals(-10, velocity(leading, 0, W), 1e-13); // 1/√(1-γ)
  }

  @Test
  void lionCarriesItsCorrectionsWhereEpsilonRules() {
    double eps = 0.02;
    double decay = 0.3;
    double g = LAMBDA * W;
    double root = Math.sqrt(g * g + eps);
    double jacobian = eps / Math.pow(root, 3);
    double u = g / root + decay * W;
    double hu = LAMBDA * u;
    double expected = -u - H * (0.9 / (1 - 0.99) * jacobian * hu + (jacobian * hu + decay * u) / 2);
    assertEquals(
        expected,
        velocity(new LionFlow(MODE, new Lion(0.9, 0.99, eps), decay, H), 0, W),
        ROUNDING * 100);
  }

  @Test
  void signDescentIsItsOwnFlow() {
    Flow flow = new SignFlow(MODE);
    assertEquals(-1, velocity(flow, 0, W), 0);
    assertEquals(1, velocity(flow, 0, -W), 0);
    assertEquals(0, velocity(flow, 0, 0), 0);
  }

  @Test
  void thePapersTermHasTheSixthPowerOfTheGradient() {
    AdaptiveMoments moments = moments(0, 0.8, EpsilonPlacement.INSIDE);
    double g = LAMBDA * W;
    double root = Math.sqrt(g * g + 0.02);
    double frozen = H / 2 * LAMBDA * Math.pow(g, 5); // s = g² held fixed in ∇(h/4)(s g)²
    assertEquals(
        -(g + frozen) / root,
        velocity(
            new PaperRmsPropFlow(List.of(MODE), moments, PaperRmsPropFlow.Reading.S_FROZEN, H),
            0,
            W),
        ROUNDING * 10);
    assertEquals(
        -(g + 3 * frozen) / root,
        velocity(
            new PaperRmsPropFlow(
                List.of(MODE), moments, PaperRmsPropFlow.Reading.S_DIFFERENTIATED, H),
            0,
            W),
        ROUNDING * 10);
  }

  @Test
  void thePapersTermDifferentiatedIsThreeTimesItFrozenWithAnyBatches() {
    // Against central differences of (h/4m) Σ_k ‖s ⊙ g_k‖², s = (1/m) Σ_k g_k².
    AdaptiveMoments moments = moments(0, 0.8, EpsilonPlacement.INSIDE);
    double[] w = LogCosh.start();
    double[] through = new double[3];
    double[] plain = new double[3];
    new PaperRmsPropFlow(LogCosh.BATCHES, moments, PaperRmsPropFlow.Reading.S_DIFFERENTIATED, H)
        .velocity(0, w, through);
    new PaperRmsPropFlow(
            LogCosh.BATCHES, moments, PaperRmsPropFlow.Reading.S_DIFFERENTIATED, 1e-300)
        .velocity(0, w, plain);
    double[] s = squares(w);
    for (int j = 0; j < 3; j++) {
      double[] ahead = w.clone();
      double[] behind = w.clone();
      ahead[j] += 1e-5;
      behind[j] -= 1e-5;
      double slope = (penalty(ahead) - penalty(behind)) / 2e-5;
      double force = (plain[j] - through[j]) * Math.sqrt(s[j] + 0.02);
      assertEquals(slope, force, 1e-9, "component " + j);
    }
  }

  private static double[] squares(double[] w) {
    double[] s = new double[3];
    for (LogCosh batch : LogCosh.BATCHES) {
      double[] g = Derivatives.of(batch).gradient(w);
      for (int j = 0; j < 3; j++) {
        s[j] += g[j] * g[j] / 3;
      }
    }
    return s;
  }

  private static double penalty(double[] w) {
    double[] s = squares(w);
    double sum = 0;
    for (LogCosh batch : LogCosh.BATCHES) {
      double[] g = Derivatives.of(batch).gradient(w);
      for (int j = 0; j < 3; j++) {
        sum += H / 12 * Math.pow(s[j] * g[j], 2);
      }
    }
    return sum;
  }

  @Test
  void momentsAreThoseOfTheRule() {
    AdaptiveMoments adamw =
        AdaptiveMoments.of(
            new WeightDecay(new Adam(0.9, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, true), 0.1, true));
    assertEquals(new AdaptiveMoments(0.9, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, true, 0.1), adamw);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> AdaptiveMoments.of(new HeavyBall(0.9)));
    assertTrue(e.getMessage().contains("heavy-ball"), e.getMessage());
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThrows(IllegalArgumentException.class, () -> new ModifiedGradientFlow(MODE, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new ShuffledSgdFlow(List.of(), H));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ShuffledSgdFlow(List.of(MODE, LogCosh.BATCHES.get(0)), H));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new FrozenPreconditionerFlow(
                List.of(MODE), new double[] {0}, new GradientDescent(), H));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new AdaptiveWarmUpFlow(
                MODE, new AdaptiveMoments(0.9, 0.99, 0.1, EpsilonPlacement.INSIDE, false, 0), H));
  }
}
