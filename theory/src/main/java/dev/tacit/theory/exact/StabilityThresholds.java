package dev.tacit.theory.exact;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.AdaptiveRule;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.OptimizerState;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.complex.Complex;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionNonSymmetric;

/**
 * Where {@link UpdateRule#stabilityThreshold} says so, the linearised iteration on one mode of
 * curvature λ has spectral radius 1, and the radius crosses 1 there. The iteration matrix in (w,
 * momentum) is made from the rule's own step on unit vectors; for adaptive rules these are scaled
 * down to 10⁻¹⁶⁰, so that P = P(v) does not move, and λ is in units of the P of that very step,
 * bias corrections included. J. Cohen et al., ICLR 2021, arXiv:2103.00065, and 2022,
 * arXiv:2207.14484.
 */
final class StabilityThresholds extends ExactCheck {
  private static final double RATE = 0.05;

  StabilityThresholds() {
    super(
        "stability/thresholds",
        "the linearised iteration of each rule has spectral radius 1 at its stability threshold",
        true);
  }

  @Override
  public List<Finding> run(Output output) {
    List<Finding> findings = new ArrayList<>();
    add(findings, "GD, λη = 2", new GradientDescent(), 0, 2);
    add(findings, "heavy ball 0.9, λη = 3.8", new HeavyBall(0.9), 0, 3.8);
    add(findings, "Nesterov 0.9, λη = 2 · 1.9/2.8", new Nesterov(0.9), 0, 3.8 / 2.8);
    add(findings, "EMA momentum 0.9, λη = 38", new ExponentialMovingMomentum(0.9), 0, 38);
    EpsilonPlacement outside = EpsilonPlacement.OUTSIDE;
    add(findings, "RMSProp, step 1, λη/P = 2", new RmsProp(0.99, 1e-3, outside, true), 0, 2);
    add(findings, "Adam 0.9, step 4, λη/P = 38", new Adam(0.9, 0.99, 1e-3, outside, true), 3, 38);
    add(findings, "Adam 0.9, step 1001, λη/P = 38", Adam.DEFAULT, 1000, 38);
    add(
        findings,
        "Adam 0.8, inside, uncorrected, λη/P = 18",
        new Adam(0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE, false),
        9,
        18);
    return findings;
  }

  private static void add(
      List<Finding> findings, String subject, UpdateRule rule, long stepsBefore, double claimed) {
    double threshold = rule.stabilityThreshold(RATE).orElseThrow();
    findings.add(
        Findings.near(subject + ": the rule's own threshold", claimed, 1e-12, threshold * RATE));
    findings.add(
        Findings.atMost(
            subject + ": |spectral radius - 1|",
            "0",
            1e-9,
            Math.abs(radius(rule, stepsBefore, threshold) - 1)));
    double below = radius(rule, stepsBefore, threshold * (1 - 1e-3));
    double above = radius(rule, stepsBefore, threshold * (1 + 1e-3));
    findings.add(
        Finding.of(
            subject + ": radius 0.1 % below and above",
            "below 1, above 1",
            "< 1 and > 1",
            Findings.number(below) + ", " + Findings.number(above),
            below < 1 && above > 1));
  }

  /** The state vectors on which the step depends linearly while P stays put. */
  private static List<String> linear(UpdateRule rule) {
    try (OptimizerState state = rule.newState(1, Placement.CPU_FLOAT64)) {
      return state.slots().keySet().stream().filter(s -> !s.equals("second_moment")).toList();
    }
  }

  /** max |eigenvalue| of the step (w, momentum) → (w, momentum) with curvature λ/P. */
  private static double radius(UpdateRule rule, long stepsBefore, double lambda) {
    List<String> linear = linear(rule);
    int size = 1 + linear.size();
    boolean adaptive = AdaptiveRule.within(rule).isPresent();
    double unit = adaptive ? 1e-160 : 1;
    double[][] matrix = new double[size][size];
    for (int column = 0; column < size; column++) {
      double p = 1;
      for (int pass = 0; pass < 2; pass++) { // the first pass only finds P
        try (OptimizerState state = rule.newState(1, Placement.CPU_FLOAT64);
            Tensor w = Vectors.of(Placement.CPU_FLOAT64, column == 0 ? unit : 0);
            Tensor g = Vectors.of(Placement.CPU_FLOAT64, column == 0 ? lambda * p * unit : 0);
            Tensor preconditioner = Vectors.zeros(1, Placement.CPU_FLOAT64)) {
          state.setStep(stepsBefore);
          for (Map.Entry<String, Tensor> slot : state.slots().entrySet()) {
            double start = slot.getKey().equals("second_moment") ? 0.7 : 0;
            boolean own = linear.indexOf(slot.getKey()) == column - 1 && column > 0;
            Vectors.set(slot.getValue(), new double[] {own ? unit : start});
          }
          rule.step(w, g, state, RATE);
          if (adaptive) {
            AdaptiveRule.within(rule).orElseThrow().preconditioner(state, preconditioner);
            p = Vectors.toDoubles(preconditioner)[0];
          }
          matrix[0][column] = Vectors.toDoubles(w)[0] / unit;
          for (int row = 1; row < size; row++) {
            matrix[row][column] = Vectors.toDoubles(state.slot(linear.get(row - 1)))[0] / unit;
          }
        }
      }
    }
    double radius = 0;
    for (Complex root :
        new EigenDecompositionNonSymmetric(new Array2DRowRealMatrix(matrix)).getEigenvalues()) {
      radius = Math.max(radius, root.norm());
    }
    return radius;
  }
}
