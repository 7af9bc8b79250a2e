package dev.tacit.data;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;

/** Permutations and subsets. */
final class Draws {
  private Draws() {}

  /** A uniform permutation of 0, …, n-1. */
  static int[] permutation(int n, UniformRandomProvider random) {
    return ArraySampler.shuffle(random, IntStream.range(0, n).toArray());
  }

  /**
   * A uniform subset of k of 0, …, n-1, ascending: selection sampling, D. E. Knuth, The Art of
   * Computer Programming 2, algorithm 3.4.2 S.
   */
  static int[] subset(int n, int k, UniformRandomProvider random) {
    int[] chosen = new int[k];
    int found = 0;
    for (int i = 0; found < k; i++) {
      if (random.nextInt(n - i) < k - found) {
        chosen[found++] = i;
      }
    }
    return chosen;
  }

  /** Those of 0, …, n-1 that are not chosen, ascending. */
  static int[] others(int n, int[] chosen) {
    boolean[] taken = new boolean[n];
    for (int i : chosen) {
      taken[i] = true;
    }
    return IntStream.range(0, n).filter(i -> !taken[i]).toArray();
  }
}
