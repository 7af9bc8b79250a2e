package dev.tacit.theory.order;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMemoryFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.AdaptiveWarmUpFlow;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.FlowIntegrator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RMSProp, Adam and AdamW against the flows with memory. */
public final class AdaptiveChecks {
  private static final double EPSILON = 0.02;
  static final double TIME = 0.2;
  static final double[] STEPS = steps(TIME, 100, 200, 400, 800);

  private static final UpdateRule RMSPROP =
      new RmsProp(0.8, EPSILON, EpsilonPlacement.INSIDE, false);

  private AdaptiveChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A12",
            "rmsprop/full-batch",
            true,
            "RMSProp without bias correction follows (4.3) to O(h²), the leading flow to O(h)",
            AdaptiveChecks::rmspropFull),
        new NamedCheck(
            "A14",
            "rmsprop/mini-batch",
            true,
            "RMSProp with four batches in turn follows (4.3) to O(h²)",
            output -> miniBatch(output, "rmsprop-mini-batch", RMSPROP)),
        new NamedCheck(
            "A16",
            "rmsprop/one-step",
            true,
            "one step of RMSProp from its true history leaves (4.3) by O(h³)",
            output -> oneStep(output, "rmsprop-one-step", RMSPROP)),
        new NamedCheck(
            "A18",
            "rmsprop/zero-start",
            true,
            "from s = 0 without bias correction RMSProp meets the stationary flow to O(h) only",
            AdaptiveChecks::zeroStart),
        new NamedCheck(
            "A13",
            "adam/full-batch",
            true,
            "Adam follows (4.3) to O(h²) with and without bias correction, and (4.1) with it",
            AdaptiveChecks::adamFull),
        new NamedCheck(
            "A14",
            "adam/mini-batch",
            true,
            "Adam with four batches in turn follows (4.3) to O(h²)",
            output -> miniBatch(output, "adam-mini-batch", adam(0.6, 0.8, true))),
        new NamedCheck(
            "A15",
            "adam/epsilon-outside",
            true,
            "with ε = 0.05 outside the root, (4.2) and (4.1) are met to O(h²)",
            AdaptiveChecks::epsilonOutside),
        new NamedCheck(
            "A16",
            "adam/one-step",
            true,
            "one step of Adam from its true history leaves (4.3) by O(h³)",
            AdaptiveChecks::adamOneStep),
        new NamedCheck(
            "A17",
            "adam/long-memory",
            false,
            "with β2 = 0.99 and 0.999, (4.1) is met to O(h²) once T/h is well above 1/(1-β2)",
            AdaptiveChecks::longMemory),
        new NamedCheck(
            "A19",
            "adamw/full-batch",
            true,
            "AdamW follows (5.1) to O(h²)",
            AdaptiveChecks::adamw));
  }

  private static List<Finding> rmspropFull(Output output) {
    Bed bed = Bed.tiny();
    return full("rmsprop-full-batch", "RMSProp, β2 = 0.8, from s = 0", bed, RMSPROP, STEPS)
        .claim("adaptive-memory (4.3)", 2, 1.85, 2.15, h -> end(memory(bed, RMSPROP, h), bed))
        .claim("adaptive-memory, leading", 1, 0.1, h -> end(leading(bed, RMSPROP, h), bed))
        .run(output);
  }

  private static List<Finding> adamFull(Output output) {
    Bed bed = Bed.tiny();
    UpdateRule corrected = adam(0.6, 0.8, true);
    UpdateRule plain = adam(0.6, 0.8, false);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        full("adam-full-batch", "Adam, β = (0.6, 0.8), bias-corrected", bed, corrected, STEPS)
            .claim("adaptive-memory (4.3)", 2, 1.85, 2.15, h -> end(memory(bed, corrected, h), bed))
            .claim(
                "adaptive-warm-up (4.2)",
                2,
                1.85,
                2.15,
                h -> end(new AdaptiveWarmUpFlow(bed.objective(), moments(corrected), h), bed))
            .claim(
                "adaptive-stationary (4.1)",
                2,
                1.85,
                2.15,
                h -> end(stationary(bed, corrected, h), bed))
            .claim("adaptive-memory, leading", 1, 0.1, h -> end(leading(bed, corrected, h), bed))
            .run(output));
    findings.addAll(
        full("adam-uncorrected", "Adam, β = (0.6, 0.8), not bias-corrected", bed, plain, STEPS)
            .claim(
                "adaptive-memory (4.3), no correction",
                2,
                1.85,
                2.15,
                h -> end(memory(bed, plain, h), bed))
            .run(output));
    return findings;
  }

  private static List<Finding> miniBatch(Output output, String name, UpdateRule rule) {
    Bed bed = Bed.tiny();
    return new OrderTest(
            name,
            label(rule) + ", four batches in turn",
            STEPS,
            h ->
                Trajectory.end(
                    rule, bed.batches(), AdaptiveChecks::inTurn, h, bed.start(), count(TIME, h)))
        .claim(
            "adaptive-memory (4.3)",
            2,
            1.85,
            2.15,
            h ->
                end(
                    new AdaptiveMemoryFlow(bed.batches(), AdaptiveChecks::inTurn, moments(rule), h),
                    bed))
        .claim(
            "adaptive-memory, leading",
            1,
            0.1,
            h ->
                end(
                    AdaptiveMemoryFlow.leading(
                        bed.batches(), AdaptiveChecks::inTurn, moments(rule), h),
                    bed))
        .run(output);
  }

  private static int inTurn(long step) {
    return (int) (step % 4);
  }

  private static List<Finding> zeroStart(Output output) {
    Bed bed = Bed.tiny();
    return full("rmsprop-zero-start", "RMSProp from s = 0, not corrected", bed, RMSPROP, STEPS)
        .control("adaptive-stationary (4.1)", 1, 0.1, h -> end(stationary(bed, RMSPROP, h), bed))
        .run(output);
  }

  private static List<Finding> epsilonOutside(Output output) {
    Bed bed = Bed.tiny();
    UpdateRule rule = new Adam(0.6, 0.8, 0.05, EpsilonPlacement.OUTSIDE, true);
    return full("adam-epsilon-outside", "Adam, ε = 0.05 outside the root", bed, rule, STEPS)
        .claim(
            "adaptive-warm-up (4.2)",
            2,
            1.85,
            2.15,
            h -> end(new AdaptiveWarmUpFlow(bed.objective(), moments(rule), h), bed))
        .claim("adaptive-stationary (4.1)", 2, 1.85, 2.15, h -> end(stationary(bed, rule, h), bed))
        .claim("adaptive-memory (4.3)", 2, 1.85, 2.15, h -> end(memory(bed, rule, h), bed))
        .run(output);
  }

  private static List<Finding> adamOneStep(Output output) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(oneStep(output, "adam-one-step", adam(0.6, 0.8, true)));
    findings.addAll(oneStep(output, "adam-one-step-long", adam(0.9, 0.99, true)));
    return findings;
  }

  /** The step after ten others. */
  private static List<Finding> oneStep(Output output, String name, UpdateRule rule) {
    Bed bed = Bed.tiny();
    int n = 10;
    double[] steps = {4e-3, 2e-3, 1e-3, 5e-4};
    FlowIntegrator short4 = FlowIntegrator.rungeKutta(1e-3);
    String label = label(rule);
    return new OrderTest(
            name,
            "One step of " + label + " from its true history",
            steps,
            h -> Trajectory.end(rule, bed.objective(), h, bed.start(), n + 1))
        .claim(
            label + ": (4.3)",
            3,
            0.1,
            h -> short4.advance(memory(bed, rule, h), before(bed, rule, n, h), n, 1))
        .claim(
            label + ": leading",
            2,
            0.1,
            h -> short4.advance(leading(bed, rule, h), before(bed, rule, n, h), n, 1))
        .run(output);
  }

  private static double[] before(Bed bed, UpdateRule rule, int n, double h) {
    return Trajectory.end(rule, bed.objective(), h, bed.start(), n);
  }

  private static List<Finding> longMemory(Output output) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(longMemory(output, "adam-long-memory-99", adam(0.9, 0.99, true), 500));
    findings.addAll(longMemory(output, "adam-long-memory-999", adam(0.9, 0.999, true), 4000));
    return findings;
  }

  private static List<Finding> longMemory(
      Output output, String name, UpdateRule rule, int coarsest) {
    Bed bed = Bed.tiny();
    double[] steps = steps(TIME, coarsest, 2 * coarsest, 4 * coarsest, 8 * coarsest);
    return full(name, label(rule) + ", a long memory", bed, rule, steps)
        .claim(label(rule) + ": (4.1)", 2, 1.85, 2.15, h -> end(stationary(bed, rule, h), bed))
        .run(output);
  }

  private static List<Finding> adamw(Output output) {
    Bed bed = Bed.tiny();
    UpdateRule rule = new WeightDecay(adam(0.6, 0.8, true), 0.5, true);
    return full("adamw-full-batch", "AdamW, λ = 0.5", bed, rule, STEPS)
        .claim("adamw (5.1)", 2, 0.15, h -> end(stationary(bed, rule, h), bed))
        .claim("adaptive-memory (4.3)", 2, 0.15, h -> end(memory(bed, rule, h), bed))
        .control(
            "no correction",
            1,
            0.1,
            h -> end(AdaptiveFlow.leading(bed.objective(), moments(rule)), bed))
        .run(output);
  }

  private static OrderTest full(
      String name, String title, Bed bed, UpdateRule rule, double[] steps) {
    return new OrderTest(
        name,
        title,
        steps,
        h -> Trajectory.end(rule, bed.objective(), h, bed.start(), count(TIME, h)));
  }

  private static Flow memory(Bed bed, UpdateRule rule, double h) {
    return new AdaptiveMemoryFlow(List.of(bed.objective()), n -> 0, moments(rule), h);
  }

  private static Flow leading(Bed bed, UpdateRule rule, double h) {
    return AdaptiveMemoryFlow.leading(List.of(bed.objective()), n -> 0, moments(rule), h);
  }

  private static Flow stationary(Bed bed, UpdateRule rule, double h) {
    return new AdaptiveFlow(bed.objective(), moments(rule), h);
  }

  private static double[] end(Flow flow, Bed bed) {
    return OrderTest.end(flow, bed.start(), TIME);
  }

  private static AdaptiveMoments moments(UpdateRule rule) {
    return AdaptiveMoments.of(rule);
  }

  private static UpdateRule adam(double beta1, double beta2, boolean corrected) {
    return new Adam(beta1, beta2, EPSILON, EpsilonPlacement.INSIDE, corrected);
  }

  private static String label(UpdateRule rule) {
    AdaptiveMoments moments = moments(rule);
    return rule instanceof RmsProp
        ? "RMSProp, β2 = " + moments.beta2()
        : "Adam, β = (" + moments.beta1() + ", " + moments.beta2() + ")";
  }

  static long count(double time, double h) {
    return Math.round(time / h);
  }

  static double[] steps(double time, int... counts) {
    return Arrays.stream(counts).mapToDouble(n -> time / n).toArray();
  }
}
