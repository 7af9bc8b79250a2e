package dev.tacit.network;

import org.bytedeco.pytorch.Tensor;

/**
 * What one layer says of the gradients g_i of a batch's single examples, gathered while the
 * gradient of the batch's mean loss walks back. Made for one batch size B.
 */
public interface ExampleLook extends AutoCloseable {

  /**
   * A piece of the batch passes.
   *
   * @param firstRow where the piece begins in the batch
   * @param outputGradient D of the mean loss, so that g_i is B times what it gives
   */
  void visit(int firstRow, WeightedPassage passage, Tensor outputGradient);

  /**
   * What the batch said; every piece has passed.
   *
   * @param inputSquares ‖a_i‖² of the layer's inputs if the look was made to be told, [B]
   * @param squares filled with ‖g_i‖², [B]
   * @param projections filled with g_i·g_B, [B]; NaN if the look does not gather products
   */
  void read(double[] inputSquares, double[] squares, double[] projections);

  @Override
  void close();
}
