package dev.tacit.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours of epochs on a clock that the test moves. */
class PaceTest {
  private static final long MILLISECOND = 1_000_000L;

  /** At most a hundredth of the time, and at most ten seconds or an epoch between two. */
  @ParameterizedTest
  @CsvSource({"1, 1", "20, 4", "300, 4", "300, 90", "4000, 500", "30000, 50", "5, 1000"})
  void followsTheClock(long epochMillis, long costMillis) {
    Pace pace = new Pace(0, 0);
    long now = 0;
    long last = 0;
    long longest = 0;
    long writing = 0;
    int epochs = 20_000;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      now += epochMillis * MILLISECOND;
      if (pace.isDue(epoch, now)) {
        longest = Math.max(longest, now - last);
        long start = now;
        now += costMillis * MILLISECOND;
        pace.wrote(start, now);
        writing += now - start;
        last = now;
      }
    }
    long aims = Math.max(10_000, epochMillis);
    assertTrue(longest <= (aims + epochMillis) * MILLISECOND, "waited " + longest);
    double share = (double) writing / now;
    // A checkpoint of more than a tenth of a second is written every ten seconds all the same.
    double bound = Math.max(0.01, costMillis / 10_000.0);
    assertTrue(share <= bound * 1.02, "took " + share);
    assertTrue(writing > 0);
  }

  /** Sittings of a second make progress where a checkpoint is cheap. */
  @Test
  void aSittingOfASecondIsNotLost() {
    Pace pace = new Pace(0, 0);
    assertFalse(pace.isDue(1, 400 * MILLISECOND));
    assertTrue(pace.isDue(2, 600 * MILLISECOND));
    pace.wrote(600 * MILLISECOND, 603 * MILLISECOND);
    assertFalse(pace.isDue(3, 800 * MILLISECOND));
    assertTrue(pace.isDue(4, 903 * MILLISECOND));
  }

  @Test
  void countsEpochsWhereTheFileSaysSo() {
    Pace pace = new Pace(3, 0);
    StringBuilder due = new StringBuilder();
    for (int epoch = 1; epoch <= 9; epoch++) {
      due.append(pace.isDue(epoch, 60_000L * epoch * MILLISECOND) ? epoch : "-");
    }
    assertEquals("--3--6--9", due.toString());
  }
}
