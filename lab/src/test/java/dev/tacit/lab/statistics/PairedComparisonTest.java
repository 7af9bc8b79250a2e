package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.PairedComparison.Effect;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests and sizes of effects against scipy and statsmodels (comparisons.py). */
class PairedComparisonTest {
  /** t quantiles are found by a solver that stops at 1e-9; probabilities to 1e-14 of 1. */
  private static final double QUANTILE = 1e-8;

  private static final double PROBABILITY = 1e-12;

  static List<String> witnesses() {
    return Rows.of("comparisons.csv");
  }

  @ParameterizedTest
  @MethodSource("witnesses")
  void agreesWithScipyAndStatsmodels(String row) {
    double[] cells = Rows.numbers(row);
    int n = (int) cells[0];
    double[] first = Arrays.copyOfRange(cells, 9, 9 + n);
    double[] second = Arrays.copyOfRange(cells, 9 + n, 9 + 2 * n);
    PairedComparison found = PairedComparison.of(Effect.DIFFERENCE, first, second);
    assertEquals(n, found.test().signFlip().n());
    assertTrue(found.test().signFlip().isExact());
    assertEquals(cells[1], found.test().signFlip().p(), 1e-15); // a share of 2^n, counted
    if (!Double.isNaN(cells[2])) {
      assertEquals(cells[2], found.test().signFlip().p(), 0); // the same in rational arithmetic
    }
    assertEquals(cells[3], found.t(), PROBABILITY);
    assertEquals(cells[4], found.size(), 1e-11); // sizes are of the order of 1
    double[] differences = Effect.DIFFERENCE.of(first, second);
    Equivalence same = Equivalence.of(cells[5], differences);
    assertEquals(cells[6], same.p(), PROBABILITY);
    assertEquals(cells[7], same.interval().low(), QUANTILE * 0.1);
    assertEquals(cells[8], same.interval().high(), QUANTILE * 0.1);
    assertEquals(
        same.p() <= 0.05,
        -cells[5] <= same.interval().low() && same.interval().high() <= cells[5],
        "5 % just where the 90 % interval lies within");
    assertEquals(
        n, found.less() + found.more() + Arrays.stream(differences).filter(d -> d == 0).count());
  }

  @Test
  void aRatioIsTestedInLogarithms() {
    double[] first = {1, 2, 4, 8, 3};
    double[] second = {2, 3, 5, 9, 2};
    double[] logs =
        IntStream.range(0, 5).mapToDouble(i -> Math.log(first[i] / second[i])).toArray();
    PairedComparison found = PairedComparison.of(first, second);
    assertEquals(Effect.RATIO, found.effect());
    assertEquals(SignFlipTest.of(logs), found.test().signFlip());
    assertEquals(EffectSize.hedges(logs), found.size());
    assertEquals(Math.pow(192.0 / 540, 1 / 5.0), found.interval().mean(), 1e-15);
    assertEquals(4, found.less());
    assertEquals(1, found.more());
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(Effect.RATIO, new double[] {0}, new double[] {1}));
  }

  @Test
  void onePairHasASignAndNothingElse() {
    PairedComparison one = PairedComparison.of(new double[] {-1}, new double[] {2});
    assertEquals(1, one.test().signFlip().p());
    assertTrue(Double.isNaN(one.t()) && Double.isNaN(one.size()));
    assertTrue(Double.isNaN(Equivalence.of(1, 0.5).p()));
    assertEquals(1, one.less());
  }

  /** 0.3 - 0.1 and 0.5 - 0.3 are equal but for their rounding. */
  @Test
  void equalDifferencesHaveNoScatterToMeasureThemBy() {
    double[] first = {0.3, 0.5, 0.7};
    double[] second = {0.1, 0.3, 0.5};
    PairedComparison found = PairedComparison.of(Effect.DIFFERENCE, first, second);
    assertTrue(Double.isNaN(found.size()));
    assertEquals(0, found.t());
    assertEquals(0.25, found.test().signFlip().p());
    double[] differences = Effect.DIFFERENCE.of(first, second);
    assertEquals(0, Equivalence.of(0.3, differences).p());
    assertEquals(1, Equivalence.of(0.1, differences).p());
    assertEquals(1, PairedComparison.of(first, first).t());
  }

  /** J(m) by the table of Hedges, 1981: 0.7979 for 4, 0.9139 for 9 (rounded there). */
  @Test
  void hedgesCorrectionIsHis() {
    assertEquals(0.797884560802865, EffectSize.correction(4), 1e-14); // sqrt(2/pi)
    assertEquals(0.9139, EffectSize.correction(9), 1e-3);
  }

  @Test
  void aMarginMustBePositive() {
    for (double margin : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Equivalence.of(margin, 1, 2));
    }
  }
}
