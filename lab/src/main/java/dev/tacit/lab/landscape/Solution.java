package dev.tacit.lab.landscape;

import dev.tacit.data.Dataset;
import dev.tacit.lab.experiment.DataCache;
import dev.tacit.lab.experiment.ExperimentDirectory;
import dev.tacit.lab.experiment.Manifests;
import dev.tacit.lab.experiment.Preparation;
import dev.tacit.lab.experiment.RunSettings;
import dev.tacit.lab.experiment.SettingsException;
import dev.tacit.lab.run.PreparedRun;
import dev.tacit.lab.run.Run;
import dev.tacit.lab.store.DirectoryLock;
import dev.tacit.lab.store.Manifest;
import dev.tacit.lab.store.RunStatus;
import dev.tacit.lab.store.SavedWeights;
import dev.tacit.network.ForeignNetwork;
import dev.tacit.network.Network;
import dev.tacit.objective.Objective;
import dev.tacit.risk.EmpiricalRisk;
import dev.tacit.risk.Partition;
import dev.tacit.tensor.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Where a finished run ended: its last weights, and its risks rebuilt from its manifest. */
public final class Solution implements AutoCloseable {
  private final Path directory;
  private final RunSettings settings;
  private final PreparedRun prepared;
  private final Tensor w;
  private final int epochs;
  private final List<DirectoryLock> using;

  private Solution(
      Path directory,
      RunSettings settings,
      PreparedRun prepared,
      Tensor w,
      int epochs,
      List<DirectoryLock> using) {
    this.epochs = epochs;
    this.using = using;
    this.directory = directory;
    this.settings = settings;
    this.prepared = prepared;
    this.w = w;
  }

  /**
   * Loads a run.
   *
   * @throws SettingsException if the directory is no run's, or its run has no finished, finite
   *     weights
   * @throws IOException if a file is damaged
   */
  public static Solution open(Path directory, DataCache cache) throws IOException {
    checkIsRun(directory);
    Path whole = directory.toRealPath().getParent();
    Path experiment =
        whole != null && Files.exists(whole.resolve(ExperimentDirectory.FILE)) ? whole : directory;
    List<DirectoryLock> using = new ArrayList<>();
    try {
      for (Path place : List.of(experiment, directory)) {
        using.add(
            DirectoryLock.use(place)
                .orElseThrow(() -> new IOException("another process deletes results in " + place)));
      }
      return open(directory, cache, using);
    } catch (IOException | RuntimeException e) {
      release(using);
      throw e;
    }
  }

  private static void release(List<DirectoryLock> using) {
    try {
      for (DirectoryLock lock : using) {
        lock.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Solution open(Path directory, DataCache cache, List<DirectoryLock> using)
      throws IOException {
    RunStatus status = RunStatus.read(directory);
    if (status == null || status.state() != RunStatus.State.finished) {
      throw new SettingsException(
          directory.toString(),
          status == null
              ? "the run has not started"
              : "the run is not finished but "
                  + status.state()
                  + " at epoch "
                  + status.epoch()
                  + (status.reason().isEmpty() ? "" : " (" + status.reason() + ")"));
    }
    Path checkpoint = directory.resolve(Run.CHECKPOINT);
    if (!Files.exists(checkpoint)) {
      throw new SettingsException(
          directory.toString(), "the run has no " + Run.CHECKPOINT + " and so no weights");
    }
    RunSettings settings = Manifests.settings(directory);
    Dataset data = cache.get(settings);
    Manifests.checkData(directory, data, "its loss cannot be drawn");
    PreparedRun prepared = prepare(settings, data);
    try {
      if (settings.isAnalysis()
          && prepared.problem().loss().network() instanceof ForeignNetwork module) {
        module.adopt(SavedWeights.buffers(checkpoint));
      }
      return new Solution(
          directory,
          settings,
          prepared,
          read(checkpoint, prepared.problem().loss()),
          status.epoch(),
          using);
    } catch (IOException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  /**
   * Of weights that were given, the module as in training if it can be, so that statistics of
   * batches are gathered anew wherever the loss is drawn, as with networks of ours.
   */
  private static PreparedRun prepare(RunSettings settings, Dataset data) {
    if (!settings.isAnalysis()) {
      return Preparation.prepare(settings, data);
    }
    try {
      return Preparation.prepare(settings.asTraining(true), data);
    } catch (SettingsException e) { // it can be evaluated only
      return Preparation.prepare(settings.asTraining(false), data);
    }
  }

  private static void checkIsRun(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new SettingsException(directory.toString(), "no such directory");
    }
    if (Files.exists(directory.resolve(Manifest.FILE))) {
      return;
    }
    if (!Files.exists(directory.resolve(ExperimentDirectory.FILE))) {
      throw new SettingsException(
          directory.toString(), "is no run's directory: it has no " + Manifest.FILE);
    }
    try (Stream<Path> children = Files.list(directory)) {
      throw new SettingsException(
          directory.toString(),
          "is an experiment's directory; name one of its runs: "
              + children
                  .filter(child -> Files.exists(child.resolve(Manifest.FILE)))
                  .map(child -> child.getFileName().toString())
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
  }

  /** Weights from a file of this run, where the risk lives. */
  private static Tensor read(Path file, EmpiricalRisk risk) throws IOException {
    try (Tensor stored = SavedWeights.read(file)) {
      if (stored.numel() != risk.dimension()) {
        throw new IOException(
            file
                + " does not fit its manifest: "
                + stored.numel()
                + " parameters, expected "
                + risk.dimension());
      }
      if (!Vectors.isFinite(stored)) {
        throw new SettingsException(file.toString(), "holds weights that are not finite numbers");
      }
      Tensor placed = Vectors.zeros(risk.dimension(), risk.placement());
      try (NoGradGuard guard = new NoGradGuard();
          PointerScope scope = new PointerScope()) {
        placed.copy_(stored);
      }
      return placed;
    }
  }

  /** A file of {@link SavedWeights#onTheWay}; the caller closes it. */
  Tensor onTheWay(Path file) throws IOException {
    return read(file, train());
  }

  /** The run's directory. */
  Path directory() {
    return directory;
  }

  /** The run's name without the hash, as in {@code adam-seed0}. */
  public String name() {
    return directory
        .toAbsolutePath()
        .normalize()
        .getFileName()
        .toString()
        .replaceFirst("-[0-9a-f]{8}$", "");
  }

  /** The last weights, shape [p]; not to be changed or closed. */
  public Tensor w() {
    return w;
  }

  /** Epochs trained. */
  int epochs() {
    return epochs;
  }

  /** The training set with the run's own noise. */
  public EmpiricalRisk train() {
    return prepared.problem().loss();
  }

  /** The test set. */
  public EmpiricalRisk test() {
    return prepared.problem().test();
  }

  /**
   * The training loss of some examples as training saw it, in batches of its size where the network
   * mixes the examples of a batch.
   *
   * @param some of {@link #train}
   */
  Objective loss(EmpiricalRisk some) {
    if (!network().mixesExamples()) {
      return some;
    }
    int batches = Math.max(1, some.examples() / prepared.problem().batch());
    try (Partition partition =
        Partition.interleaved(some.examples(), batches, some.placement().device())) {
      return some.over(partition);
    }
  }

  Network network() {
    return train().network();
  }

  /**
   * In what another run's loss differs from this one's, in words; empty if in nothing.
   *
   * @throws SettingsException if they are not of the same network
   */
  List<String> differences(Solution other) {
    if (!network().equals(other.network())) {
      throw new SettingsException(
          other.directory.toString(),
          "its network is another one ("
              + other.network()
              + ") than that of "
              + directory
              + " ("
              + network()
              + "); there is no line between them");
    }
    List<String> differences = new ArrayList<>();
    if (!sameExamples(other)) {
      differences.add("the runs were trained on different examples or labels");
    }
    if (settings.loss() != other.settings.loss()) {
      differences.add("the runs minimised different losses");
    }
    return differences;
  }

  private boolean sameExamples(Solution other) {
    try (PointerScope scope = new PointerScope()) {
      Tensor mine = train().inputs();
      Tensor others = other.train().inputs();
      Tensor targets = train().targets();
      Tensor otherTargets = other.train().targets();
      return mine.to(ScalarType.Float).cpu().equal(others.to(ScalarType.Float).cpu())
          && targets.to(ScalarType.Float).cpu().equal(otherTargets.to(ScalarType.Float).cpu());
    }
  }

  @Override
  public void close() {
    w.close();
    prepared.close();
    release(using);
  }
}
