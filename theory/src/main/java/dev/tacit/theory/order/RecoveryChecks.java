package dev.tacit.theory.order;

import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.EpsilonPlacement;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.check.Check;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.NamedCheck;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.flow.AdaptiveFlow;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.NormalisedFlow.Coefficients;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The sharpest test of (4.1): its coefficients, asked of the data (E5). */
public final class RecoveryChecks {
  private static final double[][] BETAS = {
    {0, 0.5}, {0, 0.8}, {0, 0.9}, {0.5, 0.8}, {0.8, 0.8}, {0.9, 0.8}, {0.8, 0.95}
  };

  /** The error is about one memory in this many steps: 20 of 4000 for β2 = 0.95. */
  private static final int STEPS = 4000;

  private static final double[] EXTENT = {-16, 20};

  private RecoveryChecks() {}

  /** All of them. */
  public static List<Check> all() {
    return List.of(
        new NamedCheck(
            "A22, E5",
            "adam/coefficients",
            true,
            "data return the coefficients of (4.1), A = β1/(1-β1) - β2/(1-β2), B = β2/(1-β2) + ½",
            RecoveryChecks::recover));
  }

  private static List<Finding> recover(Output output) {
    Bed bed = Bed.tiny();
    List<Finding> findings = new ArrayList<>();
    List<List<?>> rows = new ArrayList<>();
    for (double[] pair : BETAS) {
      UpdateRule rule = new Adam(pair[0], pair[1], 0.02, EpsilonPlacement.INSIDE, true);
      Recovery found = Recovery.of(bed, rule, 0.1, STEPS);
      Coefficients theory = AdaptiveFlow.coefficients(AdaptiveMoments.of(rule));
      rows.add(
          List.of(
              pair[0],
              pair[1],
              found.plain(),
              theory.plain(),
              found.share(),
              theory.share(),
              found.residual()));
      findings.add(finding(rule, found));
    }
    output.table(
        "adam-coefficients",
        List.of("beta1", "beta2", "A", "A theory", "B", "B theory", "unexplained"),
        rows);
    output.figure(
        new Figure(
            "adam-coefficients",
            "The coefficients of Adam's flow, asked of the data (seven pairs of β1, β2)",
            "theory",
            "measured",
            false,
            false,
            List.of(
                Figure.Line.of("measured = theory", EXTENT, EXTENT, Double.NaN).asControl(),
                line("A, of the one-norm's gradient", rows, 3, 2),
                line("B, where ε rules", rows, 5, 4))));
    return findings;
  }

  private static Figure.Line line(String label, List<List<?>> rows, int x, int y) {
    List<Figure.Point> points =
        rows.stream()
            .map(row -> new Figure.Point((Double) row.get(x), (Double) row.get(y)))
            .sorted(Comparator.comparingDouble(Figure.Point::x))
            .toList();
    return new Figure.Line(label, points, Double.NaN, false);
  }

  /** Both coefficients within 2 %; A = 0 within 0.02. */
  static Finding finding(UpdateRule rule, Recovery found) {
    AdaptiveMoments moments = AdaptiveMoments.of(rule);
    Coefficients theory = AdaptiveFlow.coefficients(moments);
    return Finding.of(
        String.format(Locale.ROOT, "β = (%s, %s)", moments.beta1(), moments.beta2()),
        String.format(Locale.ROOT, "A = %.3f, B = %.3f", theory.plain(), theory.share()),
        "within 2 %",
        String.format(
            Locale.ROOT,
            "A = %.3f, B = %.3f, unexplained %.2g %%",
            found.plain(),
            found.share(),
            100 * found.residual()),
        near(found.plain(), theory.plain()) && near(found.share(), theory.share()));
  }

  private static boolean near(double found, double theory) {
    return Math.abs(found - theory) <= 0.02 * Math.max(1, Math.abs(theory));
  }
}
