package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.penalty.GradientNormPenalty;
import dev.tacit.penalty.GradientNormPenalty.Of;
import dev.tacit.penalty.ImplicitDial;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.Derivatives;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.LinearFilterFlow;
import dev.tacit.theory.flow.NormalisedFlow;
import dev.tacit.theory.flow.PenalisedFlow;
import dev.tacit.training.Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;

/**
 * The dial. Turned to -1 it takes the implicit term away: the optimizer follows the flow without it
 * one order better than undialled. Turned to 1 it doubles it. The dial is the one that trains
 * networks.
 */
public final class DialChecks {
  private static final Penalty OFF = new ImplicitDial(-1);
  private static final Penalty DOUBLE = new ImplicitDial(1);
  private static final double EPSILON = 0.02;
  private static final UpdateRule RMSPROP =
      new RmsProp(0.8, EPSILON, EpsilonPlacement.INSIDE, false);

  private DialChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "P3",
            "dial/gd",
            true,
            "gradient descent dialled by -1 follows the gradient flow to O(h²)",
            DialChecks::descent),
        new NamedCheck(
            "P8",
            "dial/sgd",
            true,
            "the mean over all orders of SGD dialled by -1 follows the gradient flow to O(h³)",
            DialChecks::shuffled),
        new NamedCheck(
            "P9",
            "dial/rmsprop",
            true,
            "RMSProp dialled by -1 follows its leading flow to O(h²)",
            DialChecks::rmsprop),
        new NamedCheck(
            "",
            "dial/adam",
            true,
            "Adam dialled by -1 follows its leading flow to O(h²), ε inside and outside",
            DialChecks::adam),
        new NamedCheck(
            "P10",
            "dial/heavy-ball",
            true,
            "heavy ball dialled by -1 follows the gradient flow, W times as fast, to O(h²)",
            output -> filter(output, new HeavyBall(0.8))),
        new NamedCheck(
            "",
            "dial/filters",
            true,
            "so do Nesterov's and moving-average momentum",
            DialChecks::filters),
        new NamedCheck(
            "",
            "dial/shuffled-momentum",
            true,
            "with batches the dial of momentum is 1+2τ on the full part, κ_m on the batches'",
            DialChecks::shuffledMomentum),
        new NamedCheck(
            "",
            "dial/doubled",
            true,
            "dialled by 1, optimizers follow the flow with twice the implicit term to O(h²)",
            DialChecks::doubled));
  }

  private static List<Finding> descent(Output output) {
    Bed bed = Bed.tiny();
    return OrderTest.ofFlow(
            "dial-gd",
            "Gradient descent, dialled, against the gradient flow",
            PenaltyChecks.STEPS,
            h -> OrderTest.end(new GradientFlow(bed.objective()), bed.start(), PenaltyChecks.TIME))
        .claim(
            "dialled by -1", 2, PenaltyChecks.TOLERANCE, h -> PenaltyChecks.descentEnd(bed, h, OFF))
        .control("as is", 1, PenaltyChecks.TOLERANCE, h -> PenaltyChecks.descentEnd(bed, h))
        .run(output);
  }

  private static List<Finding> shuffled(Output output) {
    Bed bed = Bed.tiny();
    int m = bed.batches().size();
    UpdateRule sgd = new GradientDescent();
    List<int[]> orders = Orderings.permutations(m);
    return OrderTest.ofFlow(
            "dial-sgd",
            "The mean of SGD over all 24 orders, dialled, against the gradient flow",
            SgdChecks.STEPS,
            h -> OrderTest.shortEnd(new GradientFlow(bed.batches()), bed.start(), m * h))
        .claim("dialled by -1", 3, SgdChecks.TOLERANCE, h -> bed.mean(sgd, orders, h, OFF))
        .control(
            "-(h/4)‖∇C‖² only",
            2,
            SgdChecks.TOLERANCE,
            h -> bed.mean(sgd, orders, h, new GradientNormPenalty(-h / 4, Of.FULL)))
        .control("as is", 2, SgdChecks.TOLERANCE, h -> bed.mean(sgd, orders, h))
        .run(output);
  }

  private static List<Finding> rmsprop(Output output) {
    return adaptive(output, "dial-rmsprop", "RMSProp, β2 = 0.8, from s = g²", "", RMSPROP, true);
  }

  private static List<Finding> adam(Output output) {
    List<Finding> findings = new ArrayList<>();
    for (EpsilonPlacement placement : EpsilonPlacement.values()) {
      String where = placement == EpsilonPlacement.INSIDE ? "inside" : "outside";
      double epsilon = placement == EpsilonPlacement.INSIDE ? EPSILON : 0.05;
      findings.addAll(
          adaptive(
              output,
              "dial-adam-" + where,
              "Adam, β = (0.6, 0.8), ε " + where,
              "ε " + where + ": ",
              new Adam(0.6, 0.8, epsilon, placement, true),
              false));
    }
    return findings;
  }

  private static List<Finding> adaptive(
      Output output, String name, String title, String prefix, UpdateRule rule, boolean warm) {
    Bed bed = Bed.tiny();
    Flow leading = AdaptiveFlow.leading(bed.objective(), AdaptiveMoments.of(rule));
    return OrderTest.ofFlow(
            name,
            title + ", dialled, against its leading flow",
            AdaptiveChecks.STEPS,
            h -> OrderTest.end(leading, bed.start(), AdaptiveChecks.TIME))
        .claim(prefix + "dialled by -1", 2, 0.15, h -> adaptiveEnd(rule, bed, h, warm, OFF))
        .control(prefix + "as is", 1, 0.1, h -> adaptiveEnd(rule, bed, h, warm))
        .run(output);
  }

  /**
   * @param warm whether s is g² before the first step
   */
  private static double[] adaptiveEnd(
      UpdateRule rule, Bed bed, double h, boolean warm, Penalty... penalties) {
    try (Trajectory trajectory =
        new Trajectory(rule, List.of(bed.objective()), n -> 0, h, bed.start(), penalties)) {
      if (warm) {
        double[] squares = Derivatives.of(bed.objective()).gradient(bed.start());
        for (int j = 0; j < squares.length; j++) {
          squares[j] *= squares[j];
        }
        trajectory.remember("second_moment", squares);
      }
      return trajectory.advance(AdaptiveChecks.count(AdaptiveChecks.TIME, h)).position();
    }
  }

  private static List<Finding> filters(Output output) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(filter(output, new Nesterov(0.8)));
    findings.addAll(filter(output, new ExponentialMovingMomentum(0.8)));
    return findings;
  }

  private static List<Finding> filter(Output output, LinearFilterRule rule) {
    Bed bed = Bed.tiny();
    double time = MomentumChecks.TIME;
    return OrderTest.ofFlow(
            "dial-" + rule.name(),
            "Momentum (" + rule.name() + "), β = 0.8, dialled, against the gradient flow",
            MomentumChecks.STEPS,
            h -> OrderTest.end(fast(List.of(bed.objective()), rule), bed.start(), time))
        .claim(
            rule.name() + ", dialled by -1",
            2,
            0.1,
            h -> MomentumChecks.warmEnd(rule, bed, time, h, OFF))
        .control(rule.name() + ", as is", 1, 0.1, h -> MomentumChecks.warmEnd(rule, bed, time, h))
        .run(output);
  }

  private static List<Finding> shuffledMomentum(Output output) {
    int m = 4;
    LinearFilterRule rule = new HeavyBall(0.5);
    List<Objective> batches = LinearGradients.random(m, 2, new RandomStreams(2));
    double[] start = {1, -0.7};
    double time = 2;
    double full = rule.totalWeight() * (1 + 2 * rule.meanLag()) / 4;
    List<int[]> orders = Orderings.permutations(m);
    BiFunction<Double, Penalty, double[]> end =
        (h, penalty) -> MomentumChecks.meanEnd(rule, batches, orders, start, time, h, penalty);
    return OrderTest.ofFlow(
            "dial-shuffled-momentum",
            "The exact mean of heavy ball over all orders, m = 4, β = 0.5, dialled",
            AdaptiveChecks.steps(time, m * 256, m * 512, m * 1024, m * 2048),
            h -> OrderTest.end(fast(batches, rule), start, time))
        .claim("dialled by -1", 2, 0.02, h -> end.apply(h, OFF))
        .control(
            "as is", 1, 0.1, h -> MomentumChecks.meanEnd(rule, batches, orders, start, time, h))
        .control(
            "κ = 0: -(hW/4)(1+2τ)‖∇C‖² only",
            1,
            0.1,
            h -> end.apply(h, new GradientNormPenalty(-full * h, Of.FULL)))
        .control(
            "κ = 1+2τ: -(hW/4)(1+2τ)‖∇C_k‖² a batch",
            1,
            0.1,
            h -> end.apply(h, new GradientNormPenalty(-full * h, Of.BATCH)))
        .run(output);
  }

  private static List<Finding> doubled(Output output) {
    Bed bed = Bed.tiny();
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        doubled(
            output,
            new GradientDescent(),
            PenaltyChecks.STEPS,
            PenaltyChecks.TIME,
            h -> PenaltyChecks.descentEnd(bed, h, DOUBLE)));
    LinearFilterRule ball = new HeavyBall(0.8);
    findings.addAll(
        doubled(
            output,
            ball,
            MomentumChecks.STEPS,
            MomentumChecks.TIME,
            h -> MomentumChecks.warmEnd(ball, bed, MomentumChecks.TIME, h, DOUBLE)));
    AdaptiveMoments moments = AdaptiveMoments.of(RMSPROP);
    NormalisedFlow.Coefficients once = AdaptiveFlow.coefficients(moments);
    NormalisedFlow.Coefficients twice =
        new NormalisedFlow.Coefficients(2 * once.plain(), 2 * once.share(), 0);
    findings.addAll(
        doubled(
            output,
            RMSPROP,
            AdaptiveChecks.STEPS,
            AdaptiveChecks.TIME,
            h -> adaptiveEnd(RMSPROP, bed, h, true, DOUBLE),
            h -> new NormalisedFlow("twice", bed.objective(), h, moments, twice),
            h -> new AdaptiveFlow(bed.objective(), moments, h)));
    return findings;
  }

  private static List<Finding> doubled(
      Output output,
      LinearFilterRule rule,
      double[] steps,
      double time,
      DoubleFunction<double[]> end) {
    Objective objective = Bed.tiny().objective();
    double w = rule.totalWeight();
    double twice = w * w * (1 + 2 * rule.meanLag());
    return doubled(
        output,
        rule,
        steps,
        time,
        end,
        h ->
            new PenalisedFlow(
                "twice", List.of(objective), h, new PenalisedFlow.Coefficients(w, twice, 0)),
        h -> new LinearFilterFlow(objective, rule, h));
  }

  private static List<Finding> doubled(
      Output output,
      UpdateRule rule,
      double[] steps,
      double time,
      DoubleFunction<double[]> end,
      DoubleFunction<Flow> twice,
      DoubleFunction<Flow> once) {
    double[] start = Bed.tiny().start();
    return new OrderTest(
            "dial-doubled-" + rule.name(), "The implicit term doubled: " + rule.name(), steps, end)
        .claim(
            rule.name() + ": the implicit term twice",
            2,
            0.15,
            h -> OrderTest.end(twice.apply(h), start, time))
        .control(rule.name() + ": once", 1, 0.1, h -> OrderTest.end(once.apply(h), start, time))
        .run(output);
  }

  /** ẇ = -W ∇C. */
  private static Flow fast(List<? extends Objective> batches, LinearFilterRule rule) {
    return new PenalisedFlow(
        "fast-gradient-flow", batches, 1, new PenalisedFlow.Coefficients(rule.totalWeight(), 0, 0));
  }
}
