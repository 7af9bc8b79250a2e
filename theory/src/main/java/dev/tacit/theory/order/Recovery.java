package dev.tacit.theory.order;

import dev.tacit.optimizer.UpdateRule;
import dev.tacit.theory.flow.AdaptiveMoments;
import dev.tacit.theory.flow.NormalisedFlow;
import dev.tacit.theory.flow.NormalisedFlow.Coefficients;

/**
 * The coefficients of the stationary flow (4.1), recovered from a path of the optimizer.
 *
 * <p>What the leading flow misses after a fixed time, r = (w_opt - w_leading)/h, is fitted by A d1
 * + B d2, where d1 and d2 are what unit coefficients would displace: the ends of the flows
 * -(1/D)⊙[g + h Hu] and -(1/D)⊙[g + h r⊙Hu], less the leading flow, over h. Theory: A = β1/(1-β1) -
 * β2/(1-β2), B = β2/(1-β2) + ½.
 *
 * @param plain A
 * @param share B
 * @param residual what the fit leaves, relative to ‖r‖
 */
record Recovery(double plain, double share, double residual) {

  /** From a path over a time in a number of steps. */
  static Recovery of(Bed bed, UpdateRule rule, double time, int steps) {
    double h = time / steps;
    AdaptiveMoments moments = AdaptiveMoments.of(rule);
    double[] leading = DecidingExperiments.leadingEnd(bed, moments, time);
    double[] end = Trajectory.end(rule, bed.objective(), h, bed.start(), steps);
    double[] r = VectorMath.displacement(end, leading, h);
    double[] d1 = unit(bed, moments, new Coefficients(1, 0, 0), h, time, leading);
    double[] d2 = unit(bed, moments, new Coefficients(0, 1, 0), h, time, leading);
    double d11 = VectorMath.dot(d1, d1);
    double d12 = VectorMath.dot(d1, d2);
    double d22 = VectorMath.dot(d2, d2);
    double r1 = VectorMath.dot(r, d1);
    double r2 = VectorMath.dot(r, d2);
    double determinant = d11 * d22 - d12 * d12;
    double a = (r1 * d22 - r2 * d12) / determinant;
    double b = (d11 * r2 - d12 * r1) / determinant;
    double[] left = r.clone();
    for (int j = 0; j < left.length; j++) {
      left[j] -= a * d1[j] + b * d2[j];
    }
    return new Recovery(a, b, Math.sqrt(VectorMath.dot(left, left) / VectorMath.dot(r, r)));
  }

  private static double[] unit(
      Bed bed,
      AdaptiveMoments moments,
      Coefficients coefficients,
      double h,
      double time,
      double[] leading) {
    NormalisedFlow flow = new NormalisedFlow("unit", bed.objective(), h, moments, coefficients);
    return VectorMath.displacement(DecidingExperiments.end(flow, bed, time), leading, h);
  }
}
