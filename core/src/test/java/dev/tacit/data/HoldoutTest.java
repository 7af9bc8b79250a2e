package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldoutTest {
  private static final int N = 100;

  @Test
  void everyExampleIsEitherKeptOrTrainedOn() {
    Holdout holdout = new Holdout(30, 5);
    int[] kept = holdout.kept(N);
    assertEquals(30, kept.length);
    int[] both =
        IntStream.concat(IntStream.of(kept), IntStream.of(holdout.trained(N))).sorted().toArray();
    assertArrayEquals(IntStream.range(0, N).toArray(), both);
    assertArrayEquals(kept, new Holdout(30, 5).kept(N));
    assertFalse(Arrays.equals(kept, new Holdout(30, 6).kept(N)));
    assertArrayEquals(IntStream.range(0, N).toArray(), Holdout.NONE.trained(N));
  }

  /** Over 2,000 seeds every example is kept 600 times, with a standard deviation of 20.5. */
  @Test
  void noExampleIsKeptMoreOftenThanOthers() {
    int seeds = 2000;
    int[] times = new int[N];
    for (int seed = 0; seed < seeds; seed++) {
      for (int i : new Holdout(30, seed).kept(N)) {
        times[i]++;
      }
    }
    double deviation = Math.sqrt(seeds * 0.3 * 0.7);
    double squares = 0;
    for (int i = 0; i < N; i++) {
      assertEquals(600, times[i], 4.5 * deviation, "example " + i);
      squares += Math.pow((times[i] - 600) / deviation, 2);
    }
    assertEquals(N, squares, 4.5 * Math.sqrt(2 * N)); // χ² of N numbers
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, Integer.MAX_VALUE})
  void somethingIsLeftToTrainOn(int examples) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Holdout(examples, 0).trained(N))
            .getMessage();
    assertTrue(message.contains("less than 100, found " + examples), message);
    assertThrows(IllegalArgumentException.class, () -> new Holdout(-1, 0));
  }
}
