package dev.tacit.training;

import java.util.Locale;

/**
 * How much measurements take that could take more or less; the same during a whole run.
 *
 * @param subset the number of training examples for measurements that need not see all (curvature,
 *     flatness, features); {@link Integer#MAX_VALUE} for all. Where each batch holds all examples,
 *     curvature is always that of all
 * @param eigenvalues how many of the Hessian's largest eigenvalues {@code curvature/eigenvalues}
 *     finds; at most p
 */
public record Sizes(int subset, int eigenvalues) {
  /** Unless a file says otherwise. */
  public static final Sizes DEFAULT = new Sizes(2000, 10);

  /** What products with a matrix of the subset cost, for {@code tacit list probes}. */
  public static String cost(int products, double gradientsEach) {
    return String.format(
        Locale.ROOT,
        "about %.0f gradients of the subset (%d products)",
        products * gradientsEach,
        products);
  }

  /** Checks the numbers. */
  public Sizes {
    if (!(subset >= 1)) {
      throw new IllegalArgumentException("a subset needs at least 1 example, found " + subset);
    }
    if (!(eigenvalues >= 1)) {
      throw new IllegalArgumentException(
          "at least 1 eigenvalue must be wanted, found " + eigenvalues);
    }
  }
}
