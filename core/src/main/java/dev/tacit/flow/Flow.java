package dev.tacit.flow;

import org.bytedeco.pytorch.Tensor;

/**
 * An ordinary differential equation ẇ = F(t, w) whose path an optimizer is compared with.
 *
 * <p>Time is counted so that one optimizer step takes time h, whatever the momentum; n steps end at
 * time nh.
 */
public interface Flow {

  /** The name used in tables and files, as in {@code modified-gd}. */
  String name();

  /** The number of parameters p. */
  long dimension();

  /**
   * The right-hand side F(t, w).
   *
   * @param time t, from the flow's own start
   * @param w the point, float64, shape [p]; read only
   * @param velocity overwritten with F(t, w), float64, shape [p]
   */
  void velocity(double time, Tensor w, Tensor velocity);

  /**
   * For a piecewise flow, the length h of the intervals [nh, (n+1)h) inside which F is smooth; an
   * integrator must not step across their ends. 0 for a flow that is smooth everywhere.
   */
  default double pieceLength() {
    return 0;
  }
}
