package dev.tacit.objective;

/**
 * An objective that is the mean of N per-example losses, C = (1/N) Σ_i C_i, and can be restricted
 * to a batch.
 */
public interface FiniteSum extends Objective {

  /** The number of examples N. */
  int examples();

  /**
   * The mean over some of the examples, Ĉ = (1/|B|) Σ_{i∈B} C_i.
   *
   * @param indices which examples, each in [0, N); repetitions count as often as they occur
   * @throws IllegalArgumentException if there are none or one is out of range
   */
  Objective batch(int... indices);
}
