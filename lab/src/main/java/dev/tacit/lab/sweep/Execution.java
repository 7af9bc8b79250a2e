package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.run.RunListener;
import java.util.function.BooleanSupplier;

/**
 * How runs are to be executed, by whichever engine.
 *
 * @param workers how many runs compute at a time, at least 1
 * @param cache where data sets are loaded
 * @param listener hears of every run, from several threads
 * @param stop asked before every step; true ends all runs at their last checkpoint
 * @param again whether finished runs may be trained again to measure probes that were added to
 *     them; else only what the weights that they kept allow is measured
 * @param patient whether runs that other processes train are waited for in the end; else they are
 *     left to them
 */
public record Execution(
    int workers,
    DataCache cache,
    RunListener listener,
    BooleanSupplier stop,
    boolean again,
    boolean patient) {

  /** Checks. */
  public Execution {
    if (!(workers >= 1)) {
      throw new IllegalArgumentException("workers must be at least 1, found " + workers);
    }
  }
}
