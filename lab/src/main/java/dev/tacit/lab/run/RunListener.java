package dev.tacit.lab.run;

import java.util.Map;

/** Is told how runs go; called from the runs' own threads. */
public interface RunListener {

  /** Hears nothing. */
  RunListener SILENT = new RunListener() {};

  /** A run starts or resumes. */
  default void onStart(String run, int epochs) {}

  /**
   * An epoch is over (or the start was measured).
   *
   * @param latest the last finite value of each metric; only valid during the call
   */
  default void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {}

  /** A run cannot go on; {@link #onEnd} follows with the status. */
  default void onFailure(String run, Exception cause) {}

  /** A run is over, in whatever way. */
  default void onEnd(String run, RunStatus status) {}

  /** A run need not start: it was finished before. */
  default void onSkip(String run, RunStatus status) {}
}
