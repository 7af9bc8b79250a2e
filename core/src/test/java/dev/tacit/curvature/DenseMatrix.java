package dev.tacit.curvature;

import dev.tacit.objective.LinearOperator;
import dev.tacit.tensor.Placement;
import dev.tacit.tensor.Vectors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** A symmetric matrix written out, and the slow, obvious answers about it. */
final class DenseMatrix implements LinearOperator {
  final double[][] m;
  int products;

  DenseMatrix(double[][] m) {
    this.m = m;
  }

  /** All columns of an operator, one unit vector at a time. */
  static DenseMatrix of(LinearOperator operator) {
    int p = (int) operator.dimension();
    double[][] m = new double[p][];
    try (Tensor product = Vectors.zeros(p, operator.placement())) {
      for (int j = 0; j < p; j++) {
        double[] unit = new double[p];
        unit[j] = 1;
        try (Tensor e = Vectors.of(operator.placement(), unit)) {
          operator.apply(e, product);
          m[j] = Vectors.toDoubles(product);
        }
      }
    }
    return new DenseMatrix(m);
  }

  static DenseMatrix diagonal(double... values) {
    double[][] m = new double[values.length][values.length];
    for (int j = 0; j < values.length; j++) {
      m[j][j] = values[j];
    }
    return new DenseMatrix(m);
  }

  /** In descending order. */
  double[] eigenvalues() {
    return new EigenDecompositionSymmetric(new Array2DRowRealMatrix(m)).getEigenvalues();
  }

  double trace() {
    double sum = 0;
    for (int j = 0; j < m.length; j++) {
      sum += m[j][j];
    }
    return sum;
  }

  double squaredFrobeniusNorm() {
    return Arrays.stream(m).flatMapToDouble(Arrays::stream).map(x -> x * x).sum();
  }

  @Override
  public long dimension() {
    return m.length;
  }

  @Override
  public Placement placement() {
    return Placement.CPU_FLOAT64;
  }

  @Override
  public void apply(Tensor v, Tensor product) {
    products++;
    double[] x = Vectors.toDoubles(v);
    double[] y = new double[m.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += m[i][j] * x[j];
      }
    }
    Vectors.set(product, y);
  }
}
