package dev.tacit.theory.exact;

import dev.tacit.theory.objective.LeastSquares;
import java.util.Arrays;

/**
 * A classification problem that every adaptive method gets wrong and gradient descent right: A. C.
 * Wilson, R. Roelofs, M. Stern, N. Srebro, B. Recht, NeurIPS 2017, arXiv:1705.08292.
 *
 * <p>Labels y_i = ±1, more of them positive. Feature 1 is the label; features 2 and 3 are always 1;
 * then every example has five features of its own, of which one is 1 if y_i = +1 and all five if
 * y_i = -1. Of a new example none of the features of its own was seen in training, so their weights
 * are 0.
 *
 * @param positives n₊
 * @param negatives n₋, below n₊
 */
record WilsonConstruction(int positives, int negatives) {
  private static final int SHARED = 3;
  private static final int OWN = 5;

  WilsonConstruction {
    if (!(negatives >= 1 && positives > negatives)) {
      throw new IllegalArgumentException(
          "more positive than negative examples are needed, and one of each; found "
              + positives
              + " and "
              + negatives);
    }
  }

  int examples() {
    return positives + negatives;
  }

  int dimension() {
    return SHARED + OWN * examples();
  }

  /** y, the positive ones first. */
  double[] labels() {
    double[] y = new double[examples()];
    Arrays.fill(y, 0, positives, 1);
    Arrays.fill(y, positives, y.length, -1);
    return y;
  }

  /** X, shape [n, 3 + 5n]. */
  double[][] rows() {
    double[] y = labels();
    double[][] x = new double[examples()][dimension()];
    for (int i = 0; i < x.length; i++) {
      x[i][0] = y[i];
      x[i][1] = 1;
      x[i][2] = 1;
      int own = SHARED + OWN * i;
      Arrays.fill(x[i], own, own + (y[i] > 0 ? 1 : OWN), 1);
    }
    return x;
  }

  LeastSquares objective() {
    return new LeastSquares(rows(), labels());
  }

  /** sign(Xᵀy)/4, where adaptive methods end. */
  double[] adaptiveLimit() {
    double[][] x = rows();
    double[] y = labels();
    double[] limit = new double[dimension()];
    for (int j = 0; j < limit.length; j++) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i][j] * y[i];
      }
      limit[j] = Math.signum(sum) / 4;
    }
    return limit;
  }

  /** Δ = 8n₊n₋ + 15n₊ + 3n₋ + 5. */
  double determinant() {
    return 8.0 * positives * negatives + 15.0 * positives + 3.0 * negatives + 5;
  }

  /** α₊ = (4n₋ + 5)/Δ, the multiplier of a positive example in the least-norm w = Xᵀα. */
  double positiveMultiplier() {
    return (4.0 * negatives + 5) / determinant();
  }

  /** α₋ = -(4n₊ + 1)/Δ. */
  double negativeMultiplier() {
    return -(4.0 * positives + 1) / determinant();
  }

  /** What the least-norm w says of a new positive example, (8n₊n₋ + 15n₊ - n₋)/Δ. */
  double leastNormPositive() {
    return (8.0 * positives * negatives + 15.0 * positives - negatives) / determinant();
  }

  /** What the least-norm w says of a new negative example, -(8n₊n₋ - 5n₊ + 3n₋)/Δ. */
  double leastNormNegative() {
    return -(8.0 * positives * negatives - 5.0 * positives + 3.0 * negatives) / determinant();
  }

  /** The output x·w for a new example with label ±1. */
  static double output(double[] w, double label) {
    return label * w[0] + w[1] + w[2];
  }
}
