package dev.tacit.training;

import dev.tacit.network.Linearisation.Direction;
import dev.tacit.network.Network;
import dev.tacit.network.WeightGradients;
import dev.tacit.risk.LinearisedRisk;
import dev.tacit.tensor.Vectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What the Hessian products of a training's steps use again and again: the direction and the vector
 * that is added to, cut into layers once. Fresh vectors and views at every step would cost a tenth
 * of a step.
 */
final class ProductSink implements AutoCloseable {
  private final Network network;
  private final Tensor scaled; // [p], a v
  private final Direction direction; // its slices
  private Tensor target;
  private WeightGradients sink; // the target's

  /**
   * @param like any vector of the network's parameters
   */
  ProductSink(Network network, Tensor like) {
    this.network = network;
    scaled = Vectors.copy(like);
    direction = new Direction(network, scaled);
  }

  /**
   * Adds H (a v), into the layers' slices without a vector between.
   *
   * @param v shape [p]
   * @param sum changed, shape [p]; may be v itself
   */
  @SuppressWarnings("ReferenceEquality") // equal pointers may be of memory that was used again
  void add(LinearisedRisk of, double a, Tensor v, Tensor sum) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      torch.mul_out(scaled, v, torch.scalar_tensor(new Scalar(a), v.options()));
    }
    if (target != sum) {
      closeSink();
      sink = new WeightGradients(network, sum).accumulate(true);
      target = sum;
    }
    of.addHessianVector(direction, sink);
  }

  private void closeSink() {
    if (sink != null) {
      sink.close();
    }
  }

  @Override
  public void close() {
    closeSink();
    direction.close();
    scaled.close();
  }
}
