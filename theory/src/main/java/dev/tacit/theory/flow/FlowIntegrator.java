package dev.tacit.theory.flow;

import java.util.Arrays;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.ClassicalRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;

/**
 * Follows flows, by Hipparchus. Steps never cross the end of a piece. A path that leaves the
 * numbers ends as NaN in every coordinate: divergence is a result.
 */
public final class FlowIntegrator {
  private static final double SMALLEST_STEP = 1e-14;
  private static final double WHOLE = 1e-6;

  private final double maximalStep; // RK4's, or 0
  private final double tolerance; // DOP853's, or 0

  private FlowIntegrator(double maximalStep, double tolerance) {
    this.maximalStep = maximalStep;
    this.tolerance = tolerance;
  }

  /**
   * The classical fourth-order Runge-Kutta method with equal steps.
   *
   * @param maximalStep no step is longer; for the reference path of an optimizer with step h, take
   *     at most h/4 on smooth flows, or h itself on flows whose pieces have length h
   */
  public static FlowIntegrator rungeKutta(double maximalStep) {
    return new FlowIntegrator(positive("the step", maximalStep), 0);
  }

  /**
   * Dormand and Prince's method of order 8(5,3), which chooses its steps.
   *
   * @param tolerance of the local error, absolute and relative, in every coordinate
   */
  public static FlowIntegrator dormandPrince(double tolerance) {
    return new FlowIntegrator(0, positive("the tolerance", tolerance));
  }

  private static double positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " must be finite and above 0, found " + value);
    }
    return value;
  }

  /**
   * Where the flow is after a time, from its first piece on.
   *
   * @param start w(0), length p; not changed
   * @param duration T ≥ 0; for a piecewise flow a whole number of pieces
   * @return w(T), a new array
   */
  public double[] advance(Flow flow, double[] start, double duration) {
    if (flow.pieceLength() > 0) {
      long pieces = Math.round(duration / flow.pieceLength());
      if (!(Math.abs(pieces * flow.pieceLength() - duration) <= WHOLE * flow.pieceLength())) {
        throw new IllegalArgumentException(
            "a time of " + duration + " is no whole number of pieces of " + flow.pieceLength());
      }
      return advance(flow, start, 0, pieces);
    }
    checkShape(flow, start);
    if (!(duration >= 0)) {
      throw new IllegalArgumentException("the time must be 0 or more, found " + duration);
    }
    return duration == 0 ? start.clone() : integrate(flow, 0, start, duration);
  }

  /**
   * Where a piecewise flow is after some of its pieces.
   *
   * @param start w at the beginning of the first of them
   * @param first its number
   * @param pieces how many
   * @return w at the end of the last, a new array
   */
  public double[] advance(Flow flow, double[] start, long first, long pieces) {
    checkShape(flow, start);
    double[] w = start.clone();
    for (long n = first; n < first + pieces; n++) {
      w = integrate(flow, n, w, flow.pieceLength());
    }
    return w;
  }

  private static void checkShape(Flow flow, double[] start) {
    if (start.length != flow.dimension()) {
      throw new IllegalArgumentException(
          "the flow has " + flow.dimension() + " parameters, the start " + start.length);
    }
  }

  private double[] integrate(Flow flow, long piece, double[] start, double duration) {
    OrdinaryDifferentialEquation equation = new Equation(flow, piece);
    try {
      if (tolerance > 0) {
        ODEIntegrator integrator =
            new DormandPrince853Integrator(
                SMALLEST_STEP * duration, duration, tolerance, tolerance);
        return integrator.integrate(equation, new ODEState(0, start), duration).getPrimaryState();
      }
      long steps = (long) Math.ceil(duration / maximalStep * (1 - WHOLE));
      double step = duration / steps;
      ClassicalRungeKuttaIntegrator integrator = new ClassicalRungeKuttaIntegrator(step);
      double[] w = start;
      for (long i = 0; i < steps; i++) {
        w = integrator.singleStep(equation, 0, w, step);
      }
      return w;
    } catch (NotFinite e) {
      double[] lost = new double[start.length];
      Arrays.fill(lost, Double.NaN);
      return lost;
    }
  }

  /** One piece of a flow as Hipparchus sees it. */
  private record Equation(Flow flow, long piece) implements OrdinaryDifferentialEquation {
    @Override
    public int getDimension() {
      return flow.dimension();
    }

    @Override
    public double[] computeDerivatives(double t, double[] w) {
      double[] velocity = new double[w.length];
      flow.velocity(piece, w, velocity);
      for (double each : velocity) {
        if (!Double.isFinite(each)) {
          throw new NotFinite();
        }
      }
      return velocity;
    }
  }

  /** The flow has no finite velocity where it was asked. */
  private static final class NotFinite extends RuntimeException {
    NotFinite() {
      super(null, null, false, false);
    }
  }
}
