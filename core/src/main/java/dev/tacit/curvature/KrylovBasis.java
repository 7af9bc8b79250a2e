package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.RandomVectors;
import dev.tacit.tensor.Vectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Lanczos process with full reorthogonalisation: an orthonormal basis q_1 … q_k of the Krylov
 * space of a start vector, in which the operator is tridiagonal,
 *
 * <pre>
 *   M Q_k = Q_k T_k + β_k q_{k+1} e_kᵀ,   T_k = tridiag(β, α, β)
 * </pre>
 *
 * C. Lanczos, 1950; reorthogonalisation after C. C. Paige. Where the space is exhausted (β = 0) it
 * goes on in a random direction, so that multiple eigenvalues are found again.
 */
final class KrylovBasis implements AutoCloseable {
  private final LinearOperator operator;
  private final UniformRandomProvider random;
  private final Tensor basis; // [capacity, p]
  private final Tensor next; // [p], M q_k without its parts along the basis
  private final double[] alpha;
  private final double[] beta;
  private final double unitRoundoff;
  private int size;

  /**
   * @param start any length but 0, shape [p]; null for a random one
   * @param capacity the largest k; at most p
   */
  KrylovBasis(LinearOperator operator, Tensor start, int capacity, UniformRandomProvider random) {
    this.operator = operator;
    this.random = random;
    alpha = new double[capacity];
    beta = new double[capacity];
    unitRoundoff = operator.placement().precision().unitRoundoff();
    long p = operator.dimension();
    try (PointerScope scope = new PointerScope()) {
      basis =
          Vectors.keep(
              torch.empty(
                  new long[] {capacity, p},
                  operator.placement().options(),
                  new MemoryFormatOptional()));
    }
    next =
        start == null
            ? RandomVectors.gaussian(random, operator.dimension(), operator.placement())
            : Vectors.copy(start);
  }

  /** k. */
  int size() {
    return size;
  }

  double unitRoundoff() {
    return unitRoundoff;
  }

  double[] alpha() {
    return alpha;
  }

  double[] beta() {
    return beta;
  }

  /**
   * Takes one product with the operator and makes k one larger; false if a number is not finite.
   */
  boolean grow() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double length = Vectors.norm(next);
      if (exhausted()) {
        beta[size - 1] = 0;
        try (Tensor fresh =
            RandomVectors.gaussian(random, operator.dimension(), operator.placement())) {
          next.copy_(fresh);
        }
        orthogonalise();
        length = Vectors.norm(next);
      }
      if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
        return false;
      }
      Tensor q = basis.select(0, size);
      q.copy_(next).div_(new Scalar(length));
      size++;
      operator.apply(q, next);
      alpha[size - 1] = Vectors.dot(q, next);
      next.sub_(q, new Scalar(alpha[size - 1]));
      if (size > 1) {
        next.sub_(basis.select(0, size - 2), new Scalar(beta[size - 2]));
      }
      orthogonalise();
      beta[size - 1] = Vectors.norm(next);
      return Double.isFinite(alpha[size - 1]) && Double.isFinite(beta[size - 1]);
    }
  }

  /** Takes the parts along the basis out of the next vector, again while much was taken. */
  private void orthogonalise() {
    Tensor q = basis.narrow(0, 0, size);
    for (int pass = 0; pass < 3; pass++) {
      Tensor along = torch.mv(q, next);
      next.sub_(torch.mv(q.t(), along));
      if (Vectors.norm(along) <= 0.1 * Vectors.norm(next)) {
        return;
      }
    }
  }

  /** Whether the Krylov space of the start vector holds no further direction, to rounding. */
  boolean exhausted() {
    double scale = 0; // of T
    for (int i = 0; i < size; i++) {
      scale = Math.max(scale, Math.max(Math.abs(alpha[i]), i + 1 < size ? beta[i] : 0));
    }
    return size > 0 && beta[size - 1] <= 16 * unitRoundoff * scale;
  }

  /** Σ_i c_i q_i, shape [p]; the caller closes it. */
  Tensor combine(double[] coefficients) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      try (Tensor c = Vectors.of(operator.placement(), coefficients)) {
        return Vectors.keep(torch.mv(basis.narrow(0, 0, size).t(), c));
      }
    }
  }

  @Override
  public void close() {
    basis.close();
    next.close();
  }
}
