package dev.tacit.lab.run;

import dev.tacit.lab.store.RunStatus;
import java.util.Map;

/** Is told how runs go; called from the runs' own threads. */
public interface RunListener {

  /** Hears nothing. */
  RunListener SILENT = new RunListener() {};

  /**
   * A run starts or resumes.
   *
   * @param notMeasured probes that were asked for and do not apply, and why
   */
  default void onStart(String run, int epochs, Map<String, String> notMeasured) {}

  /** Something about a run that a person should know before it starts. */
  default void onRemark(String run, String remark) {}

  /** What an optional part of training costs, in a sentence; said of every run that has it. */
  default void onCost(String sentence) {}

  /**
   * An epoch is over (or the start was measured).
   *
   * @param latest the last finite value of each metric; only valid during the call
   */
  default void onProgress(String run, int epoch, int epochs, Map<String, Double> latest) {}

  /** A measurement could not be taken, for the first time in this run; training goes on. */
  default void onMeasurementFailed(String run, String probe, String why) {}

  /** A run cannot go on; {@link #onEnd} follows with the status. */
  default void onFailure(String run, Exception cause) {}

  /** A run is over, in whatever way. */
  default void onEnd(String run, RunStatus status) {}

  /** A run need not start: it was finished before. */
  default void onSkip(String run, RunStatus status) {}

  /** Something that concerns no single run, in a sentence. */
  default void onNote(String sentence) {}
}
