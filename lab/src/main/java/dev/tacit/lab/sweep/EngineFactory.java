package dev.tacit.lab.sweep;

import java.util.Map;

/** Starts an engine of one kind; found as a service, so that nothing here depends on it. */
public interface EngineFactory {

  /** As the command line names it. */
  String name();

  /**
   * Refuses settings that no engine of this kind can have; touches no other machine.
   *
   * @throws dev.tacit.lab.experiment.SettingsException naming the setting and what is allowed
   */
  void check(Map<String, String> settings);

  /**
   * Starts an engine.
   *
   * @param experiment its name, for people who look at the machines
   * @param settings of this kind of engine, by key
   * @throws dev.tacit.lab.experiment.SettingsException as {@link #check}
   * @throws java.io.UncheckedIOException if it cannot start, saying why
   */
  Engine start(String experiment, Execution how, Map<String, String> settings);
}
