package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.RowSpace;
import dev.tacit.theory.objective.SymmetricFactorisation;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Matrix sensing X = UUᵀ with measurements that commute, A_i = Q diag(a_i) Qᵀ, from U = αI. The
 * gradient flow has X = α² exp(Σ s_i A_i): in the basis Q, X is diagonal with entries x, and
 * ln(x/α²) stays in the span of the a_i. So x → argmin Σ x_j (ln(x_j/α²) - 1) subject to a_i·x =
 * y_i, which for α → 0 is the X of least trace. S. Gunasekar et al., NeurIPS 2017,
 * arXiv:1705.09280, theorem 1.
 */
final class CommutingMeasurements extends ExactCheck {
  private static final int SIZE = 6;
  private static final int MEASUREMENTS = 3;
  private static final double ALPHA = 1e-3;
  private static final double RATE = 0.01;
  private static final double TIME = 150;

  CommutingMeasurements() {
    super(
        "exact/commuting-measurements",
        "X = UUᵀ from a small start, commuting measurements: least trace among what fits",
        false);
  }

  @Override
  public List<Finding> run(Output output) {
    RealMatrix q =
        new QRDecomposition(new Array2DRowRealMatrix(Numbers.gaussian("sensing/q", SIZE, SIZE)))
            .getQ();
    double[][] a = Numbers.gaussian("sensing/a", MEASUREMENTS, SIZE);
    double[][][] measurements = new double[MEASUREMENTS][][];
    double[] y = new double[MEASUREMENTS];
    for (int i = 0; i < MEASUREMENTS; i++) {
      for (int j = 0; j < SIZE; j++) {
        a[i][j] = Math.abs(a[i][j]);
      }
      RealMatrix product =
          q.multiply(MatrixUtils.createRealDiagonalMatrix(a[i])).multiply(q.transpose());
      measurements[i] = product.add(product.transpose()).scalarMultiply(0.5).getData();
      y[i] = a[i][0] + 0.5 * a[i][1]; // of an X with eigenvalues 1, 0.5, 0, …
    }
    double least = Numbers.sumNorm(LinearPrograms.leastNonNegativeSum(a, y));
    RowSpace span = new RowSpace(a);
    try (SymmetricFactorisation c = new SymmetricFactorisation(measurements, y)) {
      End coarse = descend(c, q, 2 * RATE);
      End fine = descend(c, q, RATE);
      double order = Math.log(coarse.outside(span) / fine.outside(span)) / Math.log(2);
      return List.of(
          Findings.atMost("loss at the end", "0", 1e-4, fine.loss),
          Findings.atMost("entries of QᵀXQ off the diagonal", "0", 1e-12, fine.offDiagonal()),
          Findings.between(
              "part of ln(x/α²) outside the span of the a_i: order in η", "1", 0.95, 1.05, order),
          Findings.atMost(
              "part of ln(x/α²) outside the span of the a_i", "O(η)", 1e-2, fine.outside(span)),
          Findings.between(
              "trace over the least possible, - 1",
              "→ 0 with α",
              -0.01,
              0.01,
              fine.x.getTrace() / least - 1));
    }
  }

  private static End descend(SymmetricFactorisation c, RealMatrix q, double rate) {
    double[] start = new double[SIZE * SIZE];
    for (int j = 0; j < SIZE; j++) {
      start[j * SIZE + j] = ALPHA;
    }
    try (Descent descent = new Descent(new GradientDescent(), c, start)) {
      double loss = 0;
      for (long n = Math.round(TIME / rate); n > 0; n--) {
        loss = descent.step(rate);
      }
      RealMatrix product = new Array2DRowRealMatrix(c.product(descent.w()));
      return new End(loss, q.transpose().multiply(product).multiply(q));
    }
  }

  /** The loss at the end and X in the basis of the measurements. */
  private record End(double loss, RealMatrix x) {

    double offDiagonal() {
      double largest = 0;
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          largest = Math.max(largest, i == j ? 0 : Math.abs(x.getEntry(i, j)));
        }
      }
      return largest;
    }

    double outside(RowSpace span) {
      double[] exponent = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        exponent[i] = Math.log(x.getEntry(i, i) / (ALPHA * ALPHA));
      }
      return Numbers.norm(span.outside(exponent)) / Numbers.norm(exponent);
    }
  }
}
