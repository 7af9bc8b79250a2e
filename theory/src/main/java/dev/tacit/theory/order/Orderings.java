package dev.tacit.theory.order;

import java.util.ArrayList;
import java.util.List;

/** Every way in which batches can follow each other; exact means need no chance. */
final class Orderings {
  private Orderings() {}

  /** All m! orders of m batches. */
  static List<int[]> permutations(int m) {
    List<int[]> all = new ArrayList<>();
    permute(new int[m], new boolean[m], 0, all);
    return all;
  }

  private static void permute(int[] order, boolean[] used, int length, List<int[]> all) {
    if (length == order.length) {
      all.add(order.clone());
      return;
    }
    for (int k = 0; k < order.length; k++) {
      if (!used[k]) {
        used[k] = true;
        order[length] = k;
        permute(order, used, length + 1, all);
        used[k] = false;
      }
    }
  }

  /** The order 0 … m-1 and its reverse, whose mean equals that over all orders to second order. */
  static List<int[]> pair(int m) {
    int[] forward = new int[m];
    int[] backward = new int[m];
    for (int k = 0; k < m; k++) {
      forward[k] = k;
      backward[k] = m - 1 - k;
    }
    return List.of(forward, backward);
  }

  /** All m^m sequences of m draws with replacement. */
  static List<int[]> withReplacement(int m) {
    List<int[]> all = new ArrayList<>();
    int[] sequence = new int[m];
    while (true) {
      all.add(sequence.clone());
      int position = 0;
      while (position < m && ++sequence[position] == m) {
        sequence[position++] = 0;
      }
      if (position == m) {
        return all;
      }
    }
  }

  /**
   * All ways to cut N examples, in random order, into consecutive batches of B, the last one
   * shorter if B does not divide N: the epochs of a full reshuffle, each equally likely. Batches
   * are sets, so that N!/(B!…) epochs remain of N! orders.
   *
   * @return for each epoch, the examples of each batch
   */
  static List<int[][]> reshuffles(int examples, int batchSize) {
    List<int[][]> all = new ArrayList<>();
    int batches = (examples + batchSize - 1) / batchSize;
    deal(new int[batches][], 0, batchSize, new boolean[examples], examples, all);
    return all;
  }

  private static void deal(
      int[][] epoch, int batch, int batchSize, boolean[] used, int left, List<int[][]> all) {
    if (batch == epoch.length) {
      all.add(epoch.clone());
      return;
    }
    choose(epoch, batch, batchSize, used, left, new int[Math.min(batchSize, left)], 0, 0, all);
  }

  private static void choose(
      int[][] epoch,
      int batch,
      int batchSize,
      boolean[] used,
      int left,
      int[] chosen,
      int count,
      int from,
      List<int[][]> all) {
    if (count == chosen.length) {
      epoch[batch] = chosen.clone();
      deal(epoch, batch + 1, batchSize, used, left - count, all);
      return;
    }
    for (int i = from; i < used.length; i++) {
      if (!used[i]) {
        used[i] = true;
        chosen[count] = i;
        choose(epoch, batch, batchSize, used, left, chosen, count + 1, i + 1, all);
        used[i] = false;
      }
    }
  }
}
