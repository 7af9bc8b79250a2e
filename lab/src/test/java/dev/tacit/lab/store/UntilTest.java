package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tacit.lab.store.Until.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules on series written out by hand. */
class UntilTest {
  private static final String ERROR = "validation/error";

  private static Until.End end(Rule rule, double... values) {
    return new Until(List.of(rule))
        .end(values.length, (m, epoch) -> values[epoch - 1])
        .orElse(null);
  }

  private static Rule patience(int epochs, Double improvement) {
    return new Rule(ERROR, null, null, epochs, improvement);
  }

  @Test
  void aLevelIsMetAtTheFirstMeasurementAtOrBelowIt() {
    Rule rule = new Rule("train/loss", 0.03, null, null, null);
    assertEquals(
        new Until.End(3, "train/loss 0.02980 is at most 0.03 at epoch 3"),
        end(rule, 0.5, Double.NaN, 0.0298, 0.01));
    assertEquals(2, end(rule, 0.5, 0.03, 0.5).epoch());
    assertEquals(null, end(rule, 0.5, 0.0301));
  }

  @Test
  void aLevelAboveIsMetAtTheFirstMeasurementAtOrAboveIt() {
    Rule rule = new Rule("gradient/snr", null, 2.0, null, null);
    assertEquals(new Until.End(2, "gradient/snr 2 is at least 2.0 at epoch 2"), end(rule, 1, 2, 3));
  }

  @Test
  void noProgressIsCountedFromTheBestAndEqualIsNoProgress() {
    assertEquals(
        new Until.End(
            5,
            "validation/error has made no progress for 3 epochs at epoch 5, from 0.25 at epoch 2"),
        end(patience(3, null), 0.5, 0.25, 0.25, 0.375, 0.25, 0.1));
    assertEquals(null, end(patience(3, null), 0.5, 0.25, 0.25, 0.375, 0.125));
  }

  /** 0.5, then 0.45 is less by 0.05, which is not more than 0.05; 0.4 is. */
  @Test
  void progressIsMoreThanTheImprovement() {
    assertEquals(null, end(patience(2, 0.0625), 0.5, 0.4375, 0.375));
    assertEquals(3, end(patience(2, 0.125), 0.5, 0.4375, 0.375).epoch());
  }

  @Test
  void whatCannotBeMeasuredIsNoProgress() {
    assertEquals(3, end(patience(2, null), 0.5, Double.NaN, Double.NaN).epoch());
    assertEquals(
        "validation/error has made no progress for 1 epoch at epoch 1, and has no finite value",
        end(patience(1, null), Double.NaN).reason());
  }

  @Test
  void theFirstOfSeveralCounts() {
    Until until =
        new Until(
            List.of(new Rule("a", 1.0, null, null, null), new Rule("b", 1.0, null, null, null)));
    assertEquals(
        Optional.of(new Until.End(2, "b 1 is at most 1.0 at epoch 2")),
        until.end(5, (metric, epoch) -> metric.equals("a") ? 4 - epoch : 3 - epoch));
    assertEquals("a at most 1.0 or b at most 1.0", until.toString());
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Rule("a", Double.NaN, null, null, null));
    assertThrows(IllegalArgumentException.class, () -> patience(0, null));
    assertThrows(IllegalArgumentException.class, () -> patience(1, -1.0));
  }

  @Test
  void itIsTheSameFromAFile() throws Exception {
    Until until =
        new Until(List.of(new Rule("train/loss", 0.03, null, null, null), patience(3, 0.5)));
    String text = JsonFiles.JSON.writeValueAsString(until);
    assertEquals(
        "[{\"metric\":\"train/loss\",\"below\":0.03},"
            + "{\"metric\":\"validation/error\",\"patience\":3,\"improvement\":0.5}]",
        text);
    assertEquals(until, JsonFiles.JSON.readValue(text, Until.class));
  }
}
