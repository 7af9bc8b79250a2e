package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.PlannedRun;
import java.util.List;

/** Is told how the stages of a plan go. */
public interface StageListener {

  /** Hears nothing. */
  StageListener SILENT = new StageListener() {};

  /** What a stage is for. */
  enum Kind {
    /** To choose settings. */
    TUNING,
    /** To report on them. */
    REPORTING
  }

  /**
   * A stage begins.
   *
   * @param kind what it is for
   * @param words the same for people; empty if it is the only one
   * @param runs all of them
   * @param finished how many of these are finished already and not done again
   */
  default void onStage(Kind kind, String words, List<PlannedRun> runs, int finished) {}

  /** A setting was chosen, or none could be; in a sentence. */
  default void onChoice(String sentence) {}
}
