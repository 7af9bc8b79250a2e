package dev.tacit.lab.statistics;

import static dev.tacit.lab.statistics.Verdict.OPEN;
import static dev.tacit.lab.statistics.Verdict.REFUTED;
import static dev.tacit.lab.statistics.Verdict.SUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Each verdict, by ratio and by difference, with one seed and with several. */
class VerdictTest {

  private static Verdict verdict(double[] first, double[] second) {
    return Verdict.of(PairedComparison.of(first, second));
  }

  private static double[] of(double... values) {
    return values;
  }

  @Test
  void oneSeedDecidesByTheSign() {
    assertEquals(SUPPORTED, verdict(of(1), of(2)));
    assertEquals(REFUTED, verdict(of(2), of(1)));
    assertEquals(OPEN, verdict(of(2), of(2)));
    assertEquals(SUPPORTED, verdict(of(-1), of(0)));
    assertEquals(OPEN, verdict(of(0), of(0)));
  }

  /** The ratio's interval is [0.944, 0.987] (intervals.csv). */
  @Test
  void anIntervalOnOneSideOfNoEffectDecides() {
    double[] low = of(24.6, 24.9, 24.4, 24.7, 24.5);
    double[] high = of(25.5, 25.3, 25.9, 25.2, 25.6);
    assertEquals(SUPPORTED, verdict(low, high));
    assertEquals(REFUTED, verdict(high, low));
  }

  /** The ratio's interval is [0.83, 1.25], the difference's [-0.29, 0.06] (intervals.csv). */
  @Test
  void anIntervalAroundNoEffectLeavesItOpen() {
    assertEquals(OPEN, verdict(of(0.31, 0.29, 0.33), of(0.30, 0.31, 0.30)));
    assertEquals(OPEN, verdict(of(0, 0.01, 0), of(0.1, 0.2, 0.05)));
  }

  @Test
  void differencesDecideWhereZerosForbidARatio() {
    assertEquals(SUPPORTED, verdict(of(0, 0, 0), of(0.1, 0.11, 0.12)));
    assertEquals(REFUTED, verdict(of(0.1, 0.11, 0.12), of(0, 0, 0)));
    assertEquals(OPEN, verdict(of(0, 0, 0), of(0, 0, 0)));
  }

  @Test
  void aClaimKnowsItsStage() {
    Claim claim = new Claim("norm/l2", "epoch 100", "sgd", "adam", null, null);
    assertEquals(OptionalInt.of(100), claim.epoch());
    assertFalse(claim.atMatchedLoss());
    assertTrue(new Claim("norm/l2", "matched-loss", "sgd", "adam", null, null).atMatchedLoss());
    assertTrue(new Claim("norm/l2", "final", "sgd", "adam", null, null).epoch().isEmpty());
  }

  @Test
  void aClaimThatCannotBeJudgedIsRefused() {
    for (String at : new String[] {"end", "epoch", "epoch x", ""}) {
      assertThrows(
          IllegalArgumentException.class, () -> new Claim("norm/l2", at, "sgd", "adam", "", ""));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Claim("m", "final", "sgd", "sgd", "", ""));
    assertThrows(
        IllegalArgumentException.class, () -> new Claim(" ", "final", "sgd", "adam", "", ""));
  }
}
