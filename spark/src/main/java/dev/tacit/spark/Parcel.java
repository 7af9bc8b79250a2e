package dev.tacit.spark;

import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.store.RunStatus;
import java.util.Map;

/**
 * A run on its way through the cluster.
 *
 * @param run which
 * @param before its status when it was sent; null if it had none
 * @param files the run's, if an executor has asked for them; else null
 * @param withTacit whether Tacit's jars go along
 */
record Parcel(PlannedRun run, RunStatus before, Map<String, byte[]> files, boolean withTacit) {

  /** The epoch from which it goes on. */
  int epoch() {
    return before == null ? 0 : before.epoch();
  }

  /** The step from which it goes on. */
  long step() {
    return before == null ? 0 : before.step();
  }
}
