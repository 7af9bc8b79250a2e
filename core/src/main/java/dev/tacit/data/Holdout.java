package dev.tacit.data;

import dev.tacit.tensor.RandomStreams;
import java.util.stream.IntStream;

/**
 * Training examples that are kept from training, to choose by: a random subset that its own seed
 * alone decides, drawn from the stream {@code split/validation}.
 *
 * @param examples how many; 0 for none
 * @param seed of the split
 */
public record Holdout(int examples, long seed) {
  /** Every example is trained on. */
  public static final Holdout NONE = new Holdout(0, 0);

  /** Checks the number. */
  public Holdout {
    if (!(examples >= 0)) {
      throw new IllegalArgumentException("must be 0 (none) or more, found " + examples);
    }
  }

  /** Whether nothing is kept from training. */
  public boolean isNone() {
    return examples == 0;
  }

  /** Which of n examples are for validation, ascending. */
  public int[] kept(int n) {
    if (!(examples < n)) {
      throw new IllegalArgumentException(
          "must leave examples to train on, so be less than " + n + ", found " + examples);
    }
    return Draws.subset(n, examples, new RandomStreams(seed).stream("split/validation", 0));
  }

  /** Which of n examples are trained on, ascending. */
  public int[] trained(int n) {
    return isNone() ? IntStream.range(0, n).toArray() : Draws.others(n, kept(n));
  }
}
