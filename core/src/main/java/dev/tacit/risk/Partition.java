package dev.tacit.risk;

import dev.tacit.tensor.NativeLibrary;
import dev.tacit.tensor.Vectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * The batches of one epoch in their order, with their indices where LibTorch can use them. Batches
 * may differ in size, and together they need not hold every example once.
 */
public final class Partition implements AutoCloseable {
  private final int[][] batches;
  private final int[] starts; // [m + 1]
  private final Tensor indices; // int64, [sum of batch sizes]

  /**
   * @param batches example indices of each batch, none empty
   * @param device where the examples live
   */
  public Partition(int[][] batches, String device) {
    NativeLibrary.load();
    this.batches = batches;
    starts = new int[batches.length + 1];
    for (int k = 0; k < batches.length; k++) {
      if (batches[k].length == 0) {
        throw new IllegalArgumentException("batch " + k + " of " + batches.length + " is empty");
      }
      starts[k + 1] = Math.addExact(starts[k], batches[k].length);
    }
    long[] flat = new long[starts[batches.length]];
    for (int k = 0; k < batches.length; k++) {
      for (int i = 0; i < batches[k].length; i++) {
        flat[starts[k] + i] = batches[k][i];
      }
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor host = Tensor.create(flat, flat.length);
      indices =
          Vectors.keep(
              device.equals("cpu") ? host : host.to(new Device(device), host.scalar_type()));
    }
  }

  /** All of n examples, batch k of m with examples k, k + m, k + 2m, …; m at most n. */
  public static Partition interleaved(int n, int m, String device) {
    int[][] batches = new int[m][];
    for (int k = 0; k < m; k++) {
      int first = k;
      batches[k] = IntStream.range(0, (n - k + m - 1) / m).map(i -> first + i * m).toArray();
    }
    return new Partition(batches, device);
  }

  /** The number of batches m. */
  public int size() {
    return batches.length;
  }

  /** The number of examples in batch k. */
  public int batchSize(int k) {
    return batches[k].length;
  }

  /** The i-th example of batch k. */
  public int example(int k, int i) {
    return batches[k][i];
  }

  /** The number of examples in all batches together. */
  public int examples() {
    return starts[batches.length];
  }

  /** Where batch k starts when the batches are laid one after the other; k = m gives the end. */
  public int start(int k) {
    return starts[k];
  }

  /**
   * The indices of batches from (inclusive) to (exclusive), int64; belongs to the caller's scope.
   */
  public Tensor indices(int from, int to) {
    return indices.narrow(0, starts[from], (long) starts[to] - starts[from]);
  }

  /** The indices of some rows of batch k, int64; belongs to the caller's scope. */
  public Tensor rows(int k, int from, int to) {
    return indices.narrow(0, (long) starts[k] + from, (long) to - from);
  }

  /**
   * The example at a position of the laid-out batches is {@code order()[position]}; a fresh array.
   */
  public int[] order() {
    int[] order = new int[examples()];
    for (int k = 0; k < batches.length; k++) {
      System.arraycopy(batches[k], 0, order, starts[k], batches[k].length);
    }
    return order;
  }

  /** Whether every one of n examples occurs exactly once. */
  public boolean coversOnce(int n) {
    if (examples() != n) {
      return false;
    }
    boolean[] seen = new boolean[n];
    for (int example : order()) {
      if (seen[example]) {
        return false;
      }
      seen[example] = true;
    }
    return true;
  }

  @Override
  public void close() {
    indices.close();
  }
}
