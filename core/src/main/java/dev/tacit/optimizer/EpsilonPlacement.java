package dev.tacit.optimizer;

import java.util.Locale;

/**
 * Where an adaptive method adds its ε: below the root or beside it. With v an average of squared
 * gradients, the step is divided by D(v).
 */
public enum EpsilonPlacement {

  /** D(v) = √(v + ε). */
  INSIDE {
    @Override
    public double denominator(double v, double epsilon) {
      return Math.sqrt(v + epsilon);
    }

    @Override
    public double share(double v, double epsilon) {
      return epsilon / (v + epsilon);
    }

    @Override
    public double slope(double v, double epsilon) {
      return 0.5 / Math.sqrt(v + epsilon);
    }

    @Override
    public double size(double epsilon) {
      return Math.sqrt(epsilon);
    }
  },

  /** D(v) = √v + ε, as in PyTorch and in Kingma and Ba's Adam. */
  OUTSIDE {
    @Override
    public double denominator(double v, double epsilon) {
      return Math.sqrt(v) + epsilon;
    }

    @Override
    public double share(double v, double epsilon) {
      return epsilon / (Math.sqrt(v) + epsilon);
    }

    @Override
    public double slope(double v, double epsilon) {
      return 0.5 / Math.sqrt(v);
    }

    @Override
    public double size(double epsilon) {
      return epsilon;
    }
  };

  /** D(v), what the step is divided by. */
  public abstract double denominator(double v, double epsilon);

  /**
   * r(v), the part of the denominator that ε makes up, between 0 (ε negligible) and 1 (ε alone):
   * ε/(v + ε) inside, ε/(√v + ε) outside. With v = g² it is the number for which d(g/D)/dg = r/D.
   */
  public abstract double share(double v, double epsilon);

  /** dD/dv. Infinite at v = 0 when ε is outside: |g| has a kink there. */
  public abstract double slope(double v, double epsilon);

  /** The size of a gradient coordinate below which ε rules: √ε inside, ε outside. */
  public abstract double size(double epsilon);

  /** As written in files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The placement with a given name.
   *
   * @throws IllegalArgumentException for anything but {@code inside} and {@code outside}
   */
  public static EpsilonPlacement named(String name) {
    for (EpsilonPlacement placement : values()) {
      if (placement.toString().equals(name)) {
        return placement;
      }
    }
    throw new IllegalArgumentException(
        "unknown epsilonPlacement '" + name + "'; known: inside, outside");
  }
}
