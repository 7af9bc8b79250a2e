package dev.tacit.theory.order;

import dev.tacit.objective.Objective;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.Derivatives;
import dev.tacit.theory.flow.Flow;
import dev.tacit.theory.flow.FrozenPreconditionerFlow;
import dev.tacit.theory.flow.NormalisedFlow;
import dev.tacit.theory.flow.NormalisedFlow.Coefficients;
import dev.tacit.theory.flow.PaperRmsPropFlow;
import dev.tacit.theory.flow.PaperRmsPropFlow.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The experiments that decide between the derived term and the paper's (E1 to E4). */
public final class DecidingExperiments {
  private static final double EPSILON = 0.02;
  private static final double TIME = 0.2;
  private static final double[] FROZEN_STEPS = {2e-3, 1e-3, 5e-4, 2.5e-4};
  private static final UpdateRule RMSPROP =
      new RmsProp(0.8, EPSILON, EpsilonPlacement.INSIDE, true);

  private DecidingExperiments() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "E1",
            "rmsprop/slopes",
            true,
            "of all candidates only the derived term has order 2; the paper's has not",
            DecidingExperiments::slopes),
        new NamedCheck(
            "E2",
            "rmsprop/residual",
            true,
            "what the leading flow misses is the derived term, coefficient 1, cosine 1",
            DecidingExperiments::residual),
        new NamedCheck(
            "E3",
            "rmsprop/loss-scaling",
            true,
            "ten times the loss, the same path: a term must grow tenfold; the paper's grows a millionfold",
            DecidingExperiments::lossScaling),
        new NamedCheck(
            "A20",
            "rmsprop/frozen-epoch",
            true,
            "with s held fixed, the mean over an epoch follows (4.4) to O(h³)",
            DecidingExperiments::frozenEpoch),
        new NamedCheck(
            "E4",
            "rmsprop/frozen",
            true,
            "if s is really held fixed, (4.4) with weight s^(-1/2) is right and (4.1) is not",
            DecidingExperiments::frozen));
  }

  /** What could be the correction of RMSProp, each as a flow with step size h. */
  private static Map<String, Flow> candidates(Bed bed, double h) {
    AdaptiveMoments moments = AdaptiveMoments.of(RMSPROP);
    Coefficients derived = AdaptiveFlow.coefficients(moments);
    Objective c = bed.objective();
    Map<String, Flow> flows = new LinkedHashMap<>();
    flows.put("derived (4.1)", new AdaptiveFlow(c, moments, h));
    flows.put(
        "derived, sign flipped", new NormalisedFlow("flipped", c, h, moments, derived.negated()));
    flows.put(
        "frozen preconditioner",
        new NormalisedFlow("frozen", c, h, moments, new Coefficients(0.5, 0, 0)));
    flows.put("paper, s frozen", new PaperRmsPropFlow(List.of(c), moments, Reading.S_FROZEN, h));
    flows.put(
        "paper, s differentiated",
        new PaperRmsPropFlow(List.of(c), moments, Reading.S_DIFFERENTIATED, h));
    return flows;
  }

  private static List<Finding> slopes(Output output) {
    Bed bed = Bed.tiny();
    OrderTest test =
        new OrderTest(
            "rmsprop-candidates",
            "RMSProp (β2 = 0.8, bias-corrected) and what could be its correction",
            AdaptiveChecks.steps(TIME, 100, 200, 400, 800),
            h ->
                Trajectory.end(
                    RMSPROP, bed.objective(), h, bed.start(), AdaptiveChecks.count(TIME, h)));
    test.claim("no correction", 1, 0.1, h -> leadingEnd(bed, AdaptiveMoments.of(RMSPROP), TIME));
    for (String label : candidates(bed, 1).keySet()) {
      if (label.equals("derived (4.1)")) {
        test.claim(label, 2, 1.85, 2.15, h -> end(candidates(bed, h).get(label), bed, TIME));
      } else {
        test.control(label, 1, 0.1, h -> end(candidates(bed, h).get(label), bed, TIME));
      }
    }
    return test.run(output);
  }

  private static List<Finding> residual(Output output) {
    Bed bed = Bed.tiny();
    double h = TIME / 800;
    double[] leading = leadingEnd(bed, AdaptiveMoments.of(RMSPROP), TIME);
    double[] r =
        VectorMath.displacement(
            Trajectory.end(RMSPROP, bed.objective(), h, bed.start(), 800), leading, h);
    List<Finding> findings = new ArrayList<>();
    List<List<?>> rows = new ArrayList<>();
    candidates(bed, h)
        .forEach(
            (label, flow) -> {
              double[] d = VectorMath.displacement(end(flow, bed, TIME), leading, h);
              double coefficient = VectorMath.dot(r, d) / VectorMath.dot(d, d);
              double cosine =
                  VectorMath.dot(r, d) / Math.sqrt(VectorMath.dot(r, r) * VectorMath.dot(d, d));
              double share = Math.sqrt(VectorMath.dot(d, d) / VectorMath.dot(r, r));
              rows.add(List.of(label, coefficient, cosine, share));
              String measured =
                  String.format(
                      Locale.ROOT,
                      "coefficient %.3f, cosine %.3f, size %.2g of the residual",
                      coefficient,
                      cosine,
                      share);
              findings.add(
                  switch (label) {
                    case "derived (4.1)" ->
                        Finding.of(
                            label,
                            "coefficient 1, cosine 1",
                            "0.95 to 1.05, above 0.999",
                            measured,
                            Math.abs(coefficient - 1) <= 0.05 && cosine > 0.999);
                    case "derived, sign flipped" ->
                        Finding.control(
                            label,
                            "coefficient -1, cosine -1",
                            "-1.05 to -0.95, below -0.999",
                            measured,
                            Math.abs(coefficient + 1) <= 0.05 && cosine < -0.999);
                    default ->
                        Finding.control(
                            label, "wrong direction", "cosine below 0", measured, cosine < 0);
                  });
            });
    output.table("rmsprop-residual", List.of("candidate", "coefficient", "cosine", "size"), rows);
    return findings;
  }

  private static List<Finding> lossScaling(Output output) {
    Bed bed = Bed.tiny();
    double a = 10;
    double h = 1e-3;
    int steps = 100;
    UpdateRule rule = new RmsProp(0.8, 0, EpsilonPlacement.INSIDE, true);
    double[] once = Trajectory.end(rule, bed.objective(), h, bed.start(), steps);
    double[] tenfold =
        Trajectory.end(rule, new ScaledObjective(bed.objective(), a), h, bed.start(), steps);
    double change = VectorMath.distance(once, tenfold) / VectorMath.distance(once, bed.start());

    double[] g = Derivatives.of(bed.objective()).gradient(bed.start());
    double[] ag = Derivatives.of(new ScaledObjective(bed.objective(), a)).gradient(bed.start());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.of(
            "path of RMSProp, ε = 0",
            "unchanged",
            "below 1e-10 of its length",
            String.format(Locale.ROOT, "%.1e", change),
            change < 1e-10));
    findings.add(growth("derived, h c ‖g‖₁", sum(ag, 1) / sum(g, 1), a, true));
    // s = g², as when the memory has run in: Σ s^(-1/2) g² and Σ s² g².
    findings.add(growth("frozen, (h/4) ‖s^(-1/4) g‖²", sum(ag, 1) / sum(g, 1), a, true));
    findings.add(growth("paper, (h/4) ‖s g‖²", sum(ag, 6) / sum(g, 6), a, false));
    output.table(
        "rmsprop-loss-scaling",
        List.of("what", "factor"),
        List.of(
            List.of("loss", a),
            List.of("path, relative change", change),
            List.of("derived and frozen terms", sum(ag, 1) / sum(g, 1)),
            List.of("paper's term", sum(ag, 6) / sum(g, 6))));
    return findings;
  }

  private static Finding growth(String label, double factor, double a, boolean claimed) {
    boolean like = Math.abs(factor / a - 1) < 1e-10;
    String measured = String.format(Locale.ROOT, "grows %.6g-fold", factor);
    return claimed
        ? Finding.of(label, "grows as C, tenfold", "10 within 1e-10", measured, like)
        : Finding.control(
            label,
            "does not grow as C",
            "10⁶ within 1e-10",
            measured,
            Math.abs(factor / Math.pow(a, 6) - 1) < 1e-10);
  }

  private static List<Finding> frozenEpoch(Output output) {
    Bed bed = Bed.tiny();
    AdaptiveMoments moments = AdaptiveMoments.of(RMSPROP);
    double[] s = meanSquares(bed);
    double[] metric = metric(s, moments);
    return new OrderTest(
            "rmsprop-frozen-epoch",
            "RMSProp with s held fixed: the mean over all orders of an epoch",
            FROZEN_STEPS,
            h -> bed.mean(new PreconditionedDescent(metric), Orderings.permutations(4), h))
        .claim(
            "an epoch: (4.4)",
            3,
            0.1,
            h -> OrderTest.shortEnd(frozen(bed.batches(), metric, h), bed.start(), 4 * h))
        .claim(
            "an epoch: no penalty",
            2,
            0.1,
            h ->
                OrderTest.shortEnd(
                    FrozenPreconditionerFlow.leading(bed.batches(), metric), bed.start(), 4 * h))
        .control(
            "an epoch: paper",
            2,
            0.1,
            h ->
                OrderTest.shortEnd(
                    PaperRmsPropFlow.withConstant(s, bed.batches(), moments, h),
                    bed.start(),
                    4 * h))
        .run(output);
  }

  private static List<Finding> frozen(Output output) {
    AdaptiveMoments moments = AdaptiveMoments.of(RMSPROP);
    List<Finding> findings = new ArrayList<>(frozenStep(output, moments));
    findings.addAll(frozenEpochs(output, moments));
    return findings;
  }

  /** Full batches, s = g(w_0)² for good: (4.1) has the same leading field at w_0, and is wrong. */
  private static List<Finding> frozenStep(Output output, AdaptiveMoments moments) {
    Bed bed = Bed.tiny();
    double[] g = Derivatives.of(bed.objective()).gradient(bed.start());
    double[] metric = metric(Arrays.stream(g).map(x -> x * x).toArray(), moments);
    return new OrderTest(
            "rmsprop-frozen-step",
            "One full-batch step of RMSProp with s held fixed",
            FROZEN_STEPS,
            h ->
                Trajectory.end(
                    new PreconditionedDescent(metric), bed.objective(), h, bed.start(), 1))
        .claim(
            "a step: (4.4)",
            3,
            0.1,
            h -> OrderTest.shortEnd(frozen(List.of(bed.objective()), metric, h), bed.start(), h))
        .control(
            "a step: (4.1)",
            2,
            0.1,
            h -> OrderTest.shortEnd(new AdaptiveFlow(bed.objective(), moments, h), bed.start(), h))
        .run(output);
  }

  /** Many epochs, exactly: batches with linear gradients. */
  private static List<Finding> frozenEpochs(Output output, AdaptiveMoments moments) {
    int m = 4;
    List<Objective> batches = LinearGradients.random(m, 3, new RandomStreams(1));
    double[] start = {1, -0.5, 0.8};
    double[] s = meanSquares(new Bed(batches.get(0), batches, start));
    double[] metric = metric(s, moments);
    double time = 1;
    return new OrderTest(
            "rmsprop-frozen-epochs",
            "RMSProp with s held fixed: the exact mean over many epochs",
            AdaptiveChecks.steps(time, 4 * 32, 4 * 64, 4 * 128, 4 * 256),
            h ->
                new AffineMean(
                        new PreconditionedDescent(metric), batches, Orderings.permutations(m), h)
                    .after(Math.round(time / (m * h)), start))
        .claim(
            "many epochs: (4.4)",
            2,
            0.1,
            h -> OrderTest.end(frozen(batches, metric, h), start, time))
        .claim(
            "many epochs: no penalty",
            1,
            0.1,
            h -> OrderTest.end(FrozenPreconditionerFlow.leading(batches, metric), start, time))
        .control(
            "many epochs: paper",
            h -> OrderTest.end(PaperRmsPropFlow.withConstant(s, batches, moments, h), start, time))
        .run(output);
  }

  private static Flow frozen(List<? extends Objective> batches, double[] metric, double h) {
    return new FrozenPreconditionerFlow(batches, metric, new GradientDescent(), h);
  }

  private static double[] meanSquares(Bed bed) {
    double[] s = new double[bed.start().length];
    for (Objective batch : bed.batches()) {
      double[] g = Derivatives.of(batch).gradient(bed.start());
      for (int j = 0; j < s.length; j++) {
        s[j] += g[j] * g[j] / bed.batches().size();
      }
    }
    return s;
  }

  private static double[] metric(double[] s, AdaptiveMoments moments) {
    return Arrays.stream(s)
        .map(v -> moments.placement().denominator(v, moments.epsilon()))
        .toArray();
  }

  static double[] leadingEnd(Bed bed, AdaptiveMoments moments, double time) {
    return end(AdaptiveFlow.leading(bed.objective(), moments), bed, time);
  }

  static double[] end(Flow flow, Bed bed, double time) {
    return OrderTest.end(flow, bed.start(), time);
  }

  private static double sum(double[] g, int power) {
    return Arrays.stream(g).map(x -> Math.pow(Math.abs(x), power)).sum();
  }
}
