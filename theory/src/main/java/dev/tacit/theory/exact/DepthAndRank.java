package dev.tacit.theory.exact;

import dev.tacit.optimizer.GradientDescent;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Figure;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.DeepFactorisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Completing a matrix of rank 2, shape [8, 8], from two thirds of its entries by gradient descent
 * on W_N … W_1, always from the product W = 10⁻³ I: without depth what is not observed stays where
 * it was; with depth the rank is low, and the entries never seen are the better found. S. Arora et
 * al., NeurIPS 2019, arXiv:1905.13655.
 */
final class DepthAndRank extends ExactCheck {
  private static final int SIZE = 8;
  private static final int STEPS = 20_000;
  private static final double START = 1e-3;

  DepthAndRank() {
    super(
        "exact/depth-and-rank",
        "matrix completion: depth lowers the effective rank and finds the unseen entries",
        false);
  }

  @Override
  public List<Finding> run(Output output) {
    RealMatrix target =
        new Array2DRowRealMatrix(Numbers.gaussian("completion/left", SIZE, 2))
            .multiply(new Array2DRowRealMatrix(Numbers.gaussian("completion/right", 2, SIZE)));
    boolean[][] observed = observed();
    List<Finding> findings = new ArrayList<>();
    List<Figure.Line> lines = new ArrayList<>();
    double[] ranks = new double[4];
    double[] unseen = new double[4];
    for (int depth = 1; depth <= 3; depth++) {
      List<Double> steps = new ArrayList<>();
      List<Double> course = new ArrayList<>();
      RealMatrix end = complete(target, observed, depth, steps, course);
      ranks[depth] = course.get(course.size() - 1);
      unseen[depth] = unseenError(end, target, observed);
      lines.add(
          Figure.Line.of(
              "N = " + depth,
              steps.stream().mapToDouble(Double::doubleValue).toArray(),
              course.stream().mapToDouble(Double::doubleValue).toArray(),
              Double.NaN));
    }
    double planted = Numbers.singularValues(target).effectiveRank();
    findings.add(
        Findings.atLeast("effective rank, N = 1 above N = 2", "> 0", 0.1, ranks[1] - ranks[2]));
    findings.add(
        Findings.atLeast("effective rank, N = 2 above N = 3", "> 0", 1e-3, ranks[2] - ranks[3]));
    findings.add(Findings.near("effective rank, N = 3, as the target's", planted, 0.05, ranks[3]));
    findings.add(
        Findings.atLeast("relative error of the unseen, N = 1", "about 1", 0.9, unseen[1]));
    findings.add(Findings.atMost("relative error of the unseen, N = 3", "small", 0.1, unseen[3]));
    output.figure(
        new Figure(
            "exact-depth-and-rank",
            "Matrix completion: effective rank of the product",
            "steps",
            "effective rank",
            true,
            false,
            lines));
    return findings;
  }

  private static boolean[][] observed() {
    UniformRandomProvider random = new RandomStreams(1).stream("exact/completion/mask", 0);
    boolean[][] observed = new boolean[SIZE][SIZE];
    for (boolean[] row : observed) {
      for (int j = 0; j < SIZE; j++) {
        row[j] = random.nextDouble() < 2.0 / 3;
      }
    }
    return observed;
  }

  private static RealMatrix complete(
      RealMatrix target, boolean[][] observed, int depth, List<Double> steps, List<Double> course) {
    RealMatrix factor =
        MatrixUtils.createRealIdentityMatrix(SIZE).scalarMultiply(Math.pow(START, 1.0 / depth));
    RealMatrix[] factors = new RealMatrix[depth];
    Arrays.fill(factors, factor);
    double[] start = DeepFactorisation.flatten(factors);
    try (DeepFactorisation c = new DeepFactorisation(depth, target.getData(), observed);
        Descent descent = new Descent(new GradientDescent(), c, start)) {
      double next = 1;
      for (int n = 1; n <= STEPS; n++) {
        descent.step(0.01);
        if (n >= next || n == STEPS) {
          steps.add((double) n);
          course.add(Numbers.singularValues(c.product(descent.w())).effectiveRank());
          next = Math.max(n + 1, n * 1.1);
        }
      }
      return c.product(descent.w());
    }
  }

  private static double unseenError(RealMatrix w, RealMatrix target, boolean[][] observed) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        if (!observed[i][j]) {
          double difference = w.getEntry(i, j) - target.getEntry(i, j);
          error += difference * difference;
          size += target.getEntry(i, j) * target.getEntry(i, j);
        }
      }
    }
    return Math.sqrt(error / size);
  }
}
