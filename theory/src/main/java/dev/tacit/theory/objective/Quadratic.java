package dev.tacit.theory.objective;

/**
 * C(w) = ½ (w - w*)ᵀ H (w - w*): one known Hessian H, shape [p, p], and one known stationary point
 * w*. A negative eigenvalue is allowed.
 */
public final class Quadratic implements ArrayObjective {
  private final double[][] hessian; // [p, p]
  private final double[] centre; // [p]

  /**
   * @param hessian H, symmetric, shape [p, p]
   * @param centre w*, shape [p]
   * @throws IllegalArgumentException if the shapes do not fit or H is not symmetric
   */
  public Quadratic(double[][] hessian, double[] centre) {
    this.hessian = Matrices.copy("the Hessian", hessian);
    this.centre = Matrices.finite("the centre", centre);
    if (hessian[0].length != hessian.length || centre.length != hessian.length) {
      throw new IllegalArgumentException(
          "a Hessian of "
              + hessian.length
              + " x "
              + hessian[0].length
              + " does not fit a centre of "
              + centre.length);
    }
    for (int i = 0; i < hessian.length; i++) {
      for (int j = 0; j < i; j++) {
        if (hessian[i][j] != hessian[j][i]) {
          throw new IllegalArgumentException(
              "the Hessian is not symmetric: ("
                  + i
                  + ","
                  + j
                  + ") is "
                  + hessian[i][j]
                  + ", ("
                  + j
                  + ","
                  + i
                  + ") is "
                  + hessian[j][i]);
        }
      }
    }
  }

  /** ½ Σ_j λ_j w_j²: independent modes with the given curvatures, and w* = 0. */
  public static Quadratic diagonal(double... curvatures) {
    double[][] hessian = new double[curvatures.length][curvatures.length];
    for (int j = 0; j < curvatures.length; j++) {
      hessian[j][j] = curvatures[j];
    }
    return new Quadratic(hessian, new double[curvatures.length]);
  }

  @Override
  public long dimension() {
    return centre.length;
  }

  @Override
  public double value(double[] w) {
    return gradient(w, new double[w.length]);
  }

  @Override
  public double gradient(double[] w, double[] gradient) {
    double[] distance = w.clone();
    Matrices.add(distance, -1, centre);
    hessianVector(w, distance, gradient);
    return Matrices.dot(distance, gradient) / 2;
  }

  @Override
  public void hessianVector(double[] w, double[] v, double[] product) {
    for (int i = 0; i < product.length; i++) {
      product[i] = Matrices.dot(hessian[i], v);
    }
  }
}
