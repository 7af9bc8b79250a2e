package dev.tacit.lab.theory.exact;

import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/** Singular values and what is made of them. */
final class Spectrum {
  private Spectrum() {}

  /** σ_1 ≥ σ_2 ≥ …. */
  static double[] singularValues(RealMatrix w) {
    return new SingularValueDecomposition(w).getSingularValues();
  }

  /**
   * exp(-Σ p_i ln p_i) with p_i = σ_i/Σσ: r for r equal singular values. O. Roy, M. Vetterli,
   * EUSIPCO 2007.
   */
  static double effectiveRank(RealMatrix w) {
    double[] sigma = singularValues(w);
    double total = 0;
    for (double s : sigma) {
      total += s;
    }
    double entropy = 0;
    for (double s : sigma) {
      double p = s / total;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return Math.exp(entropy);
  }
}
