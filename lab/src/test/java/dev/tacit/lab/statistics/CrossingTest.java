package dev.tacit.lab.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.statistics.PairedComparison.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Means over crossed seeds against NumPy and SciPy (crossed.py). */
class CrossingTest {
  private static final List<String> NAMES = List.of("init", "order", "noise");

  private static Crossing crossing(int... sizes) {
    List<List<Long>> levels = new ArrayList<>();
    int cells = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    for (int cell = 0; cell < cells; cell++) {
      Long[] level = new Long[sizes.length];
      int rest = cell;
      for (int f = sizes.length - 1; f >= 0; f--) {
        level[f] = 100L + rest % sizes[f];
        rest /= sizes[f];
      }
      levels.add(List.of(level));
    }
    return Crossing.of(NAMES.subList(0, sizes.length), levels);
  }

  @Test
  void agreesWithProjections() {
    List<String> rows = Rows.of("crossed.csv");
    assertEquals(6, rows.size());
    for (String row : rows) {
      int[] sizes =
          Arrays.stream(row.substring(0, row.indexOf(',')).split("x", -1))
              .mapToInt(Integer::parseInt)
              .toArray();
      double[] cells = Rows.numbers(row.substring(row.indexOf(',') + 1));
      double[] values = Arrays.copyOfRange(cells, 5, cells.length);
      Crossing crossing = crossing(sizes);
      Crossing.Spread spread = crossing.spread(values);
      assertEquals(cells[0], spread.error(), 1e-12);
      assertEquals(cells[1], spread.degrees(), 1e-10);
      Interval interval = Interval.of(crossing, values);
      assertEquals(cells[2], interval.low(), 1e-9);
      assertEquals(cells[3], interval.high(), 1e-9);
      ShiftTest test = ShiftTest.of(crossing, values);
      assertEquals(cells[4], test.p(), 1e-10);
      assertNull(test.signFlip(), "signs of runs that share a level do not flip alone");
    }
  }

  /** Five initialisations in two orders, where the initialisation decides nearly all. */
  @Test
  void tenRunsOfFiveInitialisationsAreNotTenDraws() {
    double[] a = {5, 5, 1, 1, 4, 4, 2, 2, 3, 3};
    Crossing.Spread spread = crossing(5, 2).spread(a);
    assertEquals(Math.sqrt(2.5 / 5), spread.error(), 1e-12); // s²/5 of 1 … 5
    assertEquals(4, spread.degrees(), 1e-12);
    assertTrue(spread.error() > 1.3 * Interval.standardError(a));
  }

  @Test
  void aFactorOfOneLevelIsNone() {
    Crossing one = crossing(6, 1);
    assertTrue(one.isNone());
    double[] values = {1, 2, 4, 3, 6, 5};
    assertEquals(Interval.of(values), Interval.of(one, values));
    assertEquals(SignFlipTest.of(values), ShiftTest.of(one, values).signFlip());
  }

  @Test
  void whatIsNotCrossedIsRefused() {
    Crossing torn =
        Crossing.of(
            List.of("init", "order"), List.of(List.of(0L, 0L), List.of(0L, 1L), List.of(1L, 0L)));
    assertEquals("the seeds are not crossed: no value of init 1, order 1", torn.obstacle());
    assertThrows(IllegalArgumentException.class, () -> torn.spread(1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> crossing(2, 2).spread(1, 2, 3));
  }

  /** 95 % intervals of 2,000 studies hold the mean about as often as they say. */
  @Test
  void intervalsHold() {
    Random random = new Random(7);
    Crossing crossing = crossing(5, 3);
    int held = 0;
    int naive = 0;
    int studies = 2_000;
    for (int study = 0; study < studies; study++) {
      double[] values = new double[15];
      double[] init = random.doubles(5, -1, 1).toArray();
      double[] order = random.doubles(3, -1, 1).toArray();
      for (int i = 0; i < 15; i++) {
        values[i] = init[i / 3] + order[i % 3] + 0.2 * random.nextGaussian();
      }
      held += holds(Interval.of(crossing, values));
      naive += holds(Interval.of(values));
    }
    assertTrue(held > 0.92 * studies, held + " of " + studies);
    assertTrue(naive < 0.75 * studies, naive + " if they are taken to be independent");
  }

  private static int holds(Interval interval) {
    return interval.low() <= 0 && interval.high() >= 0 ? 1 : 0;
  }

  @Test
  void verdictsRestOnTheErrorOfCrossedSeeds() {
    double[] second = new double[10];
    double[] first = {-5, -5, 1, 1, -4, -4, 2, 2, -3, -3}; // nine draws would decide, five do not
    Crossing crossing = crossing(5, 2);
    PairedComparison alone = PairedComparison.of(Effect.DIFFERENCE, first, second);
    PairedComparison found = PairedComparison.of(Effect.DIFFERENCE, crossing, first, second);
    assertEquals(alone.interval().mean(), found.interval().mean());
    assertTrue(found.interval().halfWidth() > 1.5 * alone.interval().halfWidth());
    assertEquals(found.t(), found.test().p());
    Equivalence within = Equivalence.of(1, crossing, found.effect().of(first, second));
    assertTrue(within.beyond().p() > Equivalence.of(1, first).beyond().p());
  }
}
