package dev.tacit.probe.implicit;

import dev.tacit.probe.Follower;
import dev.tacit.probe.Following;
import dev.tacit.tensor.Vectors;
import org.bytedeco.pytorch.Tensor;

/**
 * ‖∇Ĉ_k(w_k)‖² of an epoch's own gradients, each where it was met; of the loss alone, whatever
 * penalties add.
 */
public final class GradientsMet implements Follower {
  /** What asks for it. */
  static final Following<GradientsMet> FOLLOWING =
      new Following<>(GradientsMet.class, 0, problem -> new GradientsMet());

  private double sum;
  private int batches;

  @Override
  public void start() {
    sum = 0;
    batches = 0;
  }

  @Override
  public void end(Tensor gradient) {
    sum += Vectors.squaredNorm(gradient);
    batches++;
  }

  /** (1/m) Σ_k ‖∇Ĉ_k(w_k)‖². */
  public double meanSquare() {
    return sum / batches;
  }
}
