package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.RunStatus.State;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells a listener of runs that are trained elsewhere, as far as their status files do: as often as
 * they write a checkpoint.
 */
public final class StatusWatch {
  private final ExperimentDirectory directory;
  private final RunListener listener;
  private final Map<String, Integer> epochs = new HashMap<>(); // last seen, by hash
  private final Map<String, Integer> begun = new HashMap<>(); // where that is known, by hash

  /**
   * @param directory where the runs are
   * @param listener hears of starts and progress
   */
  public StatusWatch(ExperimentDirectory directory, RunListener listener) {
    this.directory = directory;
    this.listener = listener;
  }

  /** Is told where a run begins or goes on; else that is where it is first seen. */
  public void begins(PlannedRun run, int epoch) {
    begun.put(run.hash(), epoch);
  }

  /** Says what has changed since the last look. */
  public void look(Collection<PlannedRun> runs) {
    for (PlannedRun run : runs) {
      RunStatus status = directory.status(run);
      if (status == null || status.state() != State.running) {
        continue;
      }
      Integer before = epochs.get(run.hash());
      int epoch = before == null ? begun.getOrDefault(run.hash(), status.epoch()) : status.epoch();
      epochs.put(run.hash(), epoch);
      if (before == null) {
        listener.onStart(run.slug(), run.settings().epochs(), obstacles(run));
      }
      if (before == null || before != epoch) {
        listener.onProgress(run.slug(), epoch, run.settings().epochs(), status.lastFinite());
      }
    }
  }

  /** Whether it has told of a run. */
  public boolean hasSeen(PlannedRun run) {
    return epochs.containsKey(run.hash());
  }

  private Map<String, String> obstacles(PlannedRun run) {
    try {
      return Manifest.read(directory.of(run)).obstacles();
    } catch (IOException e) {
      return Map.of(); // whoever trains it will say what is wrong
    }
  }
}
