package dev.tacit.risk;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Some of a risk's examples, or all, handed out in blocks. */
final class Blocks {
  private final EmpiricalRisk risk;
  private final int[] indices; // null for all in their order
  private final int size;

  /** What is done with a block. */
  @FunctionalInterface
  interface Work {
    void on(Tensor inputs, Tensor targets);
  }

  Blocks(EmpiricalRisk risk, int[] indices) {
    this.risk = risk;
    this.indices = indices;
    size = indices == null ? risk.examples() : indices.length;
  }

  /** How many examples there are. */
  int size() {
    return size;
  }

  /** How many blocks there are. */
  int blocks() {
    return (size + risk.block() - 1) / risk.block();
  }

  /** The position of a block's first example. */
  int start(int block) {
    return Math.min(size, block * risk.block());
  }

  /** Works on one block inside a scope of its own. */
  void onBlock(int block, Work work) {
    int from = start(block);
    int to = start(block + 1);
    try (PointerScope scope = new PointerScope()) {
      if (indices == null) {
        work.on(
            risk.inputs().narrow(0, from, (long) to - from),
            risk.targets().narrow(0, from, (long) to - from));
        return;
      }
      int[][] rows = {Arrays.copyOfRange(indices, from, to)};
      try (Partition rowsThere = new Partition(rows, risk.placement().device())) {
        Tensor index = rowsThere.indices(0, 1);
        work.on(risk.inputs().index_select(0, index), risk.targets().index_select(0, index));
      }
    }
  }

  /** Works on all blocks in order. */
  void forEachBlock(Work work) {
    for (int block = 0; block < blocks(); block++) {
      onBlock(block, work);
    }
  }
}
