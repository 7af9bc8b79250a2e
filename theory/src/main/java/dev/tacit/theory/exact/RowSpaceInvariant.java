package dev.tacit.theory.exact;

import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.tensor.RandomStreams;
import dev.tacit.theory.check.Finding;
import dev.tacit.theory.check.Output;
import dev.tacit.theory.objective.LeastSquares;
import dev.tacit.theory.objective.RowSpace;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Least squares with more parameters than examples: gradient descent, SGD with any batches in any
 * order, and the linear momentum methods never leave w_0 + row space of X, and end in the
 * interpolant nearest to w_0. A random 6 x 20 instance; from a random start, and from 0.
 */
final class RowSpaceInvariant extends ExactCheck {
  private static final int EXAMPLES = 6;
  private static final int FEATURES = 20;
  private static final int STEPS = 4000;

  /** Rounding of some thousand steps, each of about 2⁻⁵³ of the distance travelled. */
  private static final double ROUNDING = 1e-13;

  RowSpaceInvariant() {
    super(
        "exact/row-space",
        "GD, SGD and momentum stay in the row space of the data and end in the nearest interpolant",
        true);
  }

  /** Which examples the next step sees. */
  private enum Batches {
    FULL("full batch", 0.1),
    RESHUFFLED("batches of 2, reshuffled", 0.03),
    FIXED("batches of 1, fixed order", 0.02),
    WITH_REPLACEMENT("batches of 2, with replacement", 0.03);

    private final String words;
    private final double rate;

    Batches(String words, double rate) {
      this.words = words;
      this.rate = rate;
    }

    LeastSquares next(LeastSquares c, UniformRandomProvider random, int step, int[] order) {
      switch (this) {
        case FULL:
          return c;
        case FIXED:
          return c.batch(step % EXAMPLES);
        case WITH_REPLACEMENT:
          return c.batch(random.nextInt(EXAMPLES), random.nextInt(EXAMPLES));
        case RESHUFFLED:
        default:
          int k = step % (EXAMPLES / 2);
          if (k == 0) {
            PermutationSampler.shuffle(random, order);
          }
          return c.batch(order[2 * k], order[2 * k + 1]);
      }
    }
  }

  @Override
  public List<Finding> run(Output output) {
    LeastSquares c =
        new LeastSquares(
            Numbers.gaussian("rows", EXAMPLES, FEATURES), Numbers.gaussian("y", 1, EXAMPLES)[0]);
    double[] somewhere = Numbers.gaussian("start", 1, FEATURES)[0];
    List<Finding> findings = new ArrayList<>();
    for (Batches batches : Batches.values()) {
      findings.addAll(follow(c, new GradientDescent(), batches, batches.rate, somewhere));
    }
    findings.addAll(follow(c, new GradientDescent(), Batches.FULL, 0.1, new double[FEATURES]));
    findings.addAll(follow(c, new HeavyBall(0.9), Batches.FULL, 0.02, somewhere));
    findings.addAll(follow(c, new HeavyBall(0.5), Batches.RESHUFFLED, 0.01, somewhere));
    findings.addAll(follow(c, new Nesterov(0.9), Batches.FULL, 0.02, somewhere));
    findings.addAll(
        follow(c, new ExponentialMovingMomentum(0.9), Batches.FULL, 0.1, new double[FEATURES]));
    return findings;
  }

  private static List<Finding> follow(
      LeastSquares c, UpdateRule rule, Batches batches, double rate, double[] start) {
    RowSpace space = c.rowSpace();
    double[] limit = c.nearestInterpolant(start);
    UniformRandomProvider random = new RandomStreams(1).stream("exact/row-space", 0);
    int[] order = PermutationSampler.natural(EXAMPLES);
    double outside = 0;
    double[] end;
    try (Descent descent = new Descent(rule, c, start)) {
      for (int n = 0; n < STEPS; n++) {
        descent.step(batches.next(c, random, n, order), rate);
        double[] travelled = Numbers.minus(descent.w(), start);
        outside =
            Math.max(outside, Numbers.norm(space.outside(travelled)) / Numbers.norm(travelled));
      }
      end = descent.w();
    }
    String subject =
        rule.name() + ", " + batches.words + (Numbers.norm(start) == 0 ? ", from 0" : "");
    return List.of(
        Findings.atMost(subject + ": part outside, every step", "0", ROUNDING, outside),
        Findings.atMost(
            subject + ": distance to the nearest interpolant",
            "0",
            ROUNDING,
            Numbers.distance(end, limit)));
  }
}
