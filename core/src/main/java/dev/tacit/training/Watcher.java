package dev.tacit.training;

import dev.tacit.network.WeightedPassage;
import dev.tacit.risk.Partition;
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
  void begin(Partition partition, int k);

  /**
   * One layer of a piece of the batch, last layer first, outside autograd.
   *
   * @param firstRow where the piece begins in the batch
   * @param layer counting layers with parameters from 0
   * @param passage knows the layer's input A_l, shape [rows, input…], and its algebra
   * @param outputGradient D_l = ∂Ĉ_k/∂Z_l of the batch's mean loss, shape [rows, output…]
   */
  void visit(int firstRow, int layer, WeightedPassage passage, Tensor outputGradient);

  /**
   * The batch is complete.
   *
   * @param gradient ∇Ĉ_k, shape [p]
   */
  void end(Tensor gradient);
}
