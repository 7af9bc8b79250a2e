package dev.tacit.lab.statistics;

import static dev.tacit.lab.statistics.Verdict.EQUIVALENT;
import static dev.tacit.lab.statistics.Verdict.OPEN;
import static dev.tacit.lab.statistics.Verdict.REFUTED;
import static dev.tacit.lab.statistics.Verdict.SUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.PairedComparison.Effect;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Verdicts by ratio and by difference, and claims that cannot be judged. */
class VerdictTest {

  /** Values around a level, so that ten pairs differ by the difference of their levels. */
  private static double[] around(double level, int n) {
    return IntStream.range(0, n).mapToDouble(i -> level + 0.01 * (i % 3)).toArray();
  }

  private static double[] up(double[] values, double by) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> values[i] + by * (1 + 0.1 * (i % 2)))
        .toArray();
  }

  private static Verdict order(double[] first, double[] second, double adjusted) {
    return Verdict.ofOrder(PairedComparison.of(first, second), adjusted);
  }

  @Test
  void orderIsSupportedOrRefutedByTenSeedsThatAgree() {
    double[] low = around(1, 10);
    double[] high = up(low, 1);
    assertEquals(SUPPORTED, order(low, high, 0.05));
    assertEquals(REFUTED, order(high, low, 0.05));
    assertEquals(OPEN, order(low, high, 0.0501));
    assertEquals(OPEN, order(low, high, Double.NaN));
    assertEquals(OPEN, order(low, low, 0.01), "the interval decides, too");
  }

  @Test
  void differencesDecideWhereZerosForbidARatio() {
    double[] zero = new double[10];
    assertEquals(SUPPORTED, order(zero, up(zero, 1), 0.002));
    assertEquals(REFUTED, order(up(zero, 1), zero, 0.002));
  }

  @Test
  void nineSeedsDecideNothing() {
    double[] low = around(1, 9);
    assertEquals(OPEN, order(low, up(low, 1), 0.004));
    assertEquals(OPEN, same(low, low, new Margin(1, false), 0));
  }

  private static Verdict same(double[] first, double[] second, Margin margin, double adjusted) {
    return Verdict.ofSameness(
        PairedComparison.of(margin.effect(), first, second),
        Equivalence.of(margin, first, second),
        adjusted);
  }

  @Test
  void samenessIsWithinTheMarginOrBeyondIt() {
    double[] one = around(1, 10);
    double[] near = up(one, 0.001);
    double[] far = up(one, 1);
    Margin margin = new Margin(0.01, false);
    assertEquals(EQUIVALENT, same(one, near, margin, 0.05));
    assertEquals(OPEN, same(one, near, margin, 0.06));
    assertEquals(REFUTED, same(one, far, margin, 0.002));
    assertEquals(REFUTED, same(far, one, margin, 0.002));
    assertEquals(EQUIVALENT, same(one, near, new Margin(0.01, true), 0.05));
    assertEquals(REFUTED, same(one, far, new Margin(0.5, true), 0.002));
    assertEquals(REFUTED, same(far, one, new Margin(0.5, true), 0.002));
    assertEquals(EQUIVALENT, same(far, one, new Margin(2, true), 0.002), "half to three times");
  }

  /** p of "beyond" is the sign flips of what is left when the margin is taken away. */
  @Test
  void beyondTheMarginTheSignsOfWhatIsLeftAreFlipped() {
    double[] d = {0.5, 0.7, 0.2, -0.1, 0.6};
    Equivalence found = Equivalence.of(0.3, d);
    double[] left = Arrays.stream(d).map(x -> x - 0.3).toArray();
    assertEquals(SignFlipTest.of(left), found.beyond().signFlip());
    assertTrue(found.p() > 0.5, "and it is not within");
    assertEquals(null, Equivalence.of(0.4, d).beyond());
    double[] negative = Arrays.stream(d).map(x -> -x).toArray();
    assertEquals(found.beyond(), Equivalence.of(0.3, negative).beyond());
  }

  @Test
  void marginsAreReadAsPeopleWriteThem() {
    assertEquals(new Margin(0.01, false), Margin.parse("0.01"));
    assertEquals(new Margin(0.01, false), Margin.parse(" 1e-2 "));
    assertEquals(new Margin(0.05, true), Margin.parse("5 %"));
    assertEquals(new Margin(0.05, true), Margin.parse("5%"));
    assertEquals(Math.log(1.05), Margin.parse("5 %").bound(), 1e-15);
    assertEquals("5 %", Margin.parse("5%").toString());
    assertEquals("0.01", Margin.parse("0.01").toString());
    assertEquals(Effect.RATIO, Margin.parse("5 %").effect());
    for (String wrong : new String[] {"", "x", "%", "0", "-0.1", "0 %", "1e999", "5 %%", "nan"}) {
      assertThrows(IllegalArgumentException.class, () -> Margin.parse(wrong), wrong);
    }
  }

  @Test
  void aClaimKnowsItsSidesAndItsStage() {
    Claim order = Claim.less("norm/l2", "epoch 100", "sgd", "adam", null, null);
    assertEquals(new Stage.AtEpoch(100), order.stage());
    assertEquals("sgd", order.first());
    assertEquals("adam", order.second());
    Claim same = Claim.same("norm/l2", "final", "sgd", "adam", "5 %", null, null);
    assertTrue(same.sameness());
    assertEquals("adam", same.second());
    assertEquals(new Margin(0.05, true), same.margin());
  }

  /** SGD at some settings against SGD at others. */
  private static Claim itself(Map<String, Object> first, Map<String, Object> second) {
    return new Claim("m/n", "final", "sgd", "sgd", null, null, null, "", "", first, second);
  }

  @Test
  void aClaimThatCannotBeJudgedIsRefused() {
    for (String at : new String[] {"end", "epoch", "epoch x", "", null}) {
      assertThrows(
          IllegalArgumentException.class, () -> Claim.less("norm/l2", at, "sgd", "adam", "", ""));
    }
    String[][] sides = {
      {"sgd", "sgd", null, null, null},
      {null, null, "sgd", "sgd", "1"},
      {"sgd", null, null, null, null},
      {"sgd", "adam", "sgd", "adam", "1"},
      {null, null, "sgd", "adam", null},
      {null, null, "sgd", "adam", "x"},
      {null, null, null, null, null},
    };
    for (String[] s : sides) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Claim("m/n", "final", s[0], s[1], s[2], s[3], s[4], "", "", null, null),
          Arrays.toString(s));
    }
    assertThrows(
        IllegalArgumentException.class, () -> Claim.less(" ", "final", "sgd", "adam", "", ""));
    Map<String, Object> small = Map.of("train.batch", 8);
    assertThrows(IllegalArgumentException.class, () -> itself(small, small));
    assertEquals(Map.of(), itself(small, null).secondAt());
  }
}
