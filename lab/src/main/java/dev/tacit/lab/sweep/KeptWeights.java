package dev.tacit.lab.sweep;

import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Manifests;
import dev.tacit.lab.experiment.PlannedRun;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.experiment.RunSettings;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.Addition;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.RunListener;
import dev.tacit.lab.run.Turns;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Probes that are added to one finished run by its directory alone: taken of the weights that it
 * kept, its start and its last checkpoint. Nothing is trained again.
 */
public final class KeptWeights {
  private KeptWeights() {}

  /**
   * Measures.
   *
   * @param directory of the run
   * @param probes names
   * @param stop asked between epochs
   * @return how the run stands now
   * @throws SettingsException if it is no finished run, or a name is unknown
   * @throws IOException if a file is missing or damaged, or another process works on the run
   */
  public static RunStatus measure(
      Path directory, List<String> probes, RunListener listener, BooleanSupplier stop)
      throws IOException {
    if (!Files.exists(directory.resolve(Manifest.FILE))) {
      throw new SettingsException(
          directory.toString(), "is no run's directory: it has no " + Manifest.FILE);
    }
    Path above = directory.toRealPath().getParent();
    Path whole =
        above != null && Files.exists(above.resolve(ExperimentDirectory.FILE)) ? above : directory;
    try (DirectoryLock using = held(DirectoryLock.use(whole).orElse(null), whole);
        DirectoryLock writing = held(DirectoryLock.write(directory).orElse(null), directory)) {
      return measure(directory, probes, listener, stop, Manifest.read(directory));
    }
  }

  private static DirectoryLock held(DirectoryLock lock, Path place) throws IOException {
    if (lock == null) {
      throw new IOException("another process works in " + place + "; try again when it has ended");
    }
    return lock;
  }

  private static RunStatus measure(
      Path directory,
      List<String> probes,
      RunListener listener,
      BooleanSupplier stop,
      Manifest manifest)
      throws IOException {
    RunStatus status = RunStatus.read(directory);
    if (status == null || !status.state().isEnd()) {
      throw new SettingsException(
          directory.toString(),
          "the run has not ended; its own command goes on with it, and can add probes");
    }
    RunSettings settings = Manifests.settings(directory).adding(probes);
    DataCache cache = new DataCache();
    Dataset data = cache.get(settings);
    Manifests.checkData(directory, data, "it cannot be measured");
    PlannedRun run =
        new PlannedRun(
            List.of(new PlannedRun.Name(manifest.optimizer(), Map.of(), settings.epochs())),
            settings,
            manifest.hash());
    Set<String> missing = new LinkedHashSet<>(probes);
    missing.removeAll(manifest.probes().keySet());
    if (missing.isEmpty()) {
      listener.onRemark(manifest.slug(), "was measured with these probes already");
      return status;
    }
    try (PreparedRun prepared = Preparation.prepare(run, data)) {
      Addition addition =
          new Addition(
              directory, manifest.slug(), manifest.hash(), status, listener, stop, Turns.FREE);
      Addition.Outcome outcome = addition.execute(prepared, missing, false);
      if (outcome.status().state().isEnd()) {
        Manifests.added(directory, settings, prepared, outcome.complete());
        addition.finish();
      }
      return outcome.status();
    }
  }
}
