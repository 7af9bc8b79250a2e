package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;

/**
 * How an epoch's batches are made and ordered. What theory says of SGD depends on it
 * (docs/notation.md): Eq. (1) is about random orders of a fixed partition, and there is no batch
 * term at all with replacement.
 *
 * <p>Batches depend on the seed and the epoch only, not on earlier epochs.
 */
public enum BatchOrder {

  /** A fresh permutation each epoch, cut into batches: composition and order are both random. */
  RESHUFFLE {
    @Override
    int[][] draw(int examples, int batch, RandomStreams streams, int epoch) {
      return cut(Draws.permutation(examples, streams.stream(ORDER, epoch)), batch);
    }
  },

  /** One random partition for the whole run, its batches in a fresh random order each epoch. */
  FIXED_PARTITION {
    @Override
    int[][] draw(int examples, int batch, RandomStreams streams, int epoch) {
      return ArraySampler.shuffle(
          streams.stream(ORDER, epoch), FIXED_ORDER.draw(examples, batch, streams, epoch));
    }
  },

  /** The partition of {@link #FIXED_PARTITION}, its batches in the same order each epoch. */
  FIXED_ORDER {
    @Override
    int[][] draw(int examples, int batch, RandomStreams streams, int epoch) {
      return cut(Draws.permutation(examples, streams.stream("partition", 0)), batch);
    }
  },

  /**
   * As many batches as {@link #RESHUFFLE} has, all of full size, every example of each drawn
   * independently and uniformly from all examples.
   */
  WITH_REPLACEMENT {
    @Override
    int[][] draw(int examples, int batch, RandomStreams streams, int epoch) {
      UniformRandomProvider random = streams.stream(ORDER, epoch);
      int[][] batches = new int[(examples - 1) / batch + 1][batch];
      for (int[] one : batches) {
        Arrays.setAll(one, i -> random.nextInt(examples));
      }
      return batches;
    }
  },

  /** One batch of all examples in their own order, whatever the batch size: gradient descent. */
  FULL {
    @Override
    int[][] draw(int examples, int batch, RandomStreams streams, int epoch) {
      return new int[][] {IntStream.range(0, examples).toArray()};
    }

    @Override
    public int[][] batches(
        int examples, int batch, boolean dropLast, RandomStreams streams, int epoch) {
      return draw(examples, batch, streams, epoch);
    }
  };

  private static final String ORDER = "batch-order";

  abstract int[][] draw(int examples, int batch, RandomStreams streams, int epoch);

  /**
   * The batches of an epoch in their order.
   *
   * @param examples N
   * @param batch B, at most N
   * @param dropLast whether the short batch, if B does not divide N, is left out
   * @param streams the run's streams; {@code batch-order} and {@code partition} are used
   * @param epoch counting from 1
   * @return example indices, [m][B]; one batch may be shorter if it is not dropped
   */
  public int[][] batches(
      int examples, int batch, boolean dropLast, RandomStreams streams, int epoch) {
    requireFit(examples, batch);
    int[][] batches = draw(examples, batch, streams, epoch);
    return dropLast
        ? Arrays.stream(batches)
            .filter(b -> b.length == batch)
            .limit(examples / batch)
            .toArray(int[][]::new)
        : batches;
  }

  /** The number of batches m in an epoch. */
  public int batchesPerEpoch(int examples, int batch, boolean dropLast) {
    if (this == FULL) {
      return 1;
    }
    requireFit(examples, batch);
    return dropLast ? examples / batch : (examples - 1) / batch + 1;
  }

  private static void requireFit(int examples, int batch) {
    if (!(batch >= 1 && batch <= examples)) {
      throw new IllegalArgumentException(
          "batch must be from 1 to the number of training examples, "
              + examples
              + ", found "
              + batch);
    }
  }

  private static int[][] cut(int[] order, int batch) {
    int[][] batches = new int[(order.length - 1) / batch + 1][];
    for (int k = 0; k < batches.length; k++) {
      batches[k] = Arrays.copyOfRange(order, k * batch, Math.min(order.length, (k + 1) * batch));
    }
    return batches;
  }

  /** As written in files: {@code fixed-partition}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The order with a given name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static BatchOrder named(String name) {
    return Names.find("batch order", name, values());
  }
}
