package dev.tacit.theory.flow;

/**
 * An ordinary differential equation ẇ = F_n(w) whose path an optimizer is compared with.
 *
 * <p>Time is counted so that one optimizer step takes time h, whatever the momentum; n steps end at
 * time nh. Most flows have one right-hand side F for all time. A piecewise flow follows the memory
 * of an optimizer: it has another F_n on every interval [nh, (n+1)h), smooth inside it.
 *
 * <p>The numbers are float64 arrays, which is what integrators work on.
 */
public interface Flow {

  /** The name used in tables and files, as in {@code modified-gd}. */
  String name();

  /** The number of parameters p. */
  int dimension();

  /**
   * For a piecewise flow, the length h of the pieces; an integrator must not step across their
   * ends. 0 for a flow with the same right-hand side everywhere.
   */
  default double pieceLength() {
    return 0;
  }

  /**
   * The right-hand side F_n(w).
   *
   * @param piece n ≥ 0; without meaning unless the flow is piecewise
   * @param w the point, length p; not changed
   * @param velocity overwritten with F_n(w), length p
   */
  void velocity(long piece, double[] w, double[] velocity);
}
