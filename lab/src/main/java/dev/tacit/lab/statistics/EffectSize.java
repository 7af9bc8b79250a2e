package dev.tacit.lab.statistics;

import org.hipparchus.special.Gamma;

/**
 * How large a paired difference is beside its own scatter over seeds: Cohen's d_z = d̄/s
 * (*Statistical power analysis*, 2nd ed. 1988), times Hedges' J(n-1), which takes away its bias in
 * small samples (Journal of Educational Statistics 6, 1981): J(m) = Γ(m/2)/(√(m/2) Γ((m-1)/2)).
 */
public final class EffectSize {
  private EffectSize() {}

  /**
   * d_z with Hedges' correction.
   *
   * @return NaN where the differences do not scatter, for two of them (J(1) = 0) and for one
   */
  public static double hedges(double... differences) {
    int n = differences.length;
    if (n < 3) {
      return Double.NaN;
    }
    double error = Interval.standardError(differences);
    double mean = Interval.of(differences).mean();
    return Interval.isNone(error, mean)
        ? Double.NaN
        : correction(n - 1) * mean / (error * Math.sqrt(n));
  }

  /** J(m). */
  static double correction(int m) {
    double half = m / 2.0;
    return Math.exp(Gamma.logGamma(half) - Gamma.logGamma(half - 0.5)) / Math.sqrt(half);
  }
}
