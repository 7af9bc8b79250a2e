package dev.tacit.theory.exact;

import dev.tacit.theory.objective.RowSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/**
 * The competitors: interpolants of least norm and directions of largest margin, found without any
 * optimizer of ours (simplex method; for L2, enumeration of the support vectors).
 */
final class LinearPrograms {
  private LinearPrograms() {}

  /** min ‖w‖₁ subject to Xw = y. Variables w⁺, w⁻ ≥ 0. */
  static double[] leastSum(double[][] x, double[] y) {
    int d = x[0].length;
    double[] cost = new double[2 * d];
    Arrays.fill(cost, 1);
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      constraints.add(new LinearConstraint(split(x[i]), Relationship.EQ, y[i]));
    }
    return join(solve(cost, constraints, GoalType.MINIMIZE), d);
  }

  /** min Σ x_j subject to Ax = y and x ≥ 0. */
  static double[] leastNonNegativeSum(double[][] a, double[] y) {
    double[] cost = new double[a[0].length];
    Arrays.fill(cost, 1);
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      constraints.add(new LinearConstraint(a[i], Relationship.EQ, y[i]));
    }
    return solve(cost, constraints, GoalType.MINIMIZE);
  }

  /** min ‖w‖_∞ subject to Xw = y. Variables w⁺, w⁻, t ≥ 0 with ±w_j ≤ t. */
  static double[] leastMaximum(double[][] x, double[] y) {
    int d = x[0].length;
    double[] cost = new double[2 * d + 1];
    cost[2 * d] = 1;
    List<LinearConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      constraints.add(
          new LinearConstraint(Arrays.copyOf(split(x[i]), 2 * d + 1), Relationship.EQ, y[i]));
    }
    for (int j = 0; j < d; j++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        double[] row = new double[2 * d + 1];
        row[j] = sign;
        row[d + j] = -sign;
        row[2 * d] = -1;
        constraints.add(new LinearConstraint(row, Relationship.LEQ, 0));
      }
    }
    return join(solve(cost, constraints, GoalType.MINIMIZE), d);
  }

  /** The w with ‖w‖₁ = 1 of largest min_i z_i·w. Variables w⁺, w⁻, γ ≥ 0. */
  static double[] sumMargin(double[][] z) {
    int d = z[0].length;
    List<LinearConstraint> constraints = margins(z);
    double[] ball = new double[2 * d + 1];
    Arrays.fill(ball, 0, 2 * d, 1);
    constraints.add(new LinearConstraint(ball, Relationship.LEQ, 1));
    return largestMargin(constraints, d);
  }

  /** The w with ‖w‖_∞ = 1 of largest min_i z_i·w. */
  static double[] maximumMargin(double[][] z) {
    int d = z[0].length;
    List<LinearConstraint> constraints = margins(z);
    for (int j = 0; j < d; j++) {
      double[] row = new double[2 * d + 1];
      row[j] = 1;
      row[d + j] = 1;
      constraints.add(new LinearConstraint(row, Relationship.LEQ, 1));
    }
    return largestMargin(constraints, d);
  }

  /**
   * The w with ‖w‖₂ = 1 of largest min_i z_i·w: of the least-norm solutions of z_i·w = 1 over every
   * set of support vectors, the shortest that satisfies the rest. For few rows.
   */
  static double[] euclideanMargin(double[][] z) {
    double[] best = null;
    for (int set = 1; set < 1 << z.length; set++) {
      if (Integer.bitCount(set) > z[0].length) {
        continue;
      }
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < z.length; i++) {
        if ((set >> i & 1) == 1) {
          rows.add(z[i]);
        }
      }
      double[] ones = new double[rows.size()];
      Arrays.fill(ones, 1);
      double[] w = new RowSpace(rows.toArray(new double[0][])).minimumNorm(ones);
      boolean feasible = Arrays.stream(z).allMatch(row -> Numbers.dot(row, w) >= 1 - 1e-12);
      if (feasible && (best == null || Numbers.norm(w) < Numbers.norm(best))) {
        best = w;
      }
    }
    double norm = Numbers.norm(best);
    return Arrays.stream(best).map(v -> v / norm).toArray();
  }

  private static List<LinearConstraint> margins(double[][] z) {
    List<LinearConstraint> constraints = new ArrayList<>();
    for (double[] row : z) {
      double[] coefficients = Arrays.copyOf(split(row), 2 * row.length + 1);
      coefficients[2 * row.length] = -1;
      constraints.add(new LinearConstraint(coefficients, Relationship.GEQ, 0));
    }
    return constraints;
  }

  private static double[] largestMargin(List<LinearConstraint> constraints, int d) {
    double[] gain = new double[2 * d + 1];
    gain[2 * d] = 1;
    return join(solve(gain, constraints, GoalType.MAXIMIZE), d);
  }

  /** (x, -x): what multiplies w⁺ and w⁻. */
  private static double[] split(double[] x) {
    double[] both = new double[2 * x.length];
    for (int j = 0; j < x.length; j++) {
      both[j] = x[j];
      both[x.length + j] = -x[j];
    }
    return both;
  }

  private static double[] join(double[] variables, int d) {
    double[] w = new double[d];
    Arrays.setAll(w, j -> variables[j] - variables[d + j]);
    return w;
  }

  private static double[] solve(double[] cost, List<LinearConstraint> constraints, GoalType goal) {
    return new SimplexSolver(1e-12, 10)
        .optimize(
            new LinearObjectiveFunction(cost, 0),
            new LinearConstraintSet(constraints),
            goal,
            new NonNegativeConstraint(true))
        .getPoint();
  }
}
