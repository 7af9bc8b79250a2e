package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LinearClassification;
import dev.tacit.theory.objective.MarginLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gradient descent, η = 1, on the logistic loss of the four points, from 0: w(t) = ŵ ln t + O(1),
 * so that the loss falls as 1/t, ‖w‖ grows as ln t/γ₂, and the direction approaches the largest L2
 * margin as slowly as 1/ln t. D. Soudry et al., JMLR 19, 2018, arXiv:1710.10345. Heavy ball with
 * the same effective rate goes the same way (B. Wang et al., 2022, arXiv:2110.03891).
 */
final class LogisticGradientDescent extends ExactCheck {
  private static final int LAST = 300_000;

  LogisticGradientDescent() {
    super(
        "exact/logistic-gd",
        "GD on separable data: to the largest L2 margin, angle O(1/ln t), loss O(1/t), norm O(ln t)",
        false);
  }

  /** Angle and norm of w after t steps, and the loss from which the t-th was taken. */
  private record Place(double angle, double loss, double norm) {}

  @Override
  public List<Finding> run(Output output) {
    Map<Integer, Place> gd = follow(new GradientDescent(), 1);
    Map<Integer, Place> ball = follow(new HeavyBall(0.9), 0.1);
    List<Finding> findings = new ArrayList<>();
    int[] times = {1000, 10_000, 100_000, LAST};
    double[] angles = {0.0843, 0.0688, 0.0595, 0.0562};
    double printed = 5e-5; // what the last printed digit leaves open
    for (int i = 0; i < times.length; i++) {
      findings.add(
          Findings.near(
              "angle to L2, t = " + times[i], angles[i], printed, gd.get(times[i]).angle));
    }
    findings.add(Findings.atMost("angle at the end", "< 0.06", 0.06, gd.get(LAST).angle));
    findings.add(
        Findings.atMost("largest rise of the angle, t > 100", "falls", 0, largestRise(gd)));
    Place early = gd.get(1000);
    Place late = gd.get(LAST);
    double ln = Math.log(1000);
    double lnLast = Math.log(LAST);
    findings.add(Findings.near("angle · ln t, t = 1000", 0.58, 5e-3, early.angle * ln));
    findings.add(Findings.near("angle · ln t, t = 300000", 0.71, 5e-3, late.angle * lnLast));
    findings.add(Findings.near("t · loss, t = 1000", 0.937, 5e-4, 1000 * early.loss));
    findings.add(Findings.near("t · loss, t = 300000", 0.947, 5e-4, LAST * late.loss));
    findings.add(Findings.near("‖w‖/ln t, t = 1000", 0.928, 5e-4, early.norm / ln));
    findings.add(Findings.near("‖w‖/ln t, t = 300000", 0.947, 5e-4, late.norm / lnLast));
    double slope = (late.norm - gd.get(100_000).norm) / Math.log(3);
    findings.add(
        Findings.between(
            "slope of ‖w‖ against ln t, t > 100000",
            "→ 1/γ₂ = 0.995526",
            0.96,
            1 / MarginDirections.L2_MARGIN,
            slope));
    findings.add(
        Findings.near(
            "heavy ball, same ηW: angle, t = 300000", late.angle, 1e-3, ball.get(LAST).angle));
    output.figure(
        new Figure(
            "exact-logistic-angle",
            "Logistic regression: the angle to the largest L2 margin falls as 1/ln t",
            "steps t",
            "1/angle (per radian)",
            true,
            false,
            List.of(line("gradient descent, η = 1", gd), line("heavy ball, same ηW", ball))));
    return findings;
  }

  private static double largestRise(Map<Integer, Place> places) {
    double rise = Double.NEGATIVE_INFINITY;
    double before = Double.NaN;
    for (Map.Entry<Integer, Place> place : places.entrySet()) {
      if (place.getKey() > 100) {
        double angle = place.getValue().angle;
        rise = Double.isNaN(before) ? rise : Math.max(rise, angle - before);
        before = angle;
      }
    }
    return rise;
  }

  private static Figure.Line line(String label, Map<Integer, Place> places) {
    double[] t = places.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    double[] inverse = places.values().stream().mapToDouble(place -> 1 / place.angle).toArray();
    return Figure.Line.of(label, t, inverse, Double.NaN);
  }

  /** From 0, looked at ten times in every factor of ten, and where the table looks. */
  private static Map<Integer, Place> follow(UpdateRule rule, double rate) {
    LinearClassification c = LinearClassification.fourPoints(MarginLoss.LOGISTIC);
    Map<Integer, Place> places = new TreeMap<>();
    double next = 1;
    try (Descent descent = new Descent(rule, c, 0, 0)) {
      for (int t = 1; t <= LAST; t++) {
        double before = descent.step(rate);
        if (t >= next || t == LAST) {
          double[] w = descent.w();
          places.put(t, new Place(Numbers.angle(w, MarginDirections.L2), before, Numbers.norm(w)));
          next = Math.round(Math.pow(10, (Math.floor(10 * Math.log10(t) + 1e-9) + 1) / 10));
        }
      }
    }
    return places;
  }
}
