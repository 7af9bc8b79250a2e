package dev.tacit.probe;

import dev.tacit.training.Watcher;

/**
 * Gathers over the steps of an epoch what some probes read at its end. It is made once for a
 * training and kept; of the steps of another epoch it knows nothing.
 */
public interface Follower extends Watcher, AutoCloseable {

  /** An epoch begins: what was gathered before is forgotten. */
  void start();

  @Override
  default void close() {}
}
