package dev.tacit.theory.objective;

/** A decreasing loss φ(z) of a margin z = y x·w that is never zero. */
public enum MarginLoss {
  /** φ(z) = ln(1 + e^{-z}). */
  LOGISTIC {
    @Override
    double value(double z) {
      return z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z;
    }

    @Override
    double slope(double z) {
      return z > 0 ? -Math.exp(-z) / (1 + Math.exp(-z)) : -1 / (1 + Math.exp(z));
    }

    @Override
    double curvature(double z) {
      double e = Math.exp(-Math.abs(z));
      return e / ((1 + e) * (1 + e));
    }
  },
  /** φ(z) = e^{-z}. */
  EXPONENTIAL {
    @Override
    double value(double z) {
      return Math.exp(-z);
    }

    @Override
    double slope(double z) {
      return -Math.exp(-z);
    }

    @Override
    double curvature(double z) {
      return Math.exp(-z);
    }
  };

  /** φ(z). */
  abstract double value(double z);

  /** φ'(z). */
  abstract double slope(double z);

  /** φ''(z). */
  abstract double curvature(double z);
}
