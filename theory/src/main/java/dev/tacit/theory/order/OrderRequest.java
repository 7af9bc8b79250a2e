package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.Lion;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.check.Verdict;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMemoryFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.AdaptiveWarmUpFlow;
import dev.tacit.theory.flow.Derivatives;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.GradientFlow;
import dev.tacit.theory.flow.LinearFilterFlow;
import dev.tacit.theory.flow.LinearFilterStartFlow;
import dev.tacit.theory.flow.LionFlow;
import dev.tacit.theory.flow.ModifiedGradientFlow;
import dev.tacit.theory.flow.PaperRmsPropFlow;
import dev.tacit.theory.flow.PaperRmsPropFlow.Reading;
import dev.tacit.theory.flow.SecondModifiedGradientFlow;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An order test of one's own: any rule with known flows, full batches, on the 13-parameter network
 * with any smooth activation and any seed, at any step sizes inside the flows' validity.
 */
public final class OrderRequest {
  private static final double TIME = 0.2;
  private static final int FEWEST_STEPS = 100;
  private static final int LONG_MEMORY = 1000;

  private final UpdateRule rule;
  private final Bed bed;
  private final double time;
  private final double[] steps;
  private final String title;

  /**
   * Checks the request.
   *
   * @param rule with one of the known flows
   * @param activation smooth
   * @param seed of the network's data and start
   * @param time T, the fixed time
   * @param steps h, falling, each dividing T
   * @throws IllegalArgumentException saying what is outside the theory, why, and what would work
   */
  public OrderRequest(
      UpdateRule rule, Activation activation, long seed, double time, double... steps) {
    Validity.smooth(activation);
    Validity.steps(time, steps);
    this.rule = rule;
    this.bed = Bed.tiny(activation, seed);
    this.time = time;
    this.steps = steps.clone();
    Validity.rule(rule, bed, time, steps[0]);
    this.title = rule.name() + ", " + activation + " network, seed " + seed;
  }

  /** The same with step sizes chosen to suit the rule's memory. */
  public static OrderRequest of(UpdateRule rule, Activation activation, long seed) {
    Validity.smooth(activation);
    double bound = Validity.largestStep(rule, Bed.tiny(activation, seed));
    double coarsest =
        Math.ceil(Math.max(Math.max(FEWEST_STEPS, Validity.steps(rule)), 2 * TIME / bound));
    return new OrderRequest(
        rule,
        activation,
        seed,
        TIME,
        DoubleStream.of(1, 2, 4, 8).map(k -> TIME / (coarsest * k)).toArray());
  }

  /** Measures every flow that is known for the rule, and the paper's as controls. */
  public List<Finding> run(Output output) {
    OrderTest test = new OrderTest("order-" + rule.name(), title, steps, this::optimizerEnd);
    Objective c = bed.objective();
    if (rule instanceof GradientDescent) {
      test.claim("gradient flow", 1, 0.1, h -> end(new GradientFlow(c)))
          .claim("modified flow", 2, 0.1, h -> end(new ModifiedGradientFlow(c, h)))
          .claim("modified flow with f2", 3, 0.1, h -> end(new SecondModifiedGradientFlow(c, h)));
    } else if (rule instanceof LinearFilterRule filter) {
      test.control(
              "linear-filter, start not treated",
              1,
              0.15,
              h -> end(new LinearFilterFlow(c, filter, h)))
          .claim(
              "linear-filter, shifted start",
              2,
              0.15,
              h ->
                  OrderTest.end(
                      new LinearFilterFlow(c, filter, h),
                      LinearFilterFlow.shiftedStart(c, filter, h, bed.start()),
                      time))
          .claim(
              "linear-filter-start, piecewise",
              2,
              0.15,
              h -> end(new LinearFilterStartFlow(c, filter, h)));
    } else if (lion() != null) {
      test.claim("lion (5.2)", 2, 0.15, h -> end(new LionFlow(c, lion(), decay(), h)))
          .control(
              "without the memory term",
              1,
              0.15,
              h -> end(LionFlow.withoutMemory(c, lion(), decay(), h)));
    } else {
      adaptive(test, AdaptiveMoments.of(rule));
    }
    List<Finding> findings = test.run(output);
    if (kink()) {
      return findings.stream().map(OrderRequest::withoutOrder).toList();
    }
    return findings;
  }

  /** With ε outside the root the flow has a kink where a gradient component is 0. */
  private boolean kink() {
    if (!AdaptiveRule.within(rule)
        .filter(r -> r.placement() == EpsilonPlacement.OUTSIDE)
        .isPresent()) {
      return false;
    }
    Derivatives derivatives = Derivatives.of(bed.objective());
    double[] before = derivatives.gradient(bed.start());
    double[] after = derivatives.gradient(optimizerEnd(steps[steps.length - 1]));
    return IntStream.range(0, before.length).anyMatch(j -> before[j] * after[j] <= 0);
  }

  private static Finding withoutOrder(Finding finding) {
    return new Finding(
        finding.subject() + " (a gradient component changes sign; with ε outside that is a kink)",
        finding.claim(),
        finding.accepted(),
        finding.measured(),
        Verdict.NOT_VALID);
  }

  private void adaptive(OrderTest test, AdaptiveMoments moments) {
    Objective c = bed.objective();
    List<Objective> full = List.of(c);
    if (!moments.biasCorrection()
        || Validity.steps(rule) <= LONG_MEMORY) { // else (4.2), which is equal
      test.claim(
              "adaptive-memory, leading",
              1,
              0.15,
              h -> end(AdaptiveMemoryFlow.leading(full, n -> 0, moments, h)))
          .claim(
              "adaptive-memory (4.3)",
              2,
              0.15,
              h -> end(new AdaptiveMemoryFlow(full, n -> 0, moments, h)));
    }
    if (moments.biasCorrection()) {
      test.claim("adaptive-warm-up (4.2)", 2, 0.15, h -> end(new AdaptiveWarmUpFlow(c, moments, h)))
          .claim("adaptive-stationary (4.1)", 2, 0.15, h -> end(new AdaptiveFlow(c, moments, h)));
    }
    if (moments.biasCorrection() && moments.decay() == 0) {
      test.control(
              "paper, s frozen", h -> end(new PaperRmsPropFlow(full, moments, Reading.S_FROZEN, h)))
          .control(
              "paper, s differentiated",
              h -> end(new PaperRmsPropFlow(full, moments, Reading.S_DIFFERENTIATED, h)));
    }
  }

  private double[] optimizerEnd(double h) {
    try (Trajectory trajectory =
        new Trajectory(rule, List.of(bed.objective()), n -> 0, h, bed.start())) {
      if (lion() != null) { // its flow is that of a momentum that has run in
        trajectory.remember("momentum", Derivatives.of(bed.objective()).gradient(bed.start()));
      }
      return trajectory.advance(AdaptiveChecks.count(time, h)).position();
    }
  }

  private double[] end(Flow flow) {
    return OrderTest.end(flow, bed.start(), time);
  }

  /** The Lion inside the rule, or null. */
  private Lion lion() {
    return rule instanceof Lion plain
        ? plain
        : rule instanceof WeightDecay decayed && decayed.rule() instanceof Lion inner
            ? inner
            : null;
  }

  private double decay() {
    return rule instanceof WeightDecay decayed ? decayed.lambda() : 0;
  }
}
