package dev.tacit.curvature;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Some eigenvalues of a symmetric operator as Lanczos found them. A number that is not finite came
 * from the operator and is passed on: all values are then NaN.
 */
public final class Eigenpairs implements AutoCloseable {
  private final double[] values;
  private final double[] residuals;
  private final boolean converged;
  private final int products;
  private final List<Tensor> vectors;
  private final Tensor restart;

  Eigenpairs(
      double[] values,
      double[] residuals,
      boolean converged,
      int products,
      List<Tensor> vectors,
      Tensor restart) {
    this.values = values;
    this.residuals = residuals;
    this.converged = converged;
    this.products = products;
    this.vectors = List.copyOf(vectors);
    this.restart = restart;
  }

  /** How many pairs there are. */
  public int size() {
    return values.length;
  }

  /** θ_i; the wanted end of the spectrum first. */
  public double value(int i) {
    return values[i];
  }

  /** ‖M y_i - θ_i y_i‖ for unit y_i: an eigenvalue lies at most this far from θ_i. */
  public double residual(int i) {
    return residuals[i];
  }

  /** Whether all residuals are below the tolerance. */
  public boolean converged() {
    return converged;
  }

  /** The products with the operator that it took. */
  public int products() {
    return products;
  }

  /**
   * y_i, of length 1, shape [p]; closed with this object.
   *
   * @throws IndexOutOfBoundsException if the values are NaN: there are no vectors then
   */
  public Tensor vector(int i) {
    return vectors.get(i);
  }

  /**
   * Where to begin at a nearby operator, shape [p]: the wanted vectors with a part of their
   * neighbours, so that an eigenvalue that has overtaken the others is not missed. Empty if the
   * values are NaN; closed with this object.
   */
  public Optional<Tensor> restart() {
    return Optional.ofNullable(restart);
  }

  @Override
  public void close() {
    vectors.forEach(Tensor::close);
    if (restart != null) {
      restart.close();
    }
  }
}
