package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.Derivatives;
import dev.tacit.theory.flow.LinearFilterFlow;
import dev.tacit.theory.flow.LinearFilterStartFlow;
import dev.tacit.theory.flow.PenalisedFlow;
import dev.tacit.theory.flow.ShuffledMomentumFlow;
import dev.tacit.theory.objective.Quadratic;
import dev.tacit.training.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Momentum: the general linear filter, its start, and what shuffling adds. */
public final class MomentumChecks {
  static final double TIME = 1;
  static final double[] STEPS = {TIME / 320, TIME / 640, TIME / 1280, TIME / 2560};

  private MomentumChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A8",
            "momentum/heavy-ball",
            true,
            "heavy ball follows (3.1) to O(h²) if its start is treated, in any of three ways",
            MomentumChecks::heavyBall),
        new NamedCheck(
            "A9",
            "momentum/nesterov",
            true,
            "Nesterov's momentum follows (3.1) to O(h²)",
            output -> warm(output, new Nesterov(0.8), "nesterov")),
        new NamedCheck(
            "",
            "momentum/moving-average",
            true,
            "moving-average momentum follows (3.1) to O(h²)",
            output -> warm(output, new ExponentialMovingMomentum(0.8), "moving-average")),
        new NamedCheck(
            "",
            "momentum/rates",
            true,
            "on a quadratic the slow root of each mode is met to O(h²), relative to its rate",
            MomentumChecks::rates),
        new NamedCheck(
            "A10",
            "momentum/shuffled",
            true,
            "momentum does not amplify the penalty on batch noise: its factor is κ_m",
            output -> shuffled(output, new HeavyBall(0.5), 4, new HeavyBall(0.8), 5)),
        new NamedCheck(
            "A10",
            "momentum/shuffled-more",
            false,
            "the same for six batches and for Nesterov's momentum",
            output -> shuffled(output, new HeavyBall(0.5), 6, new Nesterov(0.5), 4)),
        new NamedCheck(
            "A11",
            "momentum/with-replacement",
            true,
            "with replacement there is no penalty on batch noise, κ = 0",
            MomentumChecks::withReplacement));
  }

  private static List<Finding> heavyBall(Output output) {
    Bed bed = Bed.tiny();
    LinearFilterRule rule = new HeavyBall(0.8);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        new OrderTest(
                "momentum-heavy-ball-cold",
                "Heavy ball, β = 0.8, from zero velocity",
                STEPS,
                h -> Trajectory.end(rule, bed.objective(), h, bed.start(), Math.round(TIME / h)))
            .control(
                "linear-filter, start not treated",
                1,
                0.1,
                h -> end(new LinearFilterFlow(bed.objective(), rule, h), bed.start()))
            .claim(
                "linear-filter, shifted start",
                2,
                1.9,
                2.1,
                h ->
                    end(
                        new LinearFilterFlow(bed.objective(), rule, h),
                        LinearFilterFlow.shiftedStart(bed.objective(), rule, h, bed.start())))
            .claim(
                "linear-filter-start, piecewise",
                2,
                1.9,
                2.1,
                h -> end(new LinearFilterStartFlow(bed.objective(), rule, h), bed.start()))
            .run(output));
    findings.addAll(warm(output, rule, "heavy-ball"));
    return findings;
  }

  /** Where momentum ends that has the velocity W g(w_0) before its first step, full batches. */
  static double[] warmEnd(
      LinearFilterRule rule, Bed bed, double time, double h, Penalty... penalties) {
    double[] velocity =
        VectorMath.scaled(
            Derivatives.of(bed.objective()).gradient(bed.start()), rule.totalWeight());
    try (Trajectory trajectory =
        new Trajectory(rule, List.of(bed.objective()), n -> 0, h, bed.start(), penalties)) {
      return trajectory.remember("velocity", velocity).advance(Math.round(time / h)).position();
    }
  }

  private static List<Finding> warm(Output output, LinearFilterRule rule, String name) {
    Bed bed = Bed.tiny();
    double total = rule.totalWeight();
    return new OrderTest(
            "momentum-" + name + "-warm",
            "Momentum (" + name + "), β = 0.8, from a warm start",
            STEPS,
            h -> warmEnd(rule, bed, TIME, h))
        .claim(
            "linear-filter, warm start",
            2,
            1.9,
            2.1,
            h -> end(new LinearFilterFlow(bed.objective(), rule, h), bed.start()))
        .control(
            "factor 1/(1-β) instead of 1+2τ",
            1,
            0.2,
            h ->
                end(
                    new PenalisedFlow(
                        "wrong-factor",
                        List.of(bed.objective()),
                        h,
                        new PenalisedFlow.Coefficients(total, 0.5 * total * total / (1 - 0.8), 0)),
                    bed.start()))
        .run(output);
  }

  /** The slow root μ of each mode, from the ratio of two iterates when the fast one has died. */
  private static List<Finding> rates(Output output) {
    Objective modes = Quadratic.diagonal(0.5, 1, 2);
    double[] ones = {1, 1, 1};
    List<Finding> findings = new ArrayList<>();
    for (LinearFilterRule rule :
        List.of(new HeavyBall(0.5), new Nesterov(0.5), new ExponentialMovingMomentum(0.5))) {
      findings.addAll(
          new OrderTest(
                  "momentum-rates-" + rule.name(),
                  "Decay rates of " + rule.name() + " on the modes of a quadratic",
                  new double[] {0.02, 0.01, 0.005, 0.0025},
                  h -> {
                    double[] before = Trajectory.end(rule, modes, h, ones, 100);
                    double[] after = Trajectory.end(rule, modes, h, ones, 101);
                    return IntStream.range(0, ones.length)
                        .mapToDouble(j -> -Math.log(after[j] / before[j]) / h)
                        .toArray();
                  })
              .claim(
                  rule.name() + ", β = 0.5",
                  2,
                  0.1,
                  h -> GradientDescentChecks.rates(new LinearFilterFlow(modes, rule, h)))
              .run(output));
    }
    return findings;
  }

  private static List<Finding> shuffled(
      Output output, LinearFilterRule one, int m1, LinearFilterRule other, int m2) {
    List<Finding> findings = new ArrayList<>(shuffled(output, one, m1));
    findings.addAll(shuffled(output, other, m2));
    return findings;
  }

  private static List<Finding> shuffled(Output output, LinearFilterRule rule, int m) {
    double beta = rule instanceof HeavyBall ball ? ball.momentum() : ((Nesterov) rule).momentum();
    String label = rule.name() + ", m = " + m + ", β = " + beta;
    return meanPath(
            "momentum-shuffled-" + rule.name() + "-" + m,
            "The exact mean of momentum SGD over all orders (" + label + ")",
            rule,
            m,
            Orderings.permutations(m),
            label + ": ",
            rule.shuffledNoiseShare(m),
            "κ_m")
        .run(output);
  }

  private static List<Finding> withReplacement(Output output) {
    List<int[]> draws = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      draws.add(new int[] {k});
    }
    return meanPath(
            "momentum-with-replacement",
            "The exact mean of momentum SGD over all draws with replacement",
            new HeavyBall(0.5),
            4,
            draws,
            "",
            0,
            "κ = 0")
        .run(output);
  }

  /**
   * @param sequences equally likely, of equal length, independent of each other
   */
  private static OrderTest meanPath(
      String name,
      String title,
      LinearFilterRule rule,
      int m,
      List<int[]> sequences,
      String prefix,
      double kappa,
      String kappaName) {
    List<Objective> batches = LinearGradients.random(m, 2, new RandomStreams(2));
    double[] start = {1, -0.7};
    double time = 2;
    double[] epochs = {256, 512, 1024, 2048};
    double[] steps = Arrays.stream(epochs).map(n -> time / (m * n)).toArray();
    double tau = rule.meanLag();
    OrderTest test =
        new OrderTest(name, title, steps, h -> meanEnd(rule, batches, sequences, start, time, h));
    test.claim(prefix + kappaName, 2, 0.02, h -> end(batches, rule, h, kappa, start, time));
    test.control(prefix + "κ = 1", 1, 0.1, h -> end(batches, rule, h, 1, start, time));
    test.control(prefix + "κ = 1+2τ", 1, 0.1, h -> end(batches, rule, h, 1 + 2 * tau, start, time));
    return test;
  }

  /** Where the mean over all sequences ends, from a warm start. */
  static double[] meanEnd(
      LinearFilterRule rule,
      List<Objective> batches,
      List<int[]> sequences,
      double[] start,
      double time,
      double h,
      Penalty... penalties) {
    return new AffineMean(rule, batches, sequences, h, penalties)
        .after(Math.round(time / h) / sequences.get(0).length, warmState(rule, batches, start));
  }

  private static double[] end(
      List<Objective> batches,
      LinearFilterRule rule,
      double h,
      double kappa,
      double[] start,
      double time) {
    return OrderTest.end(new ShuffledMomentumFlow("kappa", batches, rule, h, kappa), start, time);
  }

  /** w_0 and the velocity W g(w_0). */
  private static double[] warmState(
      LinearFilterRule rule, List<Objective> batches, double[] start) {
    int p = start.length;
    double[] state = Arrays.copyOf(start, 2 * p);
    for (Objective batch : batches) {
      double[] g = Derivatives.of(batch).gradient(start);
      for (int j = 0; j < p; j++) {
        state[p + j] += rule.totalWeight() * g[j] / batches.size();
      }
    }
    return state;
  }

  private static double[] end(PenalisedFlow flow, double[] start) {
    return OrderTest.end(flow, start, TIME);
  }
}
