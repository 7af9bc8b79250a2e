package dev.tacit.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchOrderTest {
  private static final RandomStreams STREAMS = new RandomStreams(3);

  @ParameterizedTest
  @EnumSource(
      value = BatchOrder.class,
      names = {"WITH_REPLACEMENT"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyExampleOccursOnceAnEpoch(BatchOrder order) {
    for (int epoch = 1; epoch <= 3; epoch++) {
      int[] all =
          Arrays.stream(order.batches(103, 10, false, STREAMS, epoch))
              .flatMapToInt(Arrays::stream)
              .sorted()
              .toArray();
      assertArrayEquals(IntStream.range(0, 103).toArray(), all);
    }
  }

  @ParameterizedTest
  @EnumSource(BatchOrder.class)
  void anEpochDependsOnSeedAndNumberOnly(BatchOrder order) {
    int[][] fifth = order.batches(103, 10, false, STREAMS, 5);
    order.batches(103, 10, false, STREAMS, 1);
    assertArrayEquals(fifth, order.batches(103, 10, false, new RandomStreams(3), 5));
    assertEquals(
        order == BatchOrder.FULL,
        Arrays.deepEquals(fifth, order.batches(103, 10, false, new RandomStreams(4), 5)));
  }

  @ParameterizedTest
  @EnumSource(BatchOrder.class)
  void theShortBatchStaysUnlessDropped(BatchOrder order) {
    int[][] kept = order.batches(103, 10, false, STREAMS, 1);
    int[][] dropped = order.batches(103, 10, true, STREAMS, 1);
    assertEquals(kept.length, order.batchesPerEpoch(103, 10, false));
    assertEquals(dropped.length, order.batchesPerEpoch(103, 10, true));
    if (order == BatchOrder.FULL) {
      assertArrayEquals(kept, dropped);
    } else {
      assertEquals(11, kept.length);
      assertEquals(10, dropped.length);
      assertTrue(Arrays.stream(dropped).allMatch(b -> b.length == 10));
    }
  }

  @Test
  void fixedPartitionHasTheSameBatchesEachEpochInAnotherOrder() {
    int[][] first = BatchOrder.FIXED_PARTITION.batches(103, 10, false, STREAMS, 1);
    int[][] second = BatchOrder.FIXED_PARTITION.batches(103, 10, false, STREAMS, 2);
    assertEquals(sets(first), sets(second));
    assertFalse(Arrays.deepEquals(first, second));
    assertEquals(sets(first), sets(BatchOrder.FIXED_ORDER.batches(103, 10, false, STREAMS, 9)));
  }

  @Test
  void fixedOrderIsTheSameEachEpochAndReshufflingIsNot() {
    assertArrayEquals(
        BatchOrder.FIXED_ORDER.batches(103, 10, false, STREAMS, 1),
        BatchOrder.FIXED_ORDER.batches(103, 10, false, STREAMS, 2));
    assertFalse(
        sets(BatchOrder.RESHUFFLE.batches(103, 10, false, STREAMS, 1))
            .equals(sets(BatchOrder.RESHUFFLE.batches(103, 10, false, STREAMS, 2))));
  }

  /** Each of the 3! orders of 3 batches has probability 1/6: 1,000 ± 28.9 of 6,000. */
  @Test
  void ordersOfAFixedPartitionAreUniform() {
    var counts =
        IntStream.rangeClosed(1, 6000)
            .mapToObj(e -> BatchOrder.FIXED_PARTITION.batches(3, 1, false, STREAMS, e))
            .collect(Collectors.groupingBy(Arrays::deepToString, Collectors.counting()));
    assertEquals(6, counts.size());
    counts.values().forEach(c -> assertEquals(1000, c, 5 * Math.sqrt(6000 / 6.0 * 5 / 6)));
  }

  /** Drawn 40,000 times from 100: mean 400, standard deviation 19.9 each, all within 5. */
  @Test
  void withReplacementDrawsEveryExampleEquallyOften() {
    int[] counts = new int[100];
    for (int epoch = 1; epoch <= 400; epoch++) {
      for (int[] batch : BatchOrder.WITH_REPLACEMENT.batches(100, 10, false, STREAMS, epoch)) {
        assertEquals(10, batch.length);
        for (int i : batch) {
          counts[i]++;
        }
      }
    }
    for (int count : counts) {
      assertEquals(400, count, 5 * Math.sqrt(400 * 0.99));
    }
  }

  @Test
  void fullIsOneBatchInTheExamplesOwnOrder() {
    assertArrayEquals(new int[][] {{0, 1, 2, 3}}, BatchOrder.FULL.batches(4, 64, true, STREAMS, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 104})
  void aBatchThatDoesNotFitTheDataIsRefused(int batch) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> BatchOrder.RESHUFFLE.batches(103, batch, false, STREAMS, 1))
            .getMessage();
    assertEquals(
        "batch must be from 1 to the number of training examples, 103, found " + batch, message);
  }

  @Test
  void namesAreThoseOfFiles() {
    assertEquals(
        List.of("reshuffle", "fixed-partition", "fixed-order", "with-replacement", "full"),
        Arrays.stream(BatchOrder.values()).map(BatchOrder::toString).toList());
    assertEquals(BatchOrder.FIXED_ORDER, BatchOrder.named("fixed-order"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> BatchOrder.named("random")).getMessage();
    assertEquals(
        "unknown batch order 'random'; known: reshuffle, fixed-partition, fixed-order,"
            + " with-replacement, full",
        message);
  }

  private static Set<Set<Integer>> sets(int[][] batches) {
    return Arrays.stream(batches)
        .map(b -> Arrays.stream(b).boxed().collect(Collectors.toSet()))
        .collect(Collectors.toSet());
  }
}
