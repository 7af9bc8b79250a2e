package dev.tacit.penalty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.loss.Loss;
import dev.tacit.network.Activation;
import dev.tacit.network.Mlp;
import dev.tacit.network.Network;
import dev.tacit.objective.AutogradObjective;
import dev.tacit.objective.Objective;
import dev.tacit.objective.ObjectiveContract;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.EmpiricalRiskTest;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Derivatives;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.tensor.Vectors;
import dev.tacit.training.Conditions;
import dev.tacit.training.LossGradient;
import dev.tacit.training.Penalty;
import dev.tacit.training.Problem;
import dev.tacit.training.Sizes;
import dev.tacit.training.StepGradient;
import dev.tacit.training.Watcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What penalties add to a step, against autograd's gradient of what they stand for, in float64. */
class PenaltyTest {
  private static final Placement EXACT = Placement.CPU_FLOAT64;
  private static final RandomStreams STREAMS = new RandomStreams(5);
  private static final int N = 13;
  private static final int[][] BATCHES = {
    {3, 0, 7, 5}, {1, 12, 2, 9}, {4, 6, 8, 10, 11},
  };
  private static final int[][] ALL = {IntStream.range(0, N).toArray()};
  private static final double RATE = 0.3;

  /** ‖∇C‖² of some examples, differentiable. */
  private static Tensor squaredGradient(EmpiricalRisk risk, int[] rows, Tensor w) {
    return Derivatives.of(risk.expression(rows).at(w), w, true).square().sum();
  }

  /** A penalty, a rule, batches, and what the penalty adds to the loss of batch 1 as it says. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(
      String name,
      Penalty penalty,
      UpdateRule rule,
      int[][] batches,
      BiFunction<EmpiricalRisk, Tensor, Tensor> added) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static double kappa(double beta, int m) {
    double sum = 0;
    for (int j = 1; j < m; j++) {
      sum += (m - j) * Math.pow(beta, j);
    }
    return 1 - 2 * sum / (m * (m - 1.0));
  }

  private static Case dial(
      double factor, LinearFilterRule rule, double weight, double lag, double kappa) {
    double quarter = factor * RATE * weight / 4;
    return new Case(
        rule + " dialled by " + factor,
        new ImplicitDial(factor),
        rule,
        BATCHES,
        (risk, w) ->
            squaredGradient(risk, ALL[0], w)
                .mul(new Scalar(quarter * (lag - kappa)))
                .add(squaredGradient(risk, BATCHES[1], w).mul(new Scalar(quarter * kappa))));
  }

  private static Case fullDial(double factor, LinearFilterRule rule, double weight, double lag) {
    return new Case(
        rule + " at full batch dialled by " + factor,
        new ImplicitDial(factor),
        rule,
        ALL,
        (risk, w) ->
            squaredGradient(risk, ALL[0], w).mul(new Scalar(factor * RATE * weight / 4 * lag)));
  }

  static Stream<Case> functions() {
    UpdateRule sgd = new GradientDescent();
    return Stream.of(
        new Case(
            "l2",
            new SquaredNormPenalty(0.3),
            sgd,
            BATCHES,
            (risk, w) -> w.square().sum().mul(new Scalar(0.15))),
        new Case(
            "l1",
            new AbsoluteNormPenalty(0.2),
            sgd,
            BATCHES,
            (risk, w) -> w.abs().sum().mul(new Scalar(0.2))),
        new Case(
            "gradient-norm",
            new GradientNormPenalty(0.7, Of.BATCH),
            sgd,
            BATCHES,
            (risk, w) -> squaredGradient(risk, BATCHES[1], w).mul(new Scalar(0.7))),
        new Case(
            "gradient-norm of all",
            new GradientNormPenalty(-0.7, Of.FULL),
            sgd,
            BATCHES,
            (risk, w) -> squaredGradient(risk, ALL[0], w).mul(new Scalar(-0.7))),
        dial(-1, new GradientDescent(), 1, 1, 1),
        dial(2, new HeavyBall(0.8), 5, 9, kappa(0.8, 3)),
        dial(-1, new ExponentialMovingMomentum(0.5), 1, 3, kappa(0.5, 3)),
        // W = 2, 1 + 2τ = (1 - β + 2β²)/(1 - β); A_1 = 1 + β, A_2 = 1 + β + β²
        dial(-1, new Nesterov(0.5), 2, 2, (2 * 1.5 + 1.75) / (3 * 2)),
        fullDial(-1, new GradientDescent(), 1, 1),
        fullDial(1, new HeavyBall(0.8), 5, 9),
        fullDial(1, new Nesterov(0.5), 2, 2));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void addsTheGradientOfWhatItSays(Case one) {
    try (Bed bed = new Bed(one.rule(), one.batches(), one.penalty())) {
      int k = Math.min(1, one.batches().length - 1);
      Objective whole =
          new AutogradObjective(bed.risk.dimension(), EXACT) {
            @Override
            protected Tensor expression(Tensor w) {
              return bed.risk
                  .expression(one.batches()[k])
                  .at(w)
                  .add(one.added().apply(bed.risk, w));
            }
          };
      try (Tensor expected = Vectors.zeros(bed.risk.dimension(), EXACT)) {
        whole.gradient(bed.w, expected);
        bed.compute(k, 0);
        ObjectiveContract.assertClose(expected, bed.gradient, 1e-12);
      }
    }
  }

  /** The term of each batch has the value and the curvature of what is added in the mean. */
  @ParameterizedTest
  @MethodSource("functions")
  void isTheFunctionThatItSays(Case one) {
    try (Bed bed = new Bed(one.rule(), one.batches(), one.penalty())) {
      Penalty.Part part = new Penalty.Part(bed.risk, N, one.rule(), RATE); // one batch of all
      Objective term = one.penalty().objective(part).orElseThrow();
      ObjectiveContract.check(term, bed.w);
      double value =
          one.penalty()
              .value(bed.problem, bed.w, new Norms(bed.squaredNorm(), bed.squaredNorm(), 1, one));
      assertEquals(value, term.value(bed.w), 1e-12 * Math.abs(value));
    }
  }

  private record Norms(double meanSquare, double squareOfMean, int batches, Case of)
      implements Penalty.GradientNorms {
    @Override
    public UpdateRule rule() {
      return of.rule();
    }

    @Override
    public double learningRate() {
      return RATE;
    }
  }

  /** Over two batches, the mean of their squared gradients, differentiated by differences. */
  @Test
  void aPerBatchTermIsTheMeanOverConsecutiveBatches() {
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, new GradientNormPenalty(0.5, Of.BATCH));
        Tensor g = Vectors.zeros(bed.risk.dimension(), EXACT)) {
      Penalty.Part part = new Penalty.Part(bed.risk, 8, new GradientDescent(), RATE);
      Objective term = new GradientNormPenalty(0.5, Of.BATCH).objective(part).orElseThrow();
      double sum = 0;
      for (int[] rows :
          new int[][] {IntStream.range(0, 8).toArray(), IntStream.range(8, N).toArray()}) {
        bed.risk.batch(rows).gradient(bed.w, g);
        sum += Vectors.squaredNorm(g);
      }
      assertEquals(0.5 * sum / 2, term.value(bed.w), 1e-14);
      ObjectiveContract.check(term, bed.w);
    }
  }

  @Test
  void pathNormIsThatOfTheMeasurement() {
    Penalty penalty = new PathNormPenalty(0.25);
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, penalty);
        Tensor plain = Vectors.zeros(bed.risk.dimension(), EXACT);
        Tensor added = Vectors.zeros(bed.risk.dimension(), EXACT)) {
      Objective term =
          penalty.objective(new Penalty.Part(bed.risk, 4, bed.problem.rule(), RATE)).orElseThrow();
      double path = dev.tacit.measure.PathNorm.squared(bed.risk.network(), bed.w);
      assertEquals(0.25 * path, term.value(bed.w), 1e-14 * path);
      ObjectiveContract.check(term, bed.w);
      bed.risk.batch(BATCHES[1]).gradient(bed.w, plain);
      term.gradient(bed.w, added);
      bed.compute(1, 0);
      ObjectiveContract.assertClose(plain.add(added), bed.gradient, 1e-13);
    }
  }

  static Stream<Arguments> sharpnessAware() {
    return Stream.of(Arguments.of(true), Arguments.of(false));
  }

  @ParameterizedTest
  @MethodSource("sharpnessAware")
  void sharpnessAwareTakesTheGradientUphill(boolean normalised) {
    double radius = 0.4;
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, new SharpnessAware(radius, normalised));
        Tensor g = Vectors.zeros(bed.risk.dimension(), EXACT);
        Tensor expected = Vectors.zeros(bed.risk.dimension(), EXACT)) {
      Objective batch = bed.risk.expression(BATCHES[2]);
      batch.gradient(bed.w, g);
      double length = normalised ? radius / Vectors.norm(g) : radius;
      batch.gradient(bed.w.add(g.mul(new Scalar(length))), expected);
      bed.compute(2, 0);
      ObjectiveContract.assertClose(expected, bed.gradient, 1e-13);

      double here = bed.risk.gradient(bed.w, g);
      double all = normalised ? radius / Vectors.norm(g) : radius;
      double there = bed.risk.value(bed.w.add(g.mul(new Scalar(all))));
      assertEquals(
          there - here, bed.problem.penalties().get(0).value(bed.problem, bed.w, null), 1e-14);
    }
  }

  @Test
  void sharpnessAwareStaysWhereThereIsNoGradient() {
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, new SharpnessAware(0.1, true))) {
      bed.w.zero_(); // tanh of zero weights: all gradients but the output's bias vanish
      bed.compute(0, 0);
      assertTrue(Vectors.isFinite(bed.gradient));
    }
  }

  @Test
  void noiseIsOfItsStepAndOfItsDeviation() {
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, new GradientNoise(0.5))) {
      double[] plain = bed.plain(1);
      double[] first = bed.compute(1, 7);
      assertArrayEquals(first, bed.compute(1, 7));
      double[] other = bed.compute(1, 8);
      double sum = 0;
      double squares = 0;
      for (int j = 0; j < plain.length; j++) {
        assertNotEquals(first[j], other[j]);
        sum += first[j] - plain[j];
        squares += Math.pow(first[j] - plain[j], 2);
      }
      int p = plain.length;
      assertEquals(0, sum / p, 4 * 0.5 / Math.sqrt(p));
      assertEquals(0.25, squares / p, 4 * 0.25 * Math.sqrt(2.0 / p));
    }
  }

  /**
   * As long as the penalty's own, whatever its sign, and of its step; what it is along is drawn.
   */
  @Test
  void aRandomDirectionIsAsLongAsWhatItStandsInFor() {
    double length;
    double[] own;
    try (Bed bed =
        new Bed(new GradientDescent(), BATCHES, new GradientNormPenalty(0.3, Of.BATCH))) {
      own = difference(bed.compute(1, 7), bed.plain(1));
      length = Math.sqrt(dot(own, own));
    }
    for (double lambda : new double[] {0.3, -0.3}) {
      try (Bed bed = new Bed(new GradientDescent(), BATCHES, new RandomDirection(lambda))) {
        double[] first = difference(bed.compute(1, 7), bed.plain(1));
        assertArrayEquals(first, difference(bed.compute(1, 7), bed.plain(1)));
        double[] other = difference(bed.compute(1, 8), bed.plain(1));
        assertEquals(length, Math.sqrt(dot(first, first)), 1e-12 * length);
        assertEquals(length, Math.sqrt(dot(other, other)), 1e-12 * length);
        double most = 4 * length * length / Math.sqrt(own.length); // four deviations of a cosine
        assertEquals(0, dot(first, own), most);
        assertEquals(0, dot(first, other), most);
      }
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, j -> a[j] - b[j]);
    return difference;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  static Stream<Loss> losses() {
    return Stream.concat(Loss.ALL.stream(), Stream.of(Loss.smoothed(Loss.CROSS_ENTROPY, 0.2)));
  }

  /** The gradient is that of a risk whose labels of the batch are others; which, the step says. */
  @ParameterizedTest
  @MethodSource("losses")
  void labelNoiseIsTheGradientOfOtherLabels(Loss loss) {
    try (Bed bed = new Bed(loss, new GradientDescent(), BATCHES, new LabelNoisePenalty(0.4, 0))) {
      int[] labels = bed.risk.labels().clone();
      var random = STREAMS.stream("fresh-label-noise", 3);
      int flips = 0;
      for (int row : BATCHES[2]) {
        if (random.nextDouble() < 0.4) {
          labels[row] = (labels[row] + 1 + random.nextInt(2)) % 3;
          flips++;
        }
      }
      assertTrue(flips > 0 && flips < BATCHES[2].length, "some and not all: " + flips);
      try (EmpiricalRisk other =
              EmpiricalRisk.classification(
                  bed.risk.network(), loss, EXACT, EmpiricalRiskTest.inputs(N, 4), labels);
          Tensor expected = Vectors.zeros(bed.risk.dimension(), EXACT)) {
        other.batch(BATCHES[2]).gradient(bed.w, expected);
        bed.compute(2, 3);
        ObjectiveContract.assertClose(expected, bed.gradient, 1e-13);
      }
    }
  }

  /** The mean over many draws is the plain gradient with it, that of smoother labels without. */
  @Test
  void centredNoiseHasTheMeanOfTheLabels() {
    double rate = 0.4;
    double[] plain;
    double[] smooth;
    try (Bed bed = new Bed(Loss.SQUARED_ERROR, new GradientDescent(), ALL);
        Tensor others = Vectors.zeros(bed.w.numel(), EXACT)) {
      plain = bed.plain(0);
      smooth = plain.clone();
      for (int shift = 1; shift < 3; shift++) { // every label moved on by one class, and by two
        int[] labels = bed.risk.labels().clone();
        for (int i = 0; i < labels.length; i++) {
          labels[i] = (labels[i] + shift) % 3;
        }
        try (EmpiricalRisk other =
            EmpiricalRisk.classification(
                bed.risk.network(),
                Loss.SQUARED_ERROR,
                EXACT,
                EmpiricalRiskTest.inputs(N, 4),
                labels)) {
          other.gradient(bed.w, others);
          double[] moved = Vectors.toDoubles(others);
          for (int j = 0; j < smooth.length; j++) {
            smooth[j] += rate / 2 * (moved[j] - plain[j]);
          }
        }
      }
    }
    for (boolean centred : new boolean[] {false, true}) {
      double[] expected = centred ? plain : smooth;
      double[] sum = new double[plain.length];
      double[] squares = new double[plain.length];
      int draws = 2000;
      try (Bed bed =
          new Bed(
              Loss.SQUARED_ERROR,
              new GradientDescent(),
              ALL,
              new LabelNoisePenalty(rate, 0, 0, centred))) {
        for (int step = 0; step < draws; step++) {
          double[] g = bed.compute(0, step);
          for (int j = 0; j < g.length; j++) {
            sum[j] += g[j];
            squares[j] += g[j] * g[j];
          }
        }
      }
      double largest = 0;
      for (int j = 0; j < sum.length; j++) {
        double mean = sum[j] / draws;
        double error = Math.sqrt((squares[j] / draws - mean * mean) / draws);
        assertEquals(expected[j], mean, 5 * error + 1e-12, "parameter " + j);
        largest = Math.max(largest, Math.abs(smooth[j] - plain[j]) / Math.max(error, 1e-12));
      }
      assertTrue(largest > 20, "the two means can be told apart: " + largest);
    }
  }

  @Test
  void centredNoiseNeedsTargetsThatAreVectors() {
    Mlp network = new Mlp(List.of(4, 3), Activation.TANH, true);
    Penalty centred = new LabelNoisePenalty(0.1, 0, 0, true);
    assertTrue(
        centred
            .obstacle(conditions(new GradientDescent(), network, 4, true))
            .orElseThrow()
            .contains("targets that are vectors"));
  }

  /** Three batches an epoch: the first noisy step after one and a half epochs is the sixth. */
  @Test
  void labelNoiseWaitsForItsEpoch() {
    try (Bed late =
            new Bed(new GradientDescent(), BATCHES, new LabelNoisePenalty(0.9, 0, 1.5, false));
        Bed always = new Bed(new GradientDescent(), BATCHES, new LabelNoisePenalty(0.9, 0))) {
      int m = BATCHES.length;
      int first = (int) Math.ceil(1.5 * m);
      for (int step = 0; step < 3 * m; step++) {
        double[] expected = step < first ? late.plain(step % m) : always.compute(step % m, step);
        assertArrayEquals(expected, late.compute(step % m, step), 1e-15, "step " + step);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new LabelNoisePenalty(0.1, 0, -1, false));
  }

  /** For ½(f-y)² a target moved by σz moves the gradient by -Jᵀσz/n: zero mean, known variance. */
  @Test
  void labelNoiseOfARegressionMovesTheTargets() {
    int n = 400;
    float[] x = EmpiricalRiskTest.inputs(n, 1);
    Network network = new Mlp(List.of(1, 1), Activation.TANH, true); // f = ax + b
    try (EmpiricalRisk risk =
            EmpiricalRisk.regression(network, Loss.SQUARED_ERROR, EXACT, x, new float[n]);
        Bed bed =
            new Bed(
                risk,
                new GradientDescent(),
                new int[][] {IntStream.range(0, n).toArray()},
                new LabelNoisePenalty(0, 0.5))) {
      double[] plain = bed.plain(0);
      int draws = 300;
      double sum = 0;
      double squares = 0;
      for (int step = 0; step < draws; step++) {
        double moved = bed.compute(0, step)[1] - plain[1]; // ∂/∂b = -mean of σz
        sum += moved;
        squares += moved * moved;
      }
      double variance = 0.25 / n;
      assertEquals(0, sum / draws, 4 * Math.sqrt(variance / draws));
      assertEquals(variance, squares / draws, 4 * variance * Math.sqrt(2.0 / draws));
    }
  }

  static Stream<UpdateRule> adaptive() {
    return Stream.of(
        new RmsProp(0.8, 0.02, EpsilonPlacement.INSIDE, false),
        new RmsProp(0.9, 0.05, EpsilonPlacement.OUTSIDE, false),
        new Adam(0.6, 0.8, 0.02, EpsilonPlacement.INSIDE, true));
  }

  /** w moves by -φ h² c ⊙ Hu/D, written out number by number; the rule sees g alone. */
  @ParameterizedTest
  @MethodSource("adaptive")
  void theDialOfAnAdaptiveRuleGoesPastIt(UpdateRule rule) {
    try (Bed bed = new Bed(rule, ALL, new ImplicitDial(-1));
        Tensor before = Vectors.copy(bed.w);
        Tensor hu = Vectors.zeros(bed.risk.dimension(), EXACT)) {
      double[] g = bed.plain(0);
      assertArrayEquals(g, bed.compute(0, 0), 1e-15);
      var adaptive = (dev.tacit.optimizer.AdaptiveRule) rule;
      boolean inside = adaptive.placement() == EpsilonPlacement.INSIDE;
      double epsilon = adaptive.epsilon();
      double[] d = new double[g.length];
      double[] u = new double[g.length];
      for (int j = 0; j < g.length; j++) {
        d[j] = inside ? Math.sqrt(g[j] * g[j] + epsilon) : Math.abs(g[j]) + epsilon;
        u[j] = g[j] / d[j];
      }
      try (Tensor direction = Vectors.of(EXACT, u)) {
        bed.risk.expression(ALL[0]).hessianVector(bed.w, direction, hu);
      }
      double[] product = Vectors.toDoubles(hu);
      bed.pass.afterStep();
      double[] moved = Vectors.toDoubles(bed.w.sub(before));
      double momentum = adaptive.beta1() / (1 - adaptive.beta1());
      double memory = adaptive.beta2() / (1 - adaptive.beta2());
      for (int j = 0; j < g.length; j++) {
        double r = inside ? epsilon / (d[j] * d[j]) : epsilon / d[j];
        double c = momentum - memory * (1 - r) + r / 2;
        double expected = RATE * RATE * c * product[j] / d[j];
        assertEquals(expected, moved[j], 1e-11 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @Test
  void watchersSeeTheLossAloneAndChangeNothing() {
    Penalty[] all = {
      new GradientNormPenalty(0.5, Of.BATCH), new SharpnessAware(0.1, true), new GradientNoise(1)
    };
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, all)) {
      double[] unseen = bed.compute(1, 4);
      List<double[]> seen = new ArrayList<>();
      List<Integer> layers = new ArrayList<>();
      bed.pass.watch(
          new Watcher() {
            @Override
            public void visit(
                int firstRow,
                int layer,
                dev.tacit.network.WeightedPassage passage,
                Tensor outputGradient) {
              layers.add(layer);
            }

            @Override
            public void end(Tensor gradient) {
              seen.add(Vectors.toDoubles(gradient));
            }
          });
      assertArrayEquals(unseen, bed.compute(1, 4));
      assertEquals(List.of(2, 1, 0), layers);
      assertEquals(1, seen.size());
      assertArrayEquals(bed.plain(1), seen.get(0), 1e-15);
    }
  }

  @Test
  void whatAddsNothingIsThePlainGradient() {
    Penalty[] none = {
      new SquaredNormPenalty(0),
      new AbsoluteNormPenalty(0),
      new PathNormPenalty(0),
      new GradientNormPenalty(0, Of.FULL),
      new SharpnessAware(0, true),
      new GradientNoise(0),
      new RandomDirection(0),
      new LabelNoisePenalty(0, 0),
      new ImplicitDial(0)
    };
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, none)) {
      assertInstanceOf(LossGradient.class, bed.pass);
    }
  }

  @Test
  void severalAddUp() {
    Penalty a = new SquaredNormPenalty(0.1);
    Penalty b = new GradientNormPenalty(0.2, Of.BATCH);
    double[] both;
    double[] first;
    double[] second;
    double[] plain;
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, a, b)) {
      both = bed.compute(0, 0);
      plain = bed.plain(0);
    }
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, a)) {
      first = bed.compute(0, 0);
    }
    try (Bed bed = new Bed(new GradientDescent(), BATCHES, b)) {
      second = bed.compute(0, 0);
    }
    for (int j = 0; j < both.length; j++) {
      assertEquals(first[j] + second[j] - plain[j], both[j], 1e-14);
    }
  }

  /** Batches larger than a block are kept block by block. */
  @Test
  void largeBatchesGoInBlocks() {
    int n = EmpiricalRisk.BLOCK + 77;
    Mlp network = new Mlp(List.of(4, 6, 5, 3), Activation.TANH, true);
    int[][] batches = {IntStream.range(0, n).toArray()};
    try (EmpiricalRisk risk =
            EmpiricalRisk.classification(
                network,
                Loss.CROSS_ENTROPY,
                EXACT,
                EmpiricalRiskTest.inputs(n, 4),
                EmpiricalRiskTest.labels(n, 3));
        Bed bed =
            new Bed(risk, new GradientDescent(), batches, new GradientNormPenalty(0.5, Of.BATCH));
        Tensor expected = Vectors.zeros(risk.dimension(), EXACT)) {
      new AutogradObjective(risk.dimension(), EXACT) {
        @Override
        protected Tensor expression(Tensor w) {
          return risk.expression(batches[0])
              .at(w)
              .add(squaredGradient(risk, batches[0], w).mul(new Scalar(0.5)));
        }
      }.gradient(bed.w, expected);
      bed.compute(0, 0);
      ObjectiveContract.assertClose(expected, bed.gradient, 1e-12);
    }
  }

  @Test
  void theDialFitsWhereATermIsDerived() {
    Penalty dial = new ImplicitDial(-1);
    Mlp network = new Mlp(List.of(4, 3), Activation.TANH, true);
    assertTrue(dial.obstacle(conditions(new HeavyBall(0.9), network, 4, true)).isEmpty());
    assertTrue(
        dial.obstacle(conditions(new HeavyBall(0.9), network, 4, false))
            .orElseThrow()
            .contains("shuffled afresh"));
    assertTrue(dial.obstacle(conditions(Adam.DEFAULT, network, 13, true)).isEmpty());
    assertTrue(
        dial.obstacle(conditions(Adam.DEFAULT, network, 4, true))
            .orElseThrow()
            .contains("train.order: full"));
    for (UpdateRule none :
        List.of(
            new WeightDecay(new GradientDescent(), 0.1, true),
            new dev.tacit.optimizer.SignDescent(),
            new dev.tacit.optimizer.AdaGrad(1e-8))) {
      assertTrue(
          dial.obstacle(conditions(none, network, 13, true))
              .orElseThrow()
              .contains("no implicit term is derived"),
          none.name());
    }
  }

  private static Conditions conditions(
      UpdateRule rule, Network network, int batch, boolean shuffled) {
    return new Conditions(rule, network, true, true, N, batch, shuffled);
  }

  @Test
  void costsAreSaidInGradients() {
    Mlp network = new Mlp(List.of(4, 3), Activation.TANH, true);
    Conditions plain = conditions(new GradientDescent(), network, 4, true);
    Conditions momentum = conditions(new HeavyBall(0.9), network, 1, true);
    assertTrue(!new ImplicitDial(1).cost(plain).contains("all"));
    assertTrue(new ImplicitDial(1).cost(momentum).contains("all 13 examples (about 31 gradients"));
    assertTrue(new GradientNormPenalty(1, Of.FULL).cost(momentum).contains("all 13 examples"));
  }

  @Test
  void theRegistryMakesWhatItNames() {
    assertEquals(new SquaredNormPenalty(0.5), Penalties.make("l2", Map.of("lambda", 0.5)));
    assertEquals(
        new GradientNormPenalty(0.01, Of.FULL),
        Penalties.make("gradient-norm", Map.of("of", "full")));
    Penalties.all().forEach((name, entry) -> assertEquals(name, entry.name()));
    for (String name : Penalties.all().keySet()) {
      assertEquals(name, Penalties.make(name, Map.of()).name());
    }
    String unknown =
        assertThrows(IllegalArgumentException.class, () -> Penalties.make("l3", Map.of()))
            .getMessage();
    assertTrue(unknown.contains("l2, l1, path"), unknown);
    assertThrows(IllegalArgumentException.class, () -> Penalties.make("l2", Map.of("factor", 1)));
    assertThrows(IllegalArgumentException.class, () -> Penalties.make("l2", Map.of("lambda", -1)));
    assertThrows(
        IllegalArgumentException.class, () -> Penalties.make("gradient-norm", Map.of("of", "x")));
    assertThrows(
        IllegalArgumentException.class, () -> Penalties.make("l2", Map.of("lambda", Double.NaN)));
  }

  /** A small risk with w and a step's gradient. */
  private static final class Bed implements AutoCloseable {
    final EmpiricalRisk risk;
    final Tensor w;
    final Tensor gradient;
    final Problem problem;
    final OptimizerState state;
    final Partition partition;
    final StepGradient pass;

    Bed(UpdateRule rule, int[][] batches, Penalty... penalties) {
      this(Loss.CROSS_ENTROPY, rule, batches, penalties);
    }

    Bed(Loss loss, UpdateRule rule, int[][] batches, Penalty... penalties) {
      this(EmpiricalRiskTest.risk(loss, Activation.TANH, true, EXACT), rule, batches, penalties);
    }

    Bed(EmpiricalRisk risk, UpdateRule rule, int[][] batches, Penalty... penalties) {
      this.risk = risk;
      w = EmpiricalRiskTest.start(risk, EXACT);
      gradient = Vectors.zeros(w.numel(), EXACT);
      problem =
          new Problem(
              risk,
              risk,
              null,
              w,
              rule,
              STREAMS,
              batches[0].length,
              Sizes.DEFAULT,
              null,
              Arrays.asList(penalties));
      state = rule.newState(w.numel(), EXACT);
      partition = new Partition(batches, "cpu");
      pass = StepGradient.of(problem, w, state, gradient);
    }

    double[] compute(int k, long step) {
      pass.compute(partition, k, step, RATE);
      return Vectors.toDoubles(gradient);
    }

    /** The plain gradient of a batch. */
    double[] plain(int k) {
      try (PointerScope scope = new PointerScope();
          Tensor g = Vectors.zeros(w.numel(), EXACT)) {
        risk.batch(partition, k).gradient(w, g);
        return Vectors.toDoubles(g);
      }
    }

    double squaredNorm() {
      try (Tensor g = Vectors.zeros(w.numel(), EXACT)) {
        risk.gradient(w, g);
        return Vectors.squaredNorm(g);
      }
    }

    @Override
    public void close() {
      pass.close();
      partition.close();
      state.close();
      gradient.close();
      w.close();
      risk.close();
    }
  }
}
