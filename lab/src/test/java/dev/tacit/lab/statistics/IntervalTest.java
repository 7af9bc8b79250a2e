package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.PairedComparison.Effect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intervals against scipy (intervals.py). */
class IntervalTest {
  /** The t quantile is found by a solver that stops at 1e-9. */
  private static final double TOLERANCE = 1e-8;

  static List<String> witnesses() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                IntervalTest.class.getResourceAsStream("intervals.csv"), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("witnesses")
  void agreesWithScipy(String row) {
    String kind = row.substring(0, row.indexOf(','));
    double[] cells =
        Arrays.stream(row.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
    if (kind.equals("quantile")) {
      assertClose(cells[1], Interval.quantile(0.95, cells[0]));
      return;
    }
    double[] values = Arrays.copyOfRange(cells, 2, cells.length);
    Interval interval;
    if (kind.equals("mean")) {
      interval = Interval.of(values);
    } else {
      int n = values.length / 2;
      PairedComparison comparison =
          PairedComparison.of(
              Arrays.copyOf(values, n), Arrays.copyOfRange(values, n, values.length));
      assertEquals(Effect.valueOf(kind.toUpperCase(Locale.ROOT)), comparison.effect());
      interval = comparison.interval();
    }
    assertClose(cells[0], interval.low());
    assertClose(cells[1], interval.high());
  }

  private static void assertClose(double expected, double found) {
    assertEquals(expected, found, TOLERANCE * Math.abs(expected));
  }

  @Test
  void oneValueHasNoInterval() {
    Interval one = Interval.of(3.5);
    assertEquals(3.5, one.mean());
    assertTrue(Double.isNaN(one.low()) && Double.isNaN(one.high()));
    assertEquals(1, one.n());
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidth() {
    assertEquals(new Interval(2, 2, 2, 3), Interval.of(2, 2, 2));
  }

  @Test
  void noValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, Interval::of);
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedComparison.of(new double[] {1}, new double[] {1, 2}));
  }
}
