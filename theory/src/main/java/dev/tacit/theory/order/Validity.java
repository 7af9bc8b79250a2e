package dev.tacit.theory.order;

import dev.tacit.network.Activation;
import dev.tacit.objective.Objective;
import dev.tacit.optimizer.Adam;
import dev.tacit.optimizer.ExponentialMovingMomentum;
import dev.tacit.optimizer.GradientDescent;
import dev.tacit.optimizer.HeavyBall;
import dev.tacit.optimizer.LinearFilterRule;
import dev.tacit.optimizer.Lion;
import dev.tacit.optimizer.Nesterov;
import dev.tacit.optimizer.RmsProp;
import dev.tacit.optimizer.UpdateRule;
import dev.tacit.optimizer.WeightDecay;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.Derivatives;
import java.util.Arrays;
import java.util.Locale;

/** Where the theory of orders speaks. Every refusal says why and what would work. */
final class Validity {
  /** A memory needs this many times 1/(1-β) steps, or no slope is to be seen. */
  static final double MEMORIES = 20;

  private static final int ITERATIONS = 200;

  private Validity() {}

  /** Orders need three continuous derivatives. */
  static void smooth(Activation activation) {
    if (!activation.isSmooth()) {
      throw new IllegalArgumentException(
          "no order holds for a network with "
              + activation
              + ": the gradient jumps where a unit switches, and statements about orders need three"
              + " continuous derivatives. tanh, softplus and gelu work; `gd/relu` shows what"
              + " happens");
    }
  }

  /** Falling step sizes that divide the time. */
  static void steps(double time, double[] steps) {
    if (!(time > 0 && time < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the time must be finite and above 0, found " + time);
    }
    if (steps.length < 2) {
      throw new IllegalArgumentException(
          "a slope needs two or more step sizes, found " + Arrays.toString(steps));
    }
    for (int i = 0; i < steps.length; i++) {
      double bound = i == 0 ? time : steps[i - 1];
      if (!(steps[i] > 0 && steps[i] < bound)) {
        throw new IllegalArgumentException(
            "step sizes must be positive, below the time "
                + time
                + " and falling, found "
                + Arrays.toString(steps));
      }
      if (!(Math.abs(time / steps[i] - Math.round(time / steps[i])) < 1e-6)) {
        throw new IllegalArgumentException(
            text("the time %s is no whole number of steps of %s", time, steps[i])
                + text("; %.6g would work", time / Math.ceil(time / steps[i])));
      }
    }
  }

  /** The largest step must be small against the curvature and against the memory. */
  static void rule(UpdateRule rule, Bed bed, double time, double largest) {
    double needed = steps(rule);
    if (rule instanceof LinearFilterRule filter) {
      curvature(filter, bed, largest);
    }
    if (!(time / largest >= needed * (1 - 1e-9))) {
      throw new IllegalArgumentException(
          text(
              "T/h = %.4g steps are too few for the memory of %s: about 20/(1-β) = %.0f are needed"
                  + " for a slope to show. A step of at most %.3g would work",
              time / largest, rule.name(), needed, time / needed));
    }
  }

  /**
   * How many steps the rule's memory needs, 20/(1-β) for the longer of its memories.
   *
   * @throws IllegalArgumentException for a rule whose flow is not known or not smooth
   */
  static double steps(UpdateRule rule) {
    if (rule instanceof LinearFilterRule filter) {
      return MEMORIES * (1 + filter.meanLag());
    }
    UpdateRule bare = rule instanceof WeightDecay decay && decay.decoupled() ? decay.rule() : rule;
    if (bare instanceof Lion lion) {
      if (!(lion.epsilon() > 0)) {
        throw new IllegalArgumentException(
            "Lion's sign has no derivative; an epsilon above 0 smooths it, 0.02 for example");
      }
      return Math.ceil(MEMORIES / (1 - lion.beta2()) * (1 - 1e-9));
    }
    if (bare instanceof Adam || bare instanceof RmsProp) {
      AdaptiveMoments moments = AdaptiveMoments.of(rule);
      if (!(moments.epsilon() > 0)) {
        throw new IllegalArgumentException(
            "without epsilon the step jumps where a gradient changes sign; an epsilon of about the"
                + " typical squared gradient works, 0.02 for example");
      }
      double beta = Math.max(moments.beta1(), moments.beta2());
      return Math.ceil(MEMORIES / (1 - beta) * (1 - 1e-9));
    }
    throw new IllegalArgumentException(
        "no modified flow is known for "
            + rule.name()
            + (rule instanceof WeightDecay ? " with this weight decay" : "")
            + "; orders can be tested for sgd, heavy-ball, ema-momentum, nesterov, rmsprop, adam,"
            + " adamw and lion");
  }

  private static void curvature(LinearFilterRule rule, Bed bed, double largest) {
    double bound = largestStep(rule, bed);
    if (!(largest < bound)) {
      double lambda = bound(rule) / bound;
      throw new IllegalArgumentException(
          text(
              "a step of %s is outside the flow's validity: h λ = %.3g with λ = %.3g at the start,"
                  + " and %s needs h λ below %.3g, %s. Steps below %.3g would work",
              largest,
              largest * lambda,
              lambda,
              rule.name(),
              bound(rule),
              rule instanceof GradientDescent
                  ? "where its series converges"
                  : "where its modes do not ring",
              bound));
    }
  }

  /**
   * The step size below which the rule's modes are inside the validity; infinite if none is known.
   */
  static double largestStep(UpdateRule rule, Bed bed) {
    return rule instanceof LinearFilterRule filter
        ? bound(filter) / largestCurvature(bed.objective(), bed.start())
        : Double.POSITIVE_INFINITY;
  }

  /** h λ up to which the modes of a filter are real (and, without memory, the series converges). */
  private static double bound(LinearFilterRule rule) {
    if (rule instanceof HeavyBall ball) {
      return Math.pow(1 - Math.sqrt(ball.momentum()), 2);
    }
    if (rule instanceof ExponentialMovingMomentum moving) {
      double beta = moving.momentum();
      return Math.pow(1 - Math.sqrt(beta), 2) / (1 - beta);
    }
    if (rule instanceof Nesterov nesterov) {
      double beta = nesterov.momentum();
      return Math.pow((1 - beta) / (1 + beta), 2);
    }
    return 1;
  }

  /** The eigenvalue of the Hessian that is largest in absolute value, by power iteration. */
  static double largestCurvature(Objective objective, double[] w) {
    Derivatives derivatives = Derivatives.of(objective);
    double[] v = derivatives.gradient(w);
    for (int j = 0; j < v.length; j++) {
      v[j] += 1e-3 * Math.cos(j); // not orthogonal to the leading direction by accident
    }
    double lambda = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      v = VectorMath.scaled(v, 1 / Math.sqrt(VectorMath.dot(v, v)));
      double[] hv = derivatives.hessianVector(w, v);
      lambda = Math.sqrt(VectorMath.dot(hv, hv));
      if (lambda == 0) {
        return 0;
      }
      v = hv;
    }
    return lambda;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
