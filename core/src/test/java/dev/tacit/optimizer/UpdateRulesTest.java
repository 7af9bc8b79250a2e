package dev.tacit.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.ParameterLayout;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every update rule against PyTorch's trajectories and against what all rules must keep. */
class UpdateRulesTest {

  /** Name in trajectories.csv, the rule, its learning rate. */
  static Stream<Arguments> witnessed() {
    return Stream.of(
        Arguments.of("sgd", make("sgd"), 0.05),
        Arguments.of("sgd-l2", make("sgd", "weightDecay", 0.1), 0.05),
        Arguments.of("heavy-ball", make("heavy-ball"), 0.05),
        Arguments.of("nesterov", make("nesterov"), 0.05),
        Arguments.of("rmsprop", make("rmsprop"), 0.01),
        Arguments.of(
            "rmsprop-l2", make("rmsprop", "decay", 0.9, "epsilon", 1e-4, "weightDecay", 0.1), 0.01),
        Arguments.of("adam", make("adam"), 0.01),
        Arguments.of(
            "adam-l2",
            make("adam", "beta1", 0.8, "beta2", 0.99, "epsilon", 1e-4, "weightDecay", 0.1),
            0.01),
        Arguments.of("adamw", make("adamw", "weightDecay", 0.1), 0.01),
        Arguments.of("adagrad", make("adagrad"), 0.1),
        Arguments.of("adagrad-l2", make("adagrad", "epsilon", 1e-3, "weightDecay", 0.1), 0.1),
        Arguments.of("lion", make("lion"), 0.01),
        Arguments.of("lion-smooth", make("lion", "epsilon", 0.02), 0.01),
        Arguments.of(
            "rmsprop-inside",
            make("rmsprop", "decay", 0.9, "epsilon", 1e-3, "epsilonPlacement", "inside"),
            0.01),
        Arguments.of(
            "rmsprop-corrected",
            make("rmsprop", "decay", 0.9, "epsilon", 1e-3, "biasCorrection", true),
            0.01),
        Arguments.of(
            "adam-inside",
            make("adam", "beta2", 0.99, "epsilon", 1e-3, "epsilonPlacement", "inside"),
            0.01),
        Arguments.of(
            "adam-uncorrected", make("adam", "beta2", 0.99, "biasCorrection", false), 0.01),
        Arguments.of("ema-momentum", make("ema-momentum", "momentum", 0.8), 0.05),
        Arguments.of("sign-descent", make("sign-descent"), 0.01),
        Arguments.of("signum", make("signum"), 0.02),
        Arguments.of("normalised-sgd", make("normalised-sgd"), 0.05),
        Arguments.of(
            "normalised-sgd-momentum",
            make("normalised-sgd", "momentum", 0.8, "epsilon", 1e-3),
            0.05),
        Arguments.of(
            "rmsprop-centred",
            make("rmsprop", "decay", 0.9, "epsilon", 1e-3, "centred", true),
            0.01),
        Arguments.of("rmsprop-momentum", make("rmsprop", "decay", 0.9, "momentum", 0.8), 0.005),
        Arguments.of(
            "rmsprop-all",
            make(
                "rmsprop",
                "decay",
                0.9,
                "epsilon",
                1e-3,
                "centred",
                true,
                "momentum",
                0.8,
                "weightDecay",
                0.1),
            0.005),
        Arguments.of("amsgrad", make("adam", "beta2", 0.8, "amsgrad", true), 0.05),
        Arguments.of(
            "amsgrad-w", make("adamw", "beta2", 0.8, "amsgrad", true, "weightDecay", 0.1), 0.05));
  }

  /** The same with those whose trajectories stand in rules.csv ({@link MuonTest} and others). */
  static Stream<Arguments> everyRule() {
    UpdateRule switched =
        new Switch(
            List.of(
                new Switch.Phase(make("adam"), 0.01, List.of(new PhaseEnd.AtStep(4))),
                new Switch.Phase(
                    make("rmsprop"), 0.01, List.of(new PhaseEnd.Swats(1, false, 3, 0.9, true))),
                new Switch.Phase(make("heavy-ball"), Double.NaN, List.of())));
    return Stream.concat(
        witnessed(),
        Stream.of(
            Arguments.of("muon", make("muon", "weightDecay", 0.1), 0.02),
            Arguments.of("muon-polar", make("muon", "orthogonalisation", "polar"), 0.02),
            Arguments.of("muon-adam", make("muon", "adamFirst", true), 0.02),
            Arguments.of("switch", switched, 1.0),
            Arguments.of(
                "grafted",
                make("grafted", "direction", make("adam"), "length", make("heavy-ball")),
                0.05)));
  }

  /** Rules with a threshold, without weight decay: the test adds that. */
  static Stream<Arguments> withThreshold() {
    return everyRule()
        .filter(a -> !(rule(a) instanceof WeightDecay))
        .filter(a -> rule(a).stabilityThreshold(1).isPresent());
  }

  /** Linear filters. */
  static Stream<Arguments> filters() {
    return everyRule().filter(a -> rule(a) instanceof LinearFilterRule);
  }

  private static UpdateRule rule(Arguments arguments) {
    return (UpdateRule) arguments.get()[1];
  }

  private static Set<String> namesWhere(Predicate<UpdateRule> test) {
    return everyRule()
        .filter(a -> test.test(rule(a)))
        .map(a -> rule(a).name())
        .collect(Collectors.toSet());
  }

  @Test
  void everyRuleIsTested() {
    assertEquals(UpdateRules.all().keySet(), namesWhere(rule -> true));
  }

  @Test
  void noThresholdIsDerivedForTheOthers() {
    assertEquals(
        Set.of(
            "adagrad",
            "lion",
            "sign-descent",
            "signum",
            "normalised-sgd",
            "muon",
            "switch",
            "grafted"),
        namesWhere(rule -> rule.stabilityThreshold(1).isEmpty()));
  }

  @Test
  void theFiltersAreThese() {
    assertEquals(
        Set.of("sgd", "heavy-ball", "ema-momentum", "nesterov"),
        namesWhere(LinearFilterRule.class::isInstance));
  }

  static UpdateRule make(String name, Object... pairs) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put((String) pairs[i], pairs[i + 1]);
    }
    return UpdateRules.make(name, values);
  }

  private static final double[] A = {1.0, 0.5, 2.0, 0.1, 3.0};
  private static final double[] B = {0.3, -1.0, 2.0, 0.0, -0.5};
  static final double[] START = {1.0, -2.0, 0.5, 3.0, -1.5};

  private static final ParameterLayout LAYOUT =
      new ParameterLayout.Builder().add("a.weight", 2, 2).add("a.bias", 1).build();

  /** The gradient of the function in trajectories.py, by hand. */
  static double[] gradient(double[] w) {
    double[] g = new double[5];
    for (int j = 0; j < 5; j++) {
      g[j] = A[j] * (w[j] - B[j]) - Math.sin(w[j]);
      g[j] += (j > 0 ? w[j - 1] / 4 : 0) + (j < 4 ? w[j + 1] / 4 : 0);
    }
    return g;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("witnessed")
  void takesTheStepsOfTheReference(String name, UpdateRule rule, double rate) throws IOException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    UpdateRulesTest.class.getResourceAsStream("trajectories.csv"),
                    StandardCharsets.UTF_8));
        Tensor w = Vectors.of(Placement.CPU_FLOAT64, START);
        Tensor g = Vectors.zeros(5, Placement.CPU_FLOAT64);
        OptimizerState state = rule.newState(5, Placement.CPU_FLOAT64)) {
      String[][] expected =
          lines
              .lines()
              .map(l -> l.split(","))
              .filter(l -> l[0].equals(name))
              .toArray(String[][]::new);
      assertEquals(20, expected.length);
      for (String[] line : expected) {
        Vectors.set(g, gradient(Vectors.toDoubles(w)));
        rule.step(w, g, state, rate);
        assertEquals(Long.parseLong(line[1]), state.step());
        double[] actual = Vectors.toDoubles(w);
        for (int j = 0; j < 5; j++) {
          double value = Double.parseDouble(line[2 + j]);
          // Rounding of twenty steps; AdaGrad's and Adam's first steps amplify it by 1/eps at g =
          // 0,
          // which this problem avoids.
          assertEquals(value, actual[j], 1e-12 * Math.max(1, Math.abs(value)), line[1] + "/" + j);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyRule")
  void changesOnlyWhatItsSignatureNames(String name, UpdateRule rule, double rate) {
    double[] first = trajectory(rule, rate, Placement.CPU_FLOAT64);
    assertArrayEquals(first, trajectory(rule, rate, Placement.CPU_FLOAT64), "same bits");
    // float32 rounds every operation of ten steps to 6e-8 of numbers up to 3.
    assertArrayEquals(first, trajectory(rule, rate, Placement.CPU_FLOAT32), 3e-5, "float32");
  }

  private static double[] trajectory(UpdateRule rule, double rate, Placement placement) {
    try (Tensor w = Vectors.of(placement, START);
        Tensor g = Vectors.zeros(5, placement);
        OptimizerState state = rule.newState(LAYOUT, placement)) {
      for (int n = 0; n < 10; n++) {
        Vectors.set(g, gradient(Vectors.toDoubles(w)));
        double[] before = Vectors.toDoubles(g);
        rule.step(w, g, state, rate);
        assertEquals(n + 1, state.step());
        assertArrayEquals(before, Vectors.toDoubles(g), "the gradient is only read");
      }
      return Vectors.toDoubles(w);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 10_000})
  void theFusedPassEqualsPlainOperations(int p) {
    for (boolean corrected : new boolean[] {true, false}) {
      RmsProp rms = new RmsProp(0.9, 1e-3, EpsilonPlacement.OUTSIDE, corrected);
      Adam adam = new Adam(0.9, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, corrected);
      double[] start = new double[p];
      double[] slope = new double[p];
      UniformRandomProvider random = new RandomStreams(3).stream("fused", p);
      Arrays.setAll(start, j -> random.nextDouble() - 0.5);
      Arrays.setAll(slope, j -> random.nextDouble() - 0.5);
      for (UpdateRule rule : new UpdateRule[] {rms, adam}) {
        try (Tensor w = Vectors.of(Placement.CPU_FLOAT32, start);
            Tensor g = Vectors.of(Placement.CPU_FLOAT32, slope);
            Tensor plainW = Vectors.of(Placement.CPU_FLOAT32, start);
            OptimizerState state = rule.newState(p, Placement.CPU_FLOAT32);
            OptimizerState plain = rule.newState(p, Placement.CPU_FLOAT32)) {
          for (int t = 1; t <= 5; t++) {
            rule.step(w, g, state, 0.01);
            double second = corrected ? 1 / (1 - Math.pow(rule == rms ? 0.9 : 0.99, t)) : 1;
            double first = corrected ? 1 / (1 - Math.pow(0.9, t)) : 1;
            Tensor v = plain.slot("second_moment");
            if (rule == rms) {
              rms.plain(plainW, g, v, second, 0.01);
            } else {
              adam.plain(plainW, g, plain.slot("first_moment"), v, second, 0.01 * first);
            }
          }
          // Some roundings of float32 (6e-8 each) of numbers below 1.
          assertArrayEquals(Vectors.toDoubles(plainW), Vectors.toDoubles(w), 5e-7);
          assertNotEquals(start[0], Vectors.toDoubles(w)[0], 1e-3);
          plain
              .slots()
              .forEach(
                  (slot, values) ->
                      assertArrayEquals(
                          Vectors.toDoubles(values), Vectors.toDoubles(state.slot(slot)), 5e-7));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withThreshold")
  void losesStabilityAtItsThreshold(String name, UpdateRule rule, double rate) {
    losesStability(rule, rate, 0);
    losesStability(new WeightDecay(rule, 3, false), rate, 3); // coupled decay is felt as curvature
    losesStability(new WeightDecay(rule, 3, true), rate, 0);
  }

  private static void losesStability(UpdateRule rule, double rate, double alsoFelt) {
    double threshold = rule.stabilityThreshold(rate).getAsDouble();
    assertTrue(growth(rule, rate, threshold * (1 - 1e-3) - alsoFelt) < 1, "stable just below");
    assertTrue(growth(rule, rate, threshold * (1 + 1e-3) - alsoFelt) > 1, "unstable just above");
  }

  /** With P = 1 for good where there is a P. */
  private static UpdateRule frozen(UpdateRule rule) {
    if (rule instanceof WeightDecay decay) {
      return new WeightDecay(frozen(decay.rule()), decay.lambda(), decay.decoupled());
    }
    if (rule instanceof RmsProp rms) {
      return new RmsProp(0.99, 1, EpsilonPlacement.OUTSIDE, false, rms.centred(), rms.momentum());
    }
    return rule instanceof Adam adam
        ? new Adam(adam.beta1(), 0.99, 1, EpsilonPlacement.OUTSIDE, false, adam.amsgrad())
        : rule;
  }

  /**
   * The factor per step by which w grows on the quadratic (λ/2) w², for adaptive rules with the
   * preconditioner held at P = 1 by a second moment that one coordinate cannot move: ε = 1 and tiny
   * gradients.
   */
  private static double growth(UpdateRule rule, double rate, double lambda) {
    UpdateRule frozen = frozen(rule);
    double scale = AdaptiveRule.within(rule).isPresent() ? 1e-150 : 1;
    try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, scale);
        Tensor g = Vectors.zeros(1, Placement.CPU_FLOAT64);
        OptimizerState state = frozen.newState(1, Placement.CPU_FLOAT64)) {
      double early = 0;
      for (int n = 1; n <= 2000; n++) {
        double x = Vectors.toDoubles(w)[0];
        Vectors.set(g, new double[] {lambda * x});
        frozen.step(w, g, state, rate);
        if (n == 1000) {
          early = Math.abs(Vectors.toDoubles(w)[0]);
        }
      }
      return Math.pow(Math.abs(Vectors.toDoubles(w)[0]) / early, 1.0 / 1000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filters")
  void respondsToAnImpulseWithItsFilter(String name, LinearFilterRule rule, double rate) {
    double total = 0;
    double lag = 0;
    try (Tensor w = Vectors.zeros(1, Placement.CPU_FLOAT64);
        Tensor g = Vectors.of(Placement.CPU_FLOAT64, 1);
        OptimizerState state = rule.newState(1, Placement.CPU_FLOAT64)) {
      double before = 0;
      for (int k = 0; k < 400; k++) { // 0.9^400 = 5e-19: the rest of the sum is below rounding
        rule.step(w, g, state, 1);
        double now = -Vectors.toDoubles(w)[0];
        assertEquals(rule.weight(k), now - before, 1e-13);
        total += now - before;
        lag += k * (now - before);
        before = now;
        g.zero_();
      }
    }
    assertEquals(total, rule.totalWeight(), 1e-12);
    assertEquals(lag / total, rule.meanLag(), 1e-11);
  }

  /** For heavy ball and the moving average κ_m = 1 - 2/(m(m-1)) Σ_j (m-j) β^j. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 17, 157})
  void momentumWeakensTheShareOfShuffledNoise(int m) {
    for (double beta : new double[] {0.5, 0.9, 0.99}) {
      double sum = 0;
      for (int j = 1; j < m; j++) {
        sum += (m - j) * Math.pow(beta, j);
      }
      double kappa = 1 - 2 * sum / (m * (m - 1.0));
      assertEquals(kappa, new HeavyBall(beta).shuffledNoiseShare(m), 1e-12);
      assertEquals(kappa, new ExponentialMovingMomentum(beta).shuffledNoiseShare(m), 1e-12);
    }
    assertEquals(1, new GradientDescent().shuffledNoiseShare(m), 1e-14);
  }

  /** By hand: W = 2 and, with four batches, A = 3/2, 7/4, 15/8; A_j = (1-β^(j+1))/(1-β) for any. */
  @Test
  void nesterovsShareIsTheDirectSum() {
    assertEquals((3 * 1.5 + 2 * 1.75 + 1.875) / 12, new Nesterov(0.5).shuffledNoiseShare(4), 1e-15);
    int m = 40;
    double sum = 0;
    for (int j = 1; j < m; j++) {
      sum += (m - j) * (1 - Math.pow(0.9, j + 1)) / 0.1;
    }
    assertEquals(2 * sum / (m * (m - 1) * 10.0), new Nesterov(0.9).shuffledNoiseShare(m), 1e-13);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filters")
  void aSingleBatchHasNoNoise(String name, LinearFilterRule rule, double rate) {
    assertEquals(0, rule.shuffledNoiseShare(1));
  }

  static Stream<UpdateRule> manyAllocations() {
    Switch.Phase first =
        new Switch.Phase(
            make("rmsprop", "centred", true, "momentum", 0.9),
            0.01,
            List.of(PhaseEnd.Swats.DEFAULT));
    return Stream.of(
        make("adam", "epsilonPlacement", "inside", "weightDecay", 0.1),
        make("adam", "amsgrad", true),
        new Switch(List.of(first, new Switch.Phase(make("sgd"), Double.NaN, List.of()))));
  }

  @ParameterizedTest
  @MethodSource("manyAllocations")
  void memoryStaysFlatOverThousandsOfSteps(UpdateRule rule) {
    int p = 100_000;
    try (Tensor w = Vectors.zeros(p, Placement.CPU_FLOAT64);
        Tensor g = Vectors.zeros(p, Placement.CPU_FLOAT64);
        OptimizerState state = rule.newState(p, Placement.CPU_FLOAT64)) {
      long before = Pointer.physicalBytes();
      for (int n = 0; n < 1000; n++) { // leaking one vector a step would be 800 MB
        rule.step(w, g, state, 0.01);
      }
      assertTrue(Pointer.physicalBytes() - before < 200 << 20);
    }
  }

  @Test
  void withoutEpsilonACoordinateWithoutGradientStays() {
    for (String name : new String[] {"adam", "rmsprop", "adagrad"}) {
      for (Placement placement : new Placement[] {Placement.CPU_FLOAT32, Placement.CPU_FLOAT64}) {
        UpdateRule rule = make(name, "epsilon", 0.0);
        try (Tensor w = Vectors.of(placement, 1, 1);
            Tensor g = Vectors.of(placement, 0, 1);
            OptimizerState state = rule.newState(2, placement)) {
          rule.step(w, g, state, 0.1);
          double[] after = Vectors.toDoubles(w);
          assertEquals(1, after[0]);
          assertTrue(after[1] < 1 && after[1] > -0.1, name + " " + after[1]);
        }
      }
    }
  }

  @Test
  void thePreconditionerIsWhatTheStepDividedBy() {
    for (UpdateRule any :
        List.of(
            make("adam"),
            make("adam", "amsgrad", true),
            make("rmsprop"),
            make("rmsprop", "centred", true),
            make("rmsprop", "momentum", 0.9),
            make("adagrad"))) {
      AdaptiveRule rule = AdaptiveRule.within(any).orElseThrow();
      try (Tensor w = Vectors.of(Placement.CPU_FLOAT64, START);
          Tensor g = Vectors.of(Placement.CPU_FLOAT64, A);
          Tensor p = Vectors.zeros(5, Placement.CPU_FLOAT64);
          OptimizerState state = rule.newState(5, Placement.CPU_FLOAT64)) {
        rule.step(w, g, state, 0.1);
        rule.preconditioner(state, p);
        double[] after = Vectors.toDoubles(w);
        double[] divisor = Vectors.toDoubles(p);
        for (int j = 0; j < 5; j++) {
          double momentum = (1 - rule.beta1()) * A[j];
          assertEquals(START[j] - 0.1 * momentum / divisor[j], after[j], 1e-14, any.toString());
        }
      }
    }
  }

  @Test
  void refusesWhatIsOutOfBounds() {
    refused("momentum must be in [0, 1), found 1.0", "heavy-ball", "momentum", 1.0);
    refused("decay must be in [0, 1), found NaN", "rmsprop", "decay", Double.NaN);
    refused("epsilon must be finite and at least 0, found -1.0E-8", "adam", "epsilon", -1e-8);
    refused("weightDecay must be finite and at least 0, found -1.0", "sgd", "weightDecay", -1.0);
    refused("unknown rule 'adm'; known: sgd, heavy-ball", "adm");
    refused("the rule sgd has no hyperparameter 'momentum'; it has", "sgd", "momentum", 0.9);
    refused(
        "centred goes without biasCorrection", "rmsprop", "centred", true, "biasCorrection", true);
    refused("unknown orthogonalisation 'qr'", "muon", "orthogonalisation", "qr");
    refused("a switch needs two phases or more, found 0", "switch");
    refused("the rule switch has no hyperparameter 'weightDecay'", "switch", "weightDecay", 0.1);
    refused("length must be like {rule=sgd}, found 'sgd'", "grafted", "length", "sgd");
    refused("the length of a grafted rule cannot be grafted", "grafted", "length", make("grafted"));
    refused("the rule grafted has no hyperparameter 'momentum'", "grafted", "momentum", 0.9);
    refused("unknown epsilonPlacement 'between'", "adam", "epsilonPlacement", "between");
    refused("biasCorrection must be like true, found 'yes'", "adam", "biasCorrection", "yes");
  }

  private static void refused(String message, String name, Object... pairs) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> make(name, pairs));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void refusesVectorsOfDifferentLength() {
    UpdateRule rule = make("sgd");
    try (Tensor w = Vectors.zeros(2, Placement.CPU_FLOAT64);
        Tensor g = Vectors.zeros(3, Placement.CPU_FLOAT64);
        OptimizerState state = rule.newState(2, Placement.CPU_FLOAT64)) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> rule.step(w, g, state, 0.1));
      assertTrue(e.getMessage().contains("2") && e.getMessage().contains("3"), e.getMessage());
    }
  }

  @Test
  void schedulesFollowTheirFormulas() {
    LearningRateSchedule step = new LearningRateSchedule.Step(2, 0.1);
    assertEquals(1, step.factor(19, 10, 100));
    assertEquals(0.1, step.factor(20, 10, 100), 1e-16);
    assertEquals(0.01, step.factor(40, 10, 100), 1e-16);
    LearningRateSchedule cosine = new LearningRateSchedule.Cosine(0.2);
    assertEquals(1, cosine.factor(0, 10, 100));
    assertEquals(0.6, cosine.factor(50, 10, 100), 1e-15);
    assertEquals(0.2, cosine.factor(100, 10, 100), 1e-15);
    LearningRateSchedule warm = new LearningRateSchedule.WarmUp(1, step);
    assertEquals(0.1, warm.factor(0, 10, 100), 1e-15);
    assertEquals(1, warm.factor(9, 10, 100));
    assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule.Cosine(1.1));
    assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule.Step(0, 0.1));
    assertThrows(
        IllegalArgumentException.class, () -> new LearningRateSchedule.WarmUp(Double.NaN, step));
  }

  @Test
  void aNameThatIsTakenIsNotGivenAgain() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> UpdateRules.register("adam", "", Map.of(), values -> new GradientDescent()));
    assertEquals("there is a rule 'adam' already", e.getMessage());
    assertEquals("Adam", UpdateRules.all().get("adam").description());
  }
}
