package dev.tacit.objective;

import dev.tacit.tensor.Placement;
import org.bytedeco.pytorch.Tensor;

/**
 * A symmetric linear map of R^p, known only by its products: a Hessian, a Gauss-Newton or Fisher
 * matrix. The same v gives the same bits.
 */
public interface LinearOperator extends AutoCloseable {

  /** p. */
  long dimension();

  /** The precision and device that every vector passed here must have. */
  Placement placement();

  /**
   * Mv.
   *
   * @param v shape [p]
   * @param product overwritten with Mv, shape [p]; may not be v itself
   */
  void apply(Tensor v, Tensor product);

  /** Frees what products shared; nothing by default. */
  @Override
  default void close() {}
}
