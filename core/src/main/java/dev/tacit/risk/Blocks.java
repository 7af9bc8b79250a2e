package dev.tacit.risk;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Some of a risk's examples, or all, handed out in blocks. */
final class Blocks {
  private final EmpiricalRisk risk;
  private final Rows rows; // null for all in their order
  private final int[] starts; // of each block, and the end of the last
  private final int size;

  /** Which examples stand at some positions, int64, made in the scope around the call. */
  @FunctionalInterface
  interface Rows {
    Tensor at(int from, int to);
  }

  /** What is done with a block. */
  @FunctionalInterface
  interface Work {
    void on(Tensor inputs, Tensor targets);
  }

  private Blocks(EmpiricalRisk risk, int[] starts, Rows rows) {
    this.risk = risk;
    this.starts = starts;
    this.rows = rows;
    size = starts[starts.length - 1];
  }

  /** All examples. */
  static Blocks all(EmpiricalRisk risk) {
    return new Blocks(risk, starts(risk, risk.examples(), risk.block()), null);
  }

  /** Some, in the order given. */
  static Blocks of(EmpiricalRisk risk, int... indices) {
    return of(risk, starts(risk, indices.length, risk.block()), indices);
  }

  private static Blocks of(EmpiricalRisk risk, int[] starts, int[] indices) {
    return new Blocks(
        risk,
        starts,
        (from, to) -> {
          int[][] some = {Arrays.copyOfRange(indices, from, to)};
          try (Partition there = new Partition(some, risk.placement().device())) {
            return there.indices(0, 1);
          }
        });
  }

  /** Those of batch k; the partition must outlive this. */
  static Blocks of(EmpiricalRisk risk, Partition partition, int k) {
    return new Blocks(
        risk,
        starts(risk, partition.batchSize(k), risk.piece()),
        (from, to) -> partition.rows(k, from, to));
  }

  /** Those of a partition, a block each batch; the partition need not outlive the call. */
  static Blocks each(EmpiricalRisk risk, Partition partition) {
    int[] starts = IntStream.rangeClosed(0, partition.size()).map(partition::start).toArray();
    return of(risk, starts, partition.order());
  }

  /** Where blocks begin, and the end of the last; some networks take a batch whole. */
  private static int[] starts(EmpiricalRisk risk, int size, int most) {
    int block = risk.network().takesBlocks() ? most : size;
    return IntStream.rangeClosed(0, (size + block - 1) / block)
        .map(b -> Math.min(size, b * block))
        .toArray();
  }

  /** How many examples there are. */
  int size() {
    return size;
  }

  /** How many blocks there are. */
  int blocks() {
    return starts.length - 1;
  }

  /** The position of a block's first example. */
  int start(int block) {
    return starts[block];
  }

  /** Works on one block inside a scope of its own. */
  void onBlock(int block, Work work) {
    int from = start(block);
    int to = start(block + 1);
    try (PointerScope scope = new PointerScope()) {
      if (rows == null) {
        work.on(
            risk.inputs().narrow(0, from, (long) to - from),
            risk.targets().narrow(0, from, (long) to - from));
        return;
      }
      Tensor index = rows.at(from, to);
      work.on(risk.inputs().index_select(0, index), risk.targets().index_select(0, index));
    }
  }

  /** Works on all blocks in order. */
  void forEachBlock(Work work) {
    for (int block = 0; block < blocks(); block++) {
      onBlock(block, work);
    }
  }
}
