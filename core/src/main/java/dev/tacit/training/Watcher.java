package dev.tacit.training;

import dev.tacit.network.WeightedPassage;
import dev.tacit.risk.Partition;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Looks on while {@link LossGradient} computes the gradient of a batch: it sees every layer's input
 * and output gradient, reads what it wants and writes none of it. Training with and without a
 * watcher gives the same bits.
 *
 * <p>Batches larger than a block arrive in several pieces of consecutive rows.
 */
public interface Watcher {

  /**
   * A batch begins.
   *
   * @param partition the epoch's batches
   * @param k which of them
   */
  default void begin(Partition partition, int k) {}

  /**
   * One layer of a piece of the batch, last layer first, outside autograd.
   *
   * @param firstRow where the piece begins in the batch
   * @param layer counting layers with parameters from 0
   * @param passage knows the layer's input A_l, shape [rows, input…], and its algebra
   * @param outputGradient D_l = ∂Ĉ_k/∂Z_l of the batch's mean loss, shape [rows, output…]
   */
  default void visit(int firstRow, int layer, WeightedPassage passage, Tensor outputGradient) {}

  /**
   * The batch is complete.
   *
   * @param gradient ∇Ĉ_k, shape [p]
   */
  default void end(Tensor gradient) {}

  /** Several as one; null if there are none. */
  static Watcher all(List<? extends Watcher> watchers) {
    List<Watcher> some = List.copyOf(watchers);
    if (some.size() < 2) {
      return some.isEmpty() ? null : some.get(0);
    }
    return new Watcher() {
      @Override
      public void begin(Partition partition, int k) {
        some.forEach(each -> each.begin(partition, k));
      }

      @Override
      public void visit(int firstRow, int layer, WeightedPassage passage, Tensor gradient) {
        some.forEach(each -> each.visit(firstRow, layer, passage, gradient));
      }

      @Override
      public void end(Tensor gradient) {
        some.forEach(each -> each.end(gradient));
      }
    };
  }
}
