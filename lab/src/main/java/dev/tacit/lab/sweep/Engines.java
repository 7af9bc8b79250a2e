package dev.tacit.lab.sweep;

import dev.tacit.lab.experiment.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engines that are there: this process, and what is on the class path beside it. */
public final class Engines {
  private static final String OPTION = "--engine";

  private Engines() {}

  /** Their names, this process first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(LocalEngine.NAME));
    ServiceLoader.load(EngineFactory.class).forEach(factory -> names.add(factory.name()));
    return names;
  }

  /**
   * Refuses a name that there is not, and settings that such an engine does not have.
   *
   * @throws SettingsException listing those that there are
   */
  public static void check(String name, Map<String, String> settings) {
    if (name.equals(LocalEngine.NAME)) {
      if (!settings.isEmpty()) {
        throw new SettingsException(
            OPTION,
            "the engine local takes no settings, found " + String.join(", ", settings.keySet()));
      }
      return;
    }
    factory(name)
        .orElseThrow(
            () ->
                new SettingsException(
                    OPTION,
                    "unknown engine '"
                        + name
                        + "'; on this class path: "
                        + String.join(", ", names())))
        .check(settings);
  }

  /**
   * Starts one.
   *
   * @param experiment its name, for people who look at the machines
   * @param settings of this kind of engine, by key
   * @throws SettingsException as {@link #check}
   * @throws java.io.UncheckedIOException if it cannot start, saying why
   */
  public static Engine start(
      String name, String experiment, Execution how, Map<String, String> settings) {
    check(name, settings);
    return name.equals(LocalEngine.NAME)
        ? new LocalEngine(how)
        : factory(name).orElseThrow().start(experiment, how, settings);
  }

  private static Optional<EngineFactory> factory(String name) {
    return ServiceLoader.load(EngineFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(name))
        .findFirst();
  }
}
