package dev.tacit.lab.landscape;

import dev.tacit.lab.experiment.SettingsException;

/**
 * How finely and how far a landscape is looked at.
 *
 * @param points along a line or curve
 * @param grid points along each side of a map
 * @param range of slices to both sides, in norms of the solution's own filters
 * @param examples training examples of a map; lines and curves use all
 * @param curve how a curve is found; null for none
 * @param seed of directions, examples and the curve
 */
public record LandscapeOptions(
    int points, int grid, double range, int examples, CurveFinding curve, long seed) {

  /** 41 points, a grid of 31, one filter norm to both sides, 2,000 examples, 20 epochs a curve. */
  public static final LandscapeOptions DEFAULT =
      new LandscapeOptions(41, 31, 1, 2000, CurveFinding.DEFAULT, 0);

  /** Checks the numbers. */
  public LandscapeOptions {
    atLeast("--points", points, 2);
    atLeast("--grid", grid, 2);
    atLeast("--examples", examples, 1);
    if (!(range > 0 && range < Double.POSITIVE_INFINITY)) {
      throw new SettingsException("--range", "must be a positive number, found " + range);
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (!(value >= least)) {
      throw new SettingsException(name, "must be at least " + least + ", found " + value);
    }
  }
}
