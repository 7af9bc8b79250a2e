package dev.tacit.spark;

import dev.tacit.lab.sweep.Engine;
import dev.tacit.lab.sweep.EngineFactory;
import dev.tacit.lab.sweep.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@code --engine spark}. */
public final class SparkEngineFactory implements EngineFactory {

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public void check(Map<String, String> settings) {
    ClusterSettings.of(settings, Map.of());
  }

  @Override
  public Engine start(String experiment, Execution how, Map<String, String> settings) {
    ClusterSettings asked = ClusterSettings.of(settings, System.getenv());
    try {
      return new SparkEngine(Cluster.start(experiment, asked, how), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
