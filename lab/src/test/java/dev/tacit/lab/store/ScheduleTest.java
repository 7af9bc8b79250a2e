package dev.tacit.lab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.store.Schedule.Unit;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static List<Long> steps(String text, int perEpoch, long end) {
    Schedule schedule = Schedule.parse(text).orElseThrow();
    return LongStream.rangeClosed(0, end)
        .filter(step -> schedule.isAtStep(step, perEpoch))
        .boxed()
        .toList();
  }

  @Test
  void fallsOnTheFirstStepAtOrAfterEachMultiple() {
    assertEquals(List.of(0L, 16L, 32L, 48L), steps("every 16 steps", 7, 50));
    assertEquals(List.of(0L, 1L, 2L, 3L), steps("every step", 7, 3));
    assertEquals(List.of(0L, 7L, 14L), steps("every epoch", 7, 14));
    assertEquals(List.of(0L, 14L, 28L), steps("every 2 epochs", 7, 30));
    // tenths of 157 steps: 15.7, 31.4, 47.1, 62.8, 78.5, 94.2, 109.9, 125.6, 141.3, 157
    assertEquals(
        List.of(0L, 16L, 32L, 48L, 63L, 79L, 95L, 110L, 126L, 142L, 157L),
        steps("every 0.1 epochs", 157, 160));
    assertEquals(List.of(0L, 5L, 10L, 15L), steps("every 2.5 epochs", 2, 16));
    assertEquals(List.of(0L, 1L, 2L), steps("every 0.01 epochs", 5, 2), "not more than each step");
  }

  @Test
  void meetsTheEndOfEveryEpochOverALongTraining() {
    Schedule tenth = Schedule.parse("every 0.1 epochs").orElseThrow();
    for (int perEpoch : new int[] {3, 10, 157, 938}) {
      for (int epoch = 0; epoch < 3000; epoch++) {
        assertTrue(tenth.isAtEpoch(epoch, perEpoch), perEpoch + " steps, epoch " + epoch);
      }
    }
    Schedule steps = Schedule.parse("every 10 steps").orElseThrow();
    assertTrue(steps.isAtEpoch(10, 7));
    assertFalse(steps.isAtEpoch(9, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every epoch",
        "every 3 epochs",
        "every 0.25 epochs",
        "every step",
        "every 16 steps"
      })
  void readsWhatItWrites(String text) {
    assertEquals(text, Schedule.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every", "every 0 epochs", "every 0.0 epochs", "every 1.5 steps", "every -1 steps",
        "every 1e3 steps", "every NaN epochs", "10 steps", "every 9999999999 steps", "off"
      })
  void refusesWhatIsNone(String text) {
    assertEquals(Optional.empty(), Schedule.parse(text));
  }

  @Test
  void knowsWhatItHoldsOfAnother() {
    assertTrue(Schedule.epochs(2).covers(Schedule.epochs(4)));
    assertFalse(Schedule.epochs(2).covers(Schedule.epochs(3)));
    assertFalse(Schedule.epochs(4).covers(Schedule.epochs(2)));
    assertTrue(new Schedule(0.5, Unit.EPOCH).covers(Schedule.epochs(2)));
    assertTrue(new Schedule(8, Unit.STEP).covers(new Schedule(16, Unit.STEP)));
    assertFalse(new Schedule(8, Unit.STEP).covers(Schedule.epochs(1)));
    assertThrows(IllegalArgumentException.class, () -> new Schedule(1.5, Unit.STEP));
    assertThrows(IllegalArgumentException.class, () -> new Schedule(Double.NaN, Unit.EPOCH));
  }
}
